import Comparison
import Foundation
import TestSupport

/// A comparison with realistic numbers that nobody measured: 20 pages a second for `sync` at 50 ms,
/// threads that cost switches and memory, coroutines up to 512, two processors.
struct MadeUpComparison {
  var comparison: Comparison
  private let pages: Int
  private var random: SeededGenerator

  init(
    rounds: Int = 5, pages: Int = 200, seed: UInt64 = 1, concurrencies: [Int] = [1, 8, 64, 512],
    subject: String = "synthetic hosts=4,pages=500,latency=50ms,links=30,size=8K,seed=1"
  ) {
    self.pages = pages
    random = SeededGenerator(seed: seed)
    var combinations = [Combination(mode: .sync, concurrency: 1, selector: "epoll", parsers: 2)]
    for mode in [Combination.Mode.threads, .async] {
      for concurrency in concurrencies where mode == .async || concurrency <= 64 {
        combinations.append(
          Combination(mode: mode, concurrency: concurrency, selector: "epoll", parsers: 2))
      }
    }
    comparison = Comparison(
      subject: subject, version: "0.5.0", startedAt: 1_790_000_000_000, cores: 2,
      machine: "a processor of nobody's, Linux 6.1", combinations: combinations, rounds: rounds)
    comparison.latency = 0.05
    for round in 0..<rounds {
      for combination in combinations { comparison.runs.append(run(combination, round + 1)) }
    }
    for combination in combinations {
      comparison.systemCalls[combination] = Self.calls(combination)
    }
    addTimelines()
    addSelectors()
  }

  /// Within 2 % of a value.
  private mutating func about(_ value: Double) -> Double {
    value * Double.random(in: 0.98...1.02, using: &random)
  }

  private mutating func run(_ combination: Combination, _ round: Int) -> RunMeasurement {
    let concurrency = Double(combination.concurrency)
    let isThreads = combination.mode == .threads
    let most = isThreads ? 980.0 : 1_520.0
    let ideal = concurrency / 0.051
    let rate = about(1 / (1 / ideal + 1 / (ideal < 0.6 * most ? 20 * most : most * 1.1)))
    let waited = max(0.0502, concurrency / rate * 0.97)
    var run = RunMeasurement(
      combination: combination, round: round, seconds: Double(pages) / rate, pages: pages,
      wireBytes: 8_192 * Int64(pages), failures: 0,
      latencies: (0..<pages).map { _ in latency(around: waited) }, findings: "f00d")
    run.crawler.user = about(isThreads ? 260e-6 : 170e-6) * Double(pages)
    run.crawler.system = about(isThreads ? 310e-6 : 120e-6) * Double(pages)
    run.crawler.voluntarySwitches = Int64(
      about(isThreads ? 9.4 : 1.1 + 3 / concurrency) * Double(pages))
    run.crawler.involuntarySwitches = Int64(about(isThreads ? 2.1 : 0.4) * Double(pages))
    run.crawler.threads = isThreads ? combination.concurrency + 2 : 2
    let task = isThreads ? 214_000.0 : 41_000.0
    run.crawler.peakBytes = Int64(about(31e6) + task * concurrency)
    run.parsers.user = about(820e-6) * Double(pages)
    run.parsers.system = about(60e-6) * Double(pages)
    run.parsers.threads = 2
    run.parsers.peakBytes = Int64(about(24e6))
    run.serverCPU = about(110e-6) * Double(pages)
    return run
  }

  /// In microseconds, with a long tail.
  private mutating func latency(around seconds: Double) -> Int32 {
    let tail = -log(Double.random(in: 1e-6...1, using: &random))
    return Int32(seconds * 1e6 * (0.99 + 0.02 * tail + (tail > 5 ? 0.15 * (tail - 5) : 0)))
  }

  private static func calls(_ combination: Combination) -> [String: Double] {
    combination.mode == .async
      ? ["epoll_wait": 2.1, "recvfrom": 4.4, "sendto": 1.2, "futex": 0.3]
      : ["poll": 5.2, "recvfrom": 4.4, "sendto": 1.2, "futex": 9.7]
  }

  private mutating func addTimelines() {
    let last = comparison.runs.map(\.round).max() ?? 0
    for index in comparison.runs.indices {
      let combination = comparison.runs[index].combination
      guard comparison.runs[index].round == last,
        combination.mode == .sync || combination.concurrency == 64
      else { continue }
      for task in 0..<combination.concurrency {
        comparison.runs[index].timeline += spans(of: task, combination.mode)
      }
    }
  }

  /// Five hundred milliseconds of a task.
  private mutating func spans(of task: Int, _ mode: Combination.Mode) -> [TimelineSpan] {
    var (spans, now) = ([TimelineSpan](), Int.random(in: 0...30_000, using: &random))
    while now < 600_000 {
      for (activity, typical) in [
        (TimelineSpan.Activity.fetching, 51_000.0), (.parsing, mode == .sync ? 900 : 9_000),
        (.working, mode == .threads ? 1_200 : 300), (.waiting, mode == .sync ? 5 : 2_500),
      ] {
        let end = now + Int(typical * Double.random(in: 0.8...1.5, using: &random))
        spans.append(TimelineSpan(task: task, activity: activity, start: now, end: end))
        now = end
      }
    }
    return spans
  }

  private mutating func addSelectors() {
    for idle in [0, 100, 1_000, 10_000] {
      for (selector, each) in [("epoll", 0.002), ("poll", 3.1), ("select", 4.4)] {
        let isPossible = selector != "select" || idle < 1_000
        let times = (0..<5).map { _ in about(540 + each * Double(idle)) }
        comparison.selectorCosts.append(
          SelectorCost(
            selector: selector, idle: idle, busy: 10, nanoseconds: isPossible ? times : []))
      }
    }
  }
}
