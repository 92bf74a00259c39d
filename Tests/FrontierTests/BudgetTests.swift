import Frontier
import Testing

@Suite struct BudgetTests {
  @Test func aHostsPagesAreCounted() throws {
    let bench = try FrontierBench(seeds: ["http://a.test/", "http://b.test/"]) {
      $0.maximumPagesPerHost = 3
    }
    bench.discover((0..<10).map { "http://a.test/\($0)" } + ["http://b.test/1"])
    #expect(bench.run().count { $0.contains("a.test") } == 3)
    #expect(bench.verdicts.allSatisfy { $0.kind == .excluded(.hostPages(3)) })
    #expect(bench.verdicts.count == 8)
    #expect(bench.discover(["http://a.test/new"]).newURLs.first?.exclusion == .hostPages(3))
    #expect(bench.frontier.counts.fetched == 5)
  }

  @Test func requestsUnderWayCountAgainstAHostsPages() throws {
    let bench = try FrontierBench {
      $0.maximumPagesPerHost = 2
    }
    bench.discover((0..<10).map { "http://a.test/\($0)" })
    let taken = [try #require(bench.take()), try #require(bench.take())]
    #expect(bench.take() == nil)
    // One of them fails: its place is free again.
    bench.end(taken[0], .failed(reason: "tls"))
    bench.end(taken[1])
    #expect(bench.run().count == 1)
    #expect(bench.frontier.counts.excluded == 8)
  }

  @Test func aHostsErrorsAreCounted() throws {
    let bench = try FrontierBench { $0.maximumErrorsPerHost = 3 }
    bench.discover((0..<10).map { "http://a.test/\($0)" })
    let fetched = bench.run { work in
      var answer = Report.Answer(responseTime: .zero)
      answer.status = work.id.isMultiple(of: 2) ? 404 : 200
      return .fetched(answer)
    }
    #expect(fetched.count == 6)
    #expect(bench.verdicts.allSatisfy { $0.kind == .excluded(.hostErrors(3)) })
  }

  @Test func bytesEndTheCrawl() throws {
    let bench = try FrontierBench { $0.maximumBytes = 2_500 }
    bench.discover((0..<10).map { "http://a.test/\($0)" })
    let fetched = bench.run { _ in
      var answer = Report.Answer(responseTime: .zero)
      answer.wireBytes = 1_000
      return .fetched(answer)
    }
    #expect(fetched.count == 3)
    #expect(bench.frontier.counts.queued == 8)
  }

  @Test(arguments: [(2.0, 500), (20, 50), (1000, 1)])
  func requestsKeepTheirRate(rate: Double, interval: Int) throws {
    let bench = try FrontierBench { $0.requestsPerSecond = rate }
    bench.discover((0..<200).map { "http://a.test/\($0)" })
    var times: [Int] = []
    while true {
      let said = bench.nextLease()
      if said.hasSuffix("drained") { break }
      times.append(bench.now)
    }
    // From any request on, as many as the rate allows, and what 50 ms hold.
    for first in times.indices {
      for last in times[first...].indices {
        let allowed = (times[last] - times[first] + (interval < 50 ? 50 : 0)) / interval + 1
        #expect(last - first <= allowed)
      }
    }
    #expect(times.last ?? 0 <= 200 * interval + 1)
  }

  /// So many that their verdicts come in several goes: nobody waits at the lock for a million.
  @Test func aHugeHostIsGivenUpInPieces() throws {
    let bench = try FrontierBench(seeds: ["http://a.test/", "http://b.test/"]) {
      $0.politeness.failuresPerHost = 1
      $0.politeness.tries = 1
    }
    bench.discover((0..<10_000).map { "http://a.test/\($0)" })
    _ = bench.step { _ in .unreachable(reason: "connect") }
    #expect(bench.verdicts.count < 2_000)
    var steps = 0
    while bench.frontier.counts.queued > 0 {
      bench.verdicts.removeAll()
      let said = bench.step()
      #expect(["http://b.test/", "drained"].contains(said) || said.hasPrefix("wait"))
      #expect(bench.verdicts.count < 2_000)
      bench.now += 1000
      steps += 1
    }
    #expect(steps >= 9)
    #expect(bench.frontier.counts.failed == 10_001)
  }
}
