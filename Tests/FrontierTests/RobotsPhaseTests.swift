import Frontier
import Robots
import Testing

/// robots.txt in simulated time: first of all, obeyed, waited for, refreshed, given up.
@Suite struct RobotsPhaseTests {
  private func bench(
    _ seeds: [String] = ["http://a.test/"], _ configure: (inout FrontierSettings) -> Void = { _ in }
  ) throws -> FrontierBench {
    try FrontierBench(seeds: seeds) {
      $0.politeness.obeysRobots = true
      configure(&$0)
    }
  }

  private func rules(_ text: String) -> RobotsRules {
    let bytes = Array("User-agent: *\n\(text)\n".utf8)
    return RobotsRules(parsing: bytes.span, for: "orbweaver")
  }

  /// Answers robots.txt with a report, and everything else as fetched.
  private func answering(
    _ robots: @escaping (Work) -> Report
  ) -> (Work) -> Report {
    { $0.purpose == .robots ? robots($0) : .fetched(responseTime: .zero) }
  }

  private let file = "http://a.test/robots.txt"

  @Test func comesFirstAndItsLineIsTheReason() throws {
    let bench = try bench()
    let rules = rules("Disallow: /private")
    bench.discover(["http://a.test/private/x", "http://a.test/open"])
    let fetched = bench.run(answering { _ in .robots(rules, responseTime: nil) })
    #expect(fetched == [file, "http://a.test/", "http://a.test/open"])
    #expect(bench.verdicts.map(\.id) == [2])
    let verdict = try #require(bench.verdicts.first)
    guard case .excluded(let exclusion) = verdict.kind else {
      Issue.record("\(verdict)")
      return
    }
    #expect(exclusion.description == "robots.txt line 2: Disallow: /private")
    #expect(bench.frontier.counts.excluded == 1)
  }

  @Test func aLongRuleIsShownInPart() throws {
    let bench = try bench()
    let long = String(repeating: "x", count: 5_000)
    bench.discover(["http://a.test/" + long])
    let rules = rules("Disallow: /" + long)
    _ = bench.run(answering { _ in .robots(rules, responseTime: nil) })
    guard case .excluded(let exclusion)? = bench.verdicts.first?.kind else {
      Issue.record("\(bench.verdicts)")
      return
    }
    #expect(exclusion.description.utf8.count < 250)
  }

  // MARK: Pauses

  @Test(arguments: [
    ("Crawl-delay: 500", 30_000), ("Crawl-delay: 7", 7_000), ("Request-rate: 1/5", 5_000),
    ("Request-rate: 1/1h", 30_000), ("Crawl-delay: 2\nRequest-rate: 10/1m", 6_000),
  ])
  func aPauseCountsUpToItsCap(_ line: String, _ milliseconds: Int) throws {
    let bench = try bench()
    bench.discover(["http://a.test/1"])
    let rules = rules(line)
    #expect(bench.nextLease { _ in .robots(rules, responseTime: nil) } == "0 \(file)")
    #expect(bench.nextLease() == "\(milliseconds) http://a.test/")
    #expect(bench.nextLease() == "\(2 * milliseconds) http://a.test/1")
  }

  @Test func theCapIsASetting() throws {
    let bench = try bench { $0.politeness.maximumCrawlDelay = .seconds(90) }
    let rules = rules("Crawl-delay: 500")
    #expect(bench.nextLease { _ in .robots(rules, responseTime: nil) } == "0 \(file)")
    #expect(bench.nextLease() == "90000 http://a.test/")
  }

  // MARK: No answer

  @Test func pagesWaitWhileItIsUnreachable() throws {
    let bench = try bench()
    #expect(bench.step { _ in .unreachable(reason: "connect") } == file)
    #expect(bench.step() == "wait 1000.0")
    #expect(bench.frontier.counts.queued == 1)
    bench.now = 1000
    let fetched = bench.run(answering { _ in .robots(.allowAll, responseTime: nil) })
    #expect(fetched == [file, "http://a.test/"])
    #expect(bench.verdicts.isEmpty)
  }

  /// Two tries more than a page gets, backing off; then each page fails with the reason.
  @Test func aHostThatNeverAnswersIsGivenUp() throws {
    let bench = try bench()
    bench.discover(["http://a.test/1"])
    var times: [Int] = []
    let fetched = bench.run { _ in
      times.append(bench.now)
      return .unreachable(reason: "connect")
    }
    #expect(fetched == Array(repeating: file, count: 5))
    #expect(times == [0, 1000, 3000, 7000, 15_000])
    #expect(
      bench.verdicts.map(\.kind)
        == Array(repeating: .failed(reason: "robots.txt: connect"), count: 2))
    #expect(bench.frontier.counts.failed == 2)
  }

  /// A server that is up but unwell gets five minutes, and what it asks for within them.
  @Test func aServerThatIsUnwellIsWaitedFor() throws {
    let bench = try bench()
    var times: [Int] = []
    let fetched = bench.run(
      answering { work in
        times.append(bench.now)
        switch times.count {
        case 1...7: return .refused(reason: "http 503", retryAfter: nil)
        case 8: return .refused(reason: "http 429", retryAfter: .seconds(100))
        default: return .robots(.allowAll, responseTime: nil)
        }
      })
    #expect(times == [0, 1, 3, 7, 15, 31, 63, 127, 227].map { $0 * 1000 })
    #expect(fetched.last == "http://a.test/")
    #expect(bench.frontier.counts.fetched == 1)
  }

  @Test func patienceEnds() throws {
    let bench = try bench()
    let tries = bench.run { _ in .refused(reason: "http 503", retryAfter: nil) }.count
    #expect(tries == 9)
    #expect(bench.now <= 300_000)
    #expect(bench.verdicts.map(\.kind) == [.failed(reason: "robots.txt: http 503")])
  }

  @Test func patienceIsASetting() throws {
    let bench = try bench { $0.politeness.robotsPatience = .zero }
    #expect(bench.run { _ in .refused(reason: "http 503", retryAfter: nil) }.count == 1)
    let slow = try self.bench { $0.politeness.robotsPatience = .seconds(7200) }
    let fetched = slow.run(
      answering {
        $0.attempt == 1
          ? .refused(reason: "http 503", retryAfter: .seconds(3600))
          : .robots(.allowAll, responseTime: nil)
      })
    #expect(fetched.count == 3 && slow.now == 3_600_000)
  }

  /// What is found later fails at once, until the time has come to ask once more.
  @Test func afterGivingUpItIsAskedForNowAndThen() throws {
    let bench = try bench()
    _ = bench.run { _ in .failed(reason: "tls") }
    #expect(bench.frontier.counts.failed == 1)
    bench.discover(["http://a.test/1"])
    #expect(bench.step() == "drained")
    #expect(bench.frontier.counts.failed == 2)
    bench.now += 64_000
    bench.discover(["http://a.test/2"])
    // The tries of before count: one more is enough.
    #expect(bench.run { _ in .unreachable(reason: "connect") } == [file])
    #expect(bench.verdicts.last?.kind == .failed(reason: "robots.txt: connect"))
    #expect(bench.frontier.counts.failed == 3)
    bench.now += 300_000
    bench.discover(["http://a.test/3"])
    let fetched = bench.run(answering { _ in .robots(.allowAll, responseTime: nil) })
    #expect(fetched == [file, "http://a.test/3"])
  }

  @Test func anotherHostDoesNotWait() throws {
    let bench = try bench(["http://a.test/", "http://b.test/"])
    let fetched = bench.run {
      $0.url.hasPrefix("http://a.test") && bench.now < 2000
        ? .refused(reason: "http 500", retryAfter: .seconds(2))
        : $0.purpose == .robots
          ? .robots(.allowAll, responseTime: nil) : .fetched(responseTime: .zero)
    }
    #expect(
      fetched == [
        file, "http://b.test/robots.txt", "http://b.test/", file, "http://a.test/",
      ])
  }

  /// http and https, and each port, are hosts of their own.
  @Test func eachOriginHasItsOwn() throws {
    let bench = try bench(["http://a.test/", "https://a.test/", "http://a.test:81/"])
    let fetched = bench.run(answering { _ in .robots(.allowAll, responseTime: nil) })
    #expect(
      Set(fetched.filter { $0.hasSuffix("robots.txt") })
        == [file, "https://a.test/robots.txt", "http://a.test:81/robots.txt"])
  }

  // MARK: Age

  private static let day = 86_400_000

  @Test(arguments: [
    (Duration.seconds(86_400), day), (.seconds(999_999), day), (.seconds(3600), 3_600_000),
    (.zero, 300_000),
  ])
  func itCountsForItsTime(_ lifetime: Duration, _ milliseconds: Int) throws {
    let bench = try bench()
    let robots = answering { _ in .robots(.allowAll, lifetime: lifetime, responseTime: nil) }
    _ = bench.run(robots)
    bench.now = milliseconds - 1
    bench.discover(["http://a.test/1"])
    #expect(bench.run(robots) == ["http://a.test/1"])
    bench.now = milliseconds
    bench.discover(["http://a.test/2"])
    #expect(bench.run(robots) == [file, "http://a.test/2"])
  }

  /// A pause that is longer than the file's time leaves a page its turn after each asking.
  @Test func aLongPauseDoesNotOutliveTheRules() throws {
    let bench = try bench {
      $0.politeness.maximumCrawlDelay = .seconds(900)
      $0.politeness.shortestRobotsLifetime = .zero
    }
    bench.discover(["http://a.test/1"])
    let rules = rules("Crawl-delay: 900")
    let fetched = bench.run(answering { _ in .robots(rules, lifetime: .zero, responseTime: nil) })
    #expect(fetched == [file, "http://a.test/", file, "http://a.test/1"])
    #expect(bench.now == 2_700_000)
  }

  @Test func newRulesCountForWhatIsStillQueued() throws {
    let bench = try bench()
    _ = bench.run(answering { _ in .robots(.allowAll, lifetime: .zero, responseTime: nil) })
    bench.now = 300_000
    bench.discover(["http://a.test/1", "http://a.test/2"])
    let rules = rules("Disallow: /1\nCrawl-delay: 3")
    let fetched = bench.run(answering { _ in .robots(rules, responseTime: nil) })
    #expect(fetched == [file, "http://a.test/2"])
    #expect(bench.verdicts.map(\.id) == [2])
    #expect(bench.now == 303_000)
  }

  @Test func anUnchangedFileCountsOn() throws {
    let bench = try bench()
    let rules = rules("Disallow: /1")
    _ = bench.run(answering { _ in .robots(rules, lifetime: .zero, responseTime: nil) })
    bench.now = 300_000
    bench.discover(["http://a.test/1", "http://a.test/2"])
    let unchanged = answering { _ in .robotsUnchanged(lifetime: .seconds(900), responseTime: nil) }
    #expect(bench.run(unchanged) == [file, "http://a.test/2"])
    bench.now = 300_000 + 899_999
    bench.discover(["http://a.test/3"])
    #expect(bench.run(unchanged) == ["http://a.test/3"])
    bench.now += 1
    bench.discover(["http://a.test/4"])
    #expect(bench.run(unchanged) == [file, "http://a.test/4"])
  }

  @Test(arguments: [
    Report.unreachable(reason: "reset"), .refused(reason: "http 503", retryAfter: nil),
    .failed(reason: "tls"),
  ])
  func aCopyServesWhileNoNewOneIsToBeHad(_ failure: Report) throws {
    let bench = try bench()
    let rules = rules("Disallow: /1")
    _ = bench.run(answering { _ in .robots(rules, lifetime: .zero, responseTime: nil) })
    bench.now = 300_000
    bench.discover(["http://a.test/1", "http://a.test/2"])
    #expect(bench.run(answering { _ in failure }) == [file, "http://a.test/2"])
    #expect(bench.frontier.counts.failed == 0)
    #expect(bench.frontier.counts.excluded == 1)
    // It is asked for again after a minute, and then ever less often.
    bench.now += 63_999
    bench.discover(["http://a.test/3"])
    #expect(bench.run(answering { _ in failure }) == ["http://a.test/3"])
    bench.now += 1
    bench.discover(["http://a.test/4"])
    #expect(bench.run(answering { _ in failure }) == [file, "http://a.test/4"])
    bench.now += 127_999
    bench.discover(["http://a.test/5"])
    #expect(bench.run(answering { _ in failure }) == ["http://a.test/5"])
  }

  /// A crawl that stops in the middle of a refresh neither loses the copy nor asks in vain.
  @Test func aReturnedRefreshIsAskedForAgain() throws {
    let bench = try bench()
    _ = bench.run(answering { _ in .robots(.allowAll, lifetime: .zero, responseTime: nil) })
    bench.now = 300_000
    bench.discover(["http://a.test/1"])
    #expect(bench.step { _ in .returned } == file)
    let fetched = bench.run(answering { _ in .unreachable(reason: "connect") })
    #expect(fetched == [file, "http://a.test/1"])
  }
}
