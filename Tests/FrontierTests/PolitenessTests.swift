import Frontier
import Robots
import Testing

@Suite struct PolitenessTests {
  @Test func aFixedPauseLiesBetweenStarts() throws {
    let bench = try FrontierBench { $0.politeness.pause = .fixed(.milliseconds(250)) }
    bench.discover(["http://a.test/1"])
    #expect(bench.step() == "http://a.test/")
    #expect(bench.step() == "wait 250.0")
    bench.now = 250
    #expect(bench.step() == "http://a.test/1")
  }

  @Test func theAdaptivePauseFollowsTheHost() throws {
    let bench = try FrontierBench { $0.politeness.pause = Politeness.adaptivePause }
    bench.discover((0..<3).map { "http://a.test/\($0)" })
    let answer = { (time: Duration) in { (_: Work) in Report.fetched(responseTime: time) } }
    #expect(bench.nextLease(answer(.milliseconds(1))) == "0 http://a.test/")
    #expect(bench.nextLease(answer(.seconds(4))) == "100 http://a.test/0")
    // Smoothed like a round-trip time: an eighth of the new sample. Twice that, and no more than 10 s.
    #expect(bench.nextLease(answer(.seconds(3600))) == "1102 http://a.test/1")
    #expect(bench.nextLease() == "11102 http://a.test/2")
  }

  @Test func thePauseCountsFromTheEndOfARequestToo() throws {
    let bench = try FrontierBench {
      $0.politeness.pause = .fixed(.milliseconds(250))
      $0.politeness.requestsPerHost = 1
    }
    bench.discover(["http://a.test/1"])
    #expect(
      bench.step { _ in
        bench.now = 3000
        return .fetched(responseTime: .seconds(3))
      } == "http://a.test/")
    #expect(bench.step() == "wait 3250.0")
  }

  @Test func crawlDelayCountsUpToItsCap() throws {
    let rules = RobotsRules(
      parsing: Array("User-agent: *\nCrawl-delay: 500\n".utf8).span, for: "orbweaver")
    let bench = try FrontierBench { $0.politeness.obeysRobots = true }
    bench.discover(["http://a.test/1"])
    #expect(
      bench.nextLease { _ in .robots(rules, responseTime: nil) } == "0 http://a.test/robots.txt")
    #expect(bench.nextLease() == "60000 http://a.test/")
    #expect(bench.nextLease() == "120000 http://a.test/1")
  }

  @Test func robotsComesFirstAndItsLineIsTheReason() throws {
    let rules = RobotsRules(
      parsing: Array("User-agent: *\nDisallow: /private\n".utf8).span, for: "orbweaver")
    let bench = try FrontierBench { $0.politeness.obeysRobots = true }
    bench.discover(["http://a.test/private/x", "http://a.test/open"])
    let fetched = bench.run { work in
      work.purpose == .robots
        ? .robots(rules, responseTime: nil) : .fetched(responseTime: .zero)
    }
    #expect(fetched == ["http://a.test/robots.txt", "http://a.test/", "http://a.test/open"])
    #expect(
      bench.verdicts == [
        Verdict(id: 2, kind: .excluded(.robots("Disallow: /private (line 2)")))
      ])
    #expect(bench.frontier.counts.excluded == 1)
  }

  @Test func pagesWaitWhileRobotsIsUnreachable() throws {
    let bench = try FrontierBench { $0.politeness.obeysRobots = true }
    #expect(bench.step { _ in .unreachable(reason: "connect") } == "http://a.test/robots.txt")
    #expect(bench.step() == "wait 1000.0")
    #expect(bench.frontier.counts.queued == 1)
    bench.now = 1000
    let fetched = bench.run { work in
      work.purpose == .robots
        ? .robots(.allowAll, responseTime: nil) : .fetched(responseTime: .zero)
    }
    #expect(fetched == ["http://a.test/robots.txt", "http://a.test/"])
  }

  @Test func aHostWithoutRobotsForGoodFailsWithAReason() throws {
    let bench = try FrontierBench { $0.politeness.obeysRobots = true }
    bench.discover(["http://a.test/1"])
    let fetched = bench.run { _ in .unreachable(reason: "connect") }
    #expect(fetched == Array(repeating: "http://a.test/robots.txt", count: 3))
    #expect(
      bench.verdicts.map(\.kind)
        == Array(repeating: .failed(reason: "robots.txt: connect"), count: 2))
    #expect(bench.frontier.counts.failed == 2)
  }

  @Test func retryAfterBlocksTheHostAndNoOther() throws {
    let bench = try FrontierBench(seeds: ["http://a.test/", "http://b.test/"])
    bench.discover(["http://a.test/1"])
    #expect(
      bench.step { _ in .refused(reason: "http 503", retryAfter: .seconds(7)) }
        == "http://a.test/")
    #expect(bench.step() == "http://b.test/")
    #expect(bench.step() == "wait 7000.0")
    bench.now = 7000
    #expect(bench.run() == ["http://a.test/", "http://a.test/1"])
  }

  @Test func triesAreCountedAndBackOffDoubles() throws {
    let bench = try FrontierBench()
    var times: [Int] = []
    var settled: [Settlement] = []
    while true {
      switch bench.frontier.next(now: bench.time, verdicts: &bench.verdicts) {
      case .lease(let lease, let work):
        times.append(bench.now)
        settled.append(
          bench.frontier.complete(
            lease, work, with: .unreachable(reason: "connect"), now: bench.time,
            verdicts: &bench.verdicts
          ).settlement)
      case .wait: bench.now += 1
      case .drained:
        #expect(times == [0, 1000, 3000])
        #expect(settled.last == .failed(reason: "connect"))
        #expect(bench.frontier.counts.failed == 1)
        return
      }
    }
  }

  @Test func aDeadHostIsGivenUp() throws {
    let bench = try FrontierBench {
      $0.politeness.failuresPerHost = 4
      $0.politeness.tries = 1
    }
    bench.discover((0..<20).map { "http://a.test/\($0)" })
    #expect(bench.run { _ in .unreachable(reason: "connect") }.count == 4)
    #expect(bench.frontier.counts.failed == 21)
    #expect(bench.verdicts.allSatisfy { $0.kind == .failed(reason: "host given up: connect") })
  }
}
