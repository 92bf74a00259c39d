import Frontier
import Robots
import TestSupport
import Testing
import WebURL

/// A frontier that comes back from what an earlier run recorded.
@Suite struct RestoringTests {
  private static let key = FingerprintKey(1, 2)

  private func host(_ id: UInt32, _ origin: String) -> RestoredHost {
    RestoredHost(
      id: id, origin: origin,
      originFingerprint: Self.key.fingerprint(of: Array(origin.utf8).span))
  }

  private func url(
    _ id: UInt32, _ text: String, _ state: URLState = .queued, kind: LinkKind = .anchor,
    depth: UInt16 = 1, hops: UInt8 = 0, tries: UInt8 = 0
  ) -> RestoredURL {
    RestoredURL(
      id: id, host: 1, fingerprint: Self.key.fingerprint(of: Array(text.utf8).span), state: state,
      kind: kind, depth: depth, hops: hops, tries: tries)
  }

  private func makeBench(
    _ configure: (inout FrontierSettings) -> Void = { _ in }
  ) throws -> FrontierBench {
    let bench = try FrontierBench(seeds: [], configure)
    bench.frontier.widenScope(by: try #require(WebURL("http://a.test/")))
    return bench
  }

  private func restore(
    _ url: RestoredURL, _ text: String, in bench: FrontierBench, anew: Bool = false
  ) -> RestoredURL.Change? {
    let bytes = Array(text.utf8)
    return bench.frontier.restore(url, text: bytes.span, isJudgedAnew: anew)
  }

  @Test func eachStateIsCountedAndOnlyTheQueuedAreFetchedInTheirOrder() throws {
    let bench = try makeBench()
    bench.frontier.restore(host(1, "http://a.test"), now: bench.time)
    for (id, state) in [
      (1, .fetched), (2, .queued), (3, .failed), (4, .excluded), (5, .queued),
    ] as [(UInt32, URLState)] {
      let text = "http://a.test/\(id)"
      #expect(restore(url(id, text, state), text, in: bench) == nil)
    }
    bench.frontier.endRestoring()
    let counts = bench.frontier.counts
    #expect([counts.fetched, counts.queued, counts.failed, counts.excluded] == [1, 2, 1, 1])
    // What is known keeps its id, what is new gets the next.
    let found = bench.discover(["http://a.test/3", "http://a.test/6"])
    #expect(found.targets == [3, 6])
    #expect(bench.run() == ["http://a.test/2", "http://a.test/5", "http://a.test/6"])
  }

  @Test func aRestedURLRestsOnAndKeepsItsTries() throws {
    let bench = try makeBench { $0.politeness.tries = 3 }
    bench.frontier.restore(host(1, "http://a.test"), now: bench.time)
    var tired = url(1, "http://a.test/1", tries: 2)
    tired.retryAt = bench.time + .milliseconds(700)
    #expect(restore(tired, "http://a.test/1", in: bench) == nil)
    bench.frontier.endRestoring()
    #expect(bench.step() == "wait 700.0")
    bench.now = 700
    var attempt: UInt8 = 0
    _ = bench.step { work in
      attempt = work.attempt
      return .unreachable(reason: "reset")
    }
    #expect(attempt == 3)
    #expect(bench.frontier.counts.failed == 1)
  }

  @Test func aHostRestsAsLongAsItWouldHave() throws {
    let bench = try makeBench { $0.politeness.pause = .fixed(.milliseconds(100)) }
    var resting = host(1, "http://a.test")
    resting.standing = HostStanding(
      host: 1, lastContact: bench.time, restsUntil: bench.time + .milliseconds(900))
    bench.frontier.restore(resting, now: bench.time)
    #expect(restore(url(1, "http://a.test/1"), "http://a.test/1", in: bench) == nil)
    bench.frontier.endRestoring()
    #expect(bench.nextLease() == "900 http://a.test/1")
  }

  /// After a kill nobody knows when a host was asked last: its whole pause counts from the start, be it
  /// our own, or what its robots.txt asks for.
  @Test(arguments: [(false, 100), (true, 2_000)])
  func afterAKillAHostRestsItsWholePause(hasRobots: Bool, pause: Int) throws {
    let bench = try makeBench {
      $0.politeness.pause = .fixed(.milliseconds(100))
      $0.politeness.obeysRobots = true
    }
    var restored = host(1, "http://a.test")
    restored.possibleContact = bench.time
    let text = Array("User-agent: *\nCrawl-delay: 2\nDisallow: /no\n".utf8)
    if hasRobots {
      restored.robots = .known(
        RobotsRules(parsing: text.span, for: "orbweaver"), until: bench.time + .seconds(60))
    }
    bench.frontier.restore(restored, now: bench.time)
    for (id, path) in [(1, "/no"), (2, "/yes")] as [(UInt32, String)] {
      let text = "http://a.test" + path
      #expect(restore(url(id, text), text, in: bench) == nil)
    }
    bench.frontier.endRestoring()
    let first = hasRobots ? "http://a.test/yes" : "http://a.test/robots.txt"
    #expect(
      bench.nextLease {
        $0.purpose == .robots
          ? .robots(.allowAll, responseTime: nil) : .fetched(responseTime: .zero)
      }
        == "\(pause) \(first)")
  }

  /// The next run may be stopped before it asks the host.
  @Test func theRestAfterAKillIsTakenDown() throws {
    let bench = try makeBench { $0.politeness.pause = .fixed(.milliseconds(100)) }
    var restored = host(1, "http://a.test")
    restored.possibleContact = bench.time
    bench.frontier.restore(restored, now: bench.time)
    bench.frontier.endRestoring()
    var standings: [HostStanding] = []
    bench.frontier.takeStandings(into: &standings)
    #expect(standings.map(\.restsUntil) == [bench.time + .milliseconds(100)])
  }

  /// A copy whose time is over is replaced before the next page; a host that was given up stays so.
  @Test func robotsGoOnWhereTheyWere() throws {
    let bench = try makeBench { $0.politeness.obeysRobots = true }
    var restored = host(1, "http://a.test")
    restored.robots = .known(.allowAll, until: bench.time)
    bench.frontier.restore(restored, now: bench.time)
    #expect(restore(url(1, "http://a.test/1"), "http://a.test/1", in: bench) == nil)
    bench.frontier.endRestoring()
    #expect(
      bench.nextLease { _ in .robotsUnchanged(lifetime: .zero, responseTime: nil) }
        == "0 http://a.test/robots.txt")

    let other = try makeBench { $0.politeness.obeysRobots = true }
    restored.robots = .unavailable("http 503", askedAt: other.time)
    var standing = HostStanding(host: 1, lastContact: other.time, restsUntil: other.time)
    (standing.isRobotsGivenUp, standing.robotsFailures) = (true, 5)
    restored.standing = standing
    other.frontier.restore(restored, now: other.time)
    #expect(restore(url(1, "http://a.test/1"), "http://a.test/1", in: other) == nil)
    other.frontier.endRestoring()
    #expect(other.step() == "drained")
    #expect(other.verdicts == [Verdict(id: 1, kind: .failed(reason: "robots.txt: http 503"))])
  }

  @Test func aBetterLinkStillBringsAnExcludedURLIn() throws {
    let bench = try makeBench()
    bench.frontier.restore(host(1, "http://a.test"), now: bench.time)
    for (id, exclusion) in [(1, .nofollow), (2, .length)] as [(UInt32, Exclusion)] {
      var excluded = url(id, "http://a.test/\(id)", .excluded)
      excluded.exclusion = exclusion
      #expect(restore(excluded, "http://a.test/\(id)", in: bench) == nil)
    }
    bench.frontier.endRestoring()
    let found = bench.discover(["http://a.test/1", "http://a.test/2"])
    #expect(found.admitted.map(\.id) == [1])
  }

  @Test func newRulesJudgeAnew() throws {
    let bench = try makeBench {
      $0.maximumDepth = 2
      $0.politeness.obeysRobots = true
    }
    bench.frontier.restore(host(1, "http://a.test"), now: bench.time)
    func judged(_ url: RestoredURL, _ exclusion: Exclusion? = nil) -> RestoredURL.Change? {
      var url = url
      url.exclusion = exclusion
      return restore(url, "http://a.test/\(url.id)", in: bench, anew: true)
    }
    #expect(judged(url(1, "http://a.test/1", depth: 3)) == .excluded(.depth(2)))
    #expect(judged(url(2, "http://a.test/2", .excluded, depth: 2), .depth(1)) == .admitted)
    #expect(judged(url(3, "http://a.test/3", .excluded), .nofollow) == nil)
    #expect(judged(url(4, "http://a.test/4", .excluded), .robots("line 1: Disallow: /")) == nil)
    #expect(judged(url(5, "http://a.test/5", .excluded, kind: .image), .linkKind) == nil)
    let counts = bench.frontier.counts
    #expect(counts.queued == 1 && counts.excluded == 4)
  }

  @Test func everyExclusionIsKnownByItsText() {
    let all: [Exclusion] =
      Scope.Reach.allCases.map { .scope($0) } + [
        .excludePattern("a: b"), .noIncludePattern, .depth(0), .depth(17), .linkKind, .nofollow,
        .length, .redirects, .robots("line 12: Disallow: /private"), .robots("disallows all"),
      ]
    for exclusion in all { #expect(Exclusion(exclusion.description) == exclusion) }
    for text in ["discovered", "scope: moon", "depth: more than x", "http 404", ""] {
      #expect(Exclusion(text) == nil)
    }
  }

  @Test func standingsAreTakenOnce() throws {
    let bench = try makeBench { $0.politeness.pause = .fixed(.milliseconds(50)) }
    bench.discover(["http://a.test/1"])
    _ = bench.step { _ in .refused(reason: "http 503", retryAfter: .seconds(9)) }
    var standings: [HostStanding] = []
    bench.frontier.takeStandings(into: &standings)
    bench.frontier.takeStandings(into: &standings)
    #expect(standings.map(\.restsUntil) == [bench.time + .seconds(9)])
    #expect(standings.map(\.lastContact) == [bench.time])
  }
}
