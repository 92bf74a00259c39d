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

  /// The last try of a page counts as its answer; the server asked for rest all the same.
  @Test func anAnswerMayAskForRest() throws {
    let bench = try FrontierBench()
    bench.discover(["http://a.test/1"])
    _ = bench.step { _ in
      var answer = Report.Answer(responseTime: .zero)
      answer.retryAfter = .seconds(9)
      return .fetched(answer)
    }
    #expect(bench.step() == "wait 9000.0")
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
