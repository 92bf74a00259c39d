import Frontier
import Testing
import WebURL

/// Politeness towards a server that holds many hosts.
@Suite struct AddressTests {
  private let shared = ServerAddress(v4: 0x7F00_0001)
  private static let hosts = 6

  private func makeBench(
    _ configure: (inout FrontierSettings) -> Void = { _ in }
  ) throws -> FrontierBench {
    try FrontierBench(seeds: (0..<Self.hosts).map { "http://h\($0).test/" }) {
      $0.politeness.requestsPerHost = 1
      $0.politeness.addressPause = .milliseconds(100)
      configure(&$0)
    }
  }

  @Test func requestsToOneAddressKeepItsPause() throws {
    let bench = try makeBench()
    for host in 0..<Self.hosts {
      bench.discover((0..<3).map { "http://h\(host).test/\($0)" })
    }
    var starts: [Int] = []
    while true {
      let said = bench.step { work in
        guard bench.frontier.locate(host: work.host, at: shared, now: bench.time) else {
          return .located(address: shared)
        }
        starts.append(bench.now)
        return .fetched(responseTime: .zero)
      }
      if said == "drained" { break }
      if let time = said.split(separator: " ").last.flatMap({ Double($0) }) {
        bench.now = max(bench.now, Int(time.rounded(.up)))
      }
    }
    #expect(starts == (0..<Self.hosts * 4).map { $0 * 100 })
    #expect(bench.frontier.counts.fetched == Self.hosts * 4)
  }

  @Test func onlySoManyRequestsAreUnderWayAtOneAddress() throws {
    let bench = try makeBench {
      $0.politeness.addressPause = .zero
      $0.politeness.requestsPerAddress = 2
    }
    var taken: [(lease: LeaseBox, work: Work)] = []
    for _ in 0..<2 {
      taken.append(try #require(bench.take()))
      #expect(bench.frontier.locate(host: taken.last!.work.host, at: shared, now: bench.time))
    }
    // The other four hosts are found to be there too, one after the other, and wait.
    for _ in 2..<Self.hosts {
      _ = bench.step { page in
        #expect(!bench.frontier.locate(host: page.host, at: shared, now: bench.time))
        return .located(address: shared)
      }
    }
    #expect(bench.step() == "wait")
    #expect(bench.end(taken[0]))
    #expect(bench.step() == "http://h2.test/")
    bench.end(taken[1])
    #expect(bench.run().count == 3)
  }

  @Test func aHostThatIsLocatedLosesNoTry() throws {
    let bench = try makeBench { $0.politeness.tries = 1 }
    _ = bench.step { _ in .located(address: shared) }
    #expect(bench.frontier.counts.queued == Self.hosts)
    #expect(bench.frontier.counts.failed == 0)
  }
}
