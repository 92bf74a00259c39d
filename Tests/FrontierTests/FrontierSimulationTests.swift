import Frontier
import Robots
import TestSupport
import Testing

/// Whole crawls in simulated time, with random latencies and failures: what must hold is checked
/// after each step.
@Suite struct FrontierSimulationTests {
  /// A fetch under way.
  private struct Fetch {
    let work: Work
    let lease: LeaseBox
    let ends: Int
  }

  private static let hosts = 5
  private static let pages = 40
  private static let perHost = 3
  private static let pause = 20

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func everyURLIsInOneStateAndNoHostIsHurried(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let bench = try FrontierBench(seeds: (0..<Self.hosts).map { "http://h\($0).test/0" }) {
      $0.politeness.obeysRobots = true
      $0.politeness.shortestRobotsLifetime = .milliseconds(300)
      $0.politeness.pause = .fixed(.milliseconds(Self.pause))
      $0.politeness.requestsPerHost = Self.perHost
    }
    var running: [Fetch] = []
    var starts: [UInt32: [Int]] = [:]
    var fetched: Set<UInt32> = []
    simulation: while true {
      #expect(bench.now < 10_000_000, "seed \(seed): the simulation does not end")
      switch bench.frontier.next(now: bench.time, verdicts: &bench.verdicts) {
      case .lease(let lease, let work):
        starts[work.host, default: []].append(bench.now)
        let ends = bench.now + Int(generator.next() % 200)
        running.append(Fetch(work: work, lease: LeaseBox(lease), ends: ends))
        #expect(running.count { $0.work.host == work.host } <= Self.perHost, "seed \(seed)")
        continue
      case .drained:
        #expect(running.isEmpty, "seed \(seed)")
        break simulation
      case .wait(let until):
        let wake = until.map { Int((($0 - bench.start) / .milliseconds(1)).rounded(.up)) }
        let next = running.indices.min { running[$0].ends < running[$1].ends }
        guard let next, running[next].ends <= wake ?? .max else {
          bench.now = max(bench.now, try #require(wake, "seed \(seed): waits for nothing"))
          continue
        }
        let fetch = running.remove(at: next)
        bench.now = max(bench.now, fetch.ends)
        let report = Self.report(fetch.work, &generator)
        if case .fetched = report {
          #expect(fetched.insert(fetch.work.id).inserted, "seed \(seed): fetched twice")
          bench.discover(Self.links(&generator), from: LinkSource(page: fetch.work.id, depth: 1))
        }
        _ = bench.frontier.complete(
          fetch.lease.open(), fetch.work, with: report, now: bench.time,
          verdicts: &bench.verdicts)
      }
      let counts = bench.frontier.counts
      #expect(counts.leased == running.count { $0.work.purpose == .page }, "seed \(seed)")
      #expect(counts.fetched == fetched.count, "seed \(seed)")
    }
    Self.checkEnd(bench.frontier.counts, starts, seed)
  }

  private static func checkEnd(_ counts: FrontierCounts, _ starts: [UInt32: [Int]], _ seed: UInt64)
  {
    #expect(counts.queued == 0 && counts.leased == 0, "seed \(seed)")
    #expect(counts.known == counts.fetched + counts.failed + counts.excluded, "seed \(seed)")
    for times in starts.values {
      for (earlier, later) in zip(times, times.dropFirst()) {
        #expect(later - earlier >= pause, "seed \(seed): a host was hurried")
      }
    }
  }

  private static func report(_ work: Work, _ generator: inout SeededGenerator) -> Report {
    let dice = generator.next() % 20
    if dice == 0 { return .unreachable(reason: "reset") }
    if dice == 1 { return .refused(reason: "http 503", retryAfter: .seconds(2)) }
    if work.purpose == .robots {
      if dice == 2 { return .returned }
      if dice < 8 { return .robotsUnchanged(lifetime: .zero, responseTime: nil) }
      return .robots(.allowAll, lifetime: .milliseconds(dice * 50), responseTime: .milliseconds(5))
    }
    return dice == 2 ? .failed(reason: "tls") : .fetched(responseTime: .milliseconds(5))
  }

  private static func links(_ generator: inout SeededGenerator) -> [String] {
    (0..<8).map { _ in
      "http://h\(generator.next() % UInt64(hosts)).test/\(generator.next() % UInt64(pages))"
    }
  }
}
