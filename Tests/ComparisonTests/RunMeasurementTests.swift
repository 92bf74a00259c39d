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
}
