import Frontier
import TestSupport
import Testing

/// What the pauses and rests are, without any frontier.
@Suite struct PausePolicyTests {
  @Test func anAddressRestsAQuarterOfItsHostsPause() {
    var politeness = Politeness()
    #expect(politeness.addressPause(responseTime: nil) == .milliseconds(25))
    #expect(politeness.addressPause(responseTime: .milliseconds(400)) == .milliseconds(200))
    #expect(politeness.addressPause(responseTime: .seconds(3600)) == .milliseconds(2500))
    politeness.pause = .fixed(.seconds(2))
    #expect(politeness.addressPause(responseTime: .seconds(3600)) == .milliseconds(500))
    politeness.addressPause = .milliseconds(70)
    #expect(politeness.addressPause(responseTime: .seconds(3600)) == .milliseconds(70))
  }

  @Test func anAddressBearsAtLeastWhatOneHostDoes() {
    var politeness = Politeness()
    #expect(politeness.addressLimit == 8)
    politeness.requestsPerHost = 32
    #expect(politeness.addressLimit == 32)
    politeness.requestsPerAddress = 1
    #expect(politeness.addressLimit == 1)
  }

  @Test(arguments: [
    (0, 1.0), (1, 1), (2, 2), (3, 4), (4, 8), (8, 128), (9, 256), (10, 300), (1_000_000, 300),
  ])
  func backOffLiesBetweenHalfAndAllOfADoublingRest(_ failures: Int, _ seconds: Double) {
    let politeness = Politeness()
    let (least, most) = (Duration.seconds(seconds / 2), Duration.seconds(seconds))
    #expect(politeness.backOff(failures: failures, jitter: 0) == least)
    #expect(politeness.backOff(failures: failures, jitter: 0.5) == (least + most) / 2)
    #expect(politeness.backOff(failures: failures, jitter: 1) == most)
    var generator = SeededGenerator(seed: UInt64(failures))
    let drawn = (0..<1000).map { _ in
      politeness.backOff(failures: failures, jitter: .random(in: 0..<1, using: &generator))
    }
    #expect(drawn.allSatisfy { least <= $0 && $0 < most })
    // Spread over the whole range: each tenth of it is hit.
    let tenths = Set(drawn.map { Int(($0 - least) / (most - least) * 10) })
    #expect(tenths == Set(0..<10), "seed \(failures)")
  }
}
