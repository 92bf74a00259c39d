import Comparison
import Testing

@Suite struct RunMeasurementTests {
  @Test("The rate of a run is its pages over its seconds; a run without time has none")
  func rate() {
    let combination = Combination(mode: .async, concurrency: 8, selector: "epoll", parsers: 2)
    var run = RunMeasurement(
      combination: combination, round: 0, seconds: 0.5, pages: 40, wireBytes: 0, failures: 0,
      latencies: [], findings: "")
    #expect(run.pagesPerSecond == 80)
    run.seconds = 0
    #expect(run.pagesPerSecond == 0)
  }

  @Test func percentilesOfARun() {
    let combination = Combination(mode: .sync, concurrency: 1, selector: "epoll", parsers: 1)
    func latency(_ latencies: [Int32], _ percent: Double) -> Double? {
      RunMeasurement(
        combination: combination, round: 1, seconds: 1, pages: 1, wireBytes: 0, failures: 0,
        latencies: latencies, findings: ""
      ).latency(percent: percent)
    }
    let latencies = (1...200).map { Int32($0) }.reversed()
    #expect([0, 0.1, 50, 99, 100].map { latency(Array(latencies), $0) } == [1, 1, 100, 198, 200])
    #expect(latency([7], 50) == 7)
    #expect(latency([], 50) == nil)
  }
}
