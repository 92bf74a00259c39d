import Crawler
import EventLoop
import Frontier
import ParserWire
import SyntheticWeb
import Testing
import WebURL

/// Crawls that go on where an earlier run ended.
@Suite(.timeLimit(.minutes(2))) struct StoredCrawlTests {
  private func shape() -> WebShape {
    var shape = WebShape()
    (shape.hosts, shape.pagesPerHost, shape.linksPerPage) = (2, 60, 8)
    return shape
  }

  private func resume(
    _ directory: String, _ change: (inout CrawlPlan) -> Void = { _ in }
  ) async throws -> CrawlSummary {
    let stored = try StoredCrawl.read(directory)
    var plan = stored.plan
    plan.parserProgram = try builtProgram("orbweaver-parser")
    change(&plan)
    return try await Crawl(resuming: stored, as: plan).run()
  }

  /// Every setting that can be made comes back as it was.
  @Test func theRecordIsThePlan() async throws {
    let folder = try Folder()
    let boosts = [try Boost("/a=b=3"), try Boost("c=-100")]
    let plan = try makePlan(["http://127.0.0.1:1/", "http://127.0.0.1:2/x?y"], in: folder.crawl) {
      $0.reach = .prefix
      ($0.includes, $0.excludes) = (["a", "b, c"], ["d=\\d"])
      ($0.maximumDepth, $0.maximumPages) = (3, 1)
      $0.maximumTime = .milliseconds(90_500)
      ($0.maximumBytes, $0.maximumPagesPerHost, $0.maximumErrorsPerHost) = (1 << 40, 7, 3)
      ($0.order, $0.boosts) = (.priority, boosts)
      ($0.bytesPerSecond, $0.requestsPerSecond) = (500_000, 1000.1)
      $0.frontierMemory = 1 << 20
      ($0.followsAssets, $0.followsNofollow) = (true, true)
      $0.canonicalRules = [.dropUserinfo, .sortQuery]
      $0.keepsAllBodies = true
      ($0.duplicates, $0.traps) = (.skipLinks, .ignore)
      $0.sitemaps = .ignore
      $0.sitemapURLs = [WebURL("http://127.0.0.1:1/s.xml")].compactMap { $0 }
      $0.maximumSitemaps = 12
      $0.politeness.pause = .adaptive(factor: 3, atLeast: .milliseconds(1), atMost: .seconds(2))
      ($0.politeness.requestsPerHost, $0.politeness.tries) = (3, 1)
      ($0.politeness.requestsPerAddress, $0.politeness.addressPause) = (4, .milliseconds(11))
      $0.politeness.obeysRobots = false
      $0.politeness.maximumCrawlDelay = .seconds(7)
      $0.politeness.robotsPatience = .seconds(8)
      ($0.mode, $0.concurrency, $0.parsers, $0.loops) = (.threads, 5, 1, 2)
      $0.selector = .poll
      $0.htmlEngine = .libxml2
      ($0.userAgent, $0.productToken) = ("Spin/1 (x)", "spin")
      $0.headers = ["A: 1", "B: 2"]
      ($0.timeout, $0.connectTimeout) = (.milliseconds(1_500), .milliseconds(700))
      $0.maximumBody = 1 << 20
      $0.verifiesTLS = false
      ($0.certificateAuthorities, $0.cookieFile) = ("/ca.pem", "/dev/null")
    }
    _ = try await Crawl(plan: plan).run()
    let stored = try StoredCrawl.read(folder.crawl)
    #expect(stored.changes(to: plan).map(\.name) == [])
    #expect(stored.objection(to: plan) == nil)
    // Each recorded setting is read: the standard ones differ in all.
    var standard = CrawlPlan(seeds: [], directory: "", parsers: 7, parserProgram: "")
    standard.userAgent = "other"
    let changed = Set(stored.changes(to: standard).map(\.name))
    let recorded = Set(
      try Answers(folder.crawl).column("SELECT DISTINCT name FROM settings"))
    let multiple: Set = [
      "seed", "include", "exclude", "header", "sitemap", "cacert", "load-cookies", "boost",
    ]
    #expect(recorded.subtracting(multiple).subtracting(changed) == [])
  }

  @Test(arguments: [1, 2]) func aPageLimitIsGoneOnFrom(loops: Int) async throws {
    let folder = try Folder()
    var options = ServerOptions()
    options.logsRequests = true
    let shape = shape()
    try await serving({ SyntheticServer(shape: shape, options: options, on: $0) }) { server, port in
      let model = SiteModel(shape: shape, port: port)
      let seed = Place(host: 0, .page(0))
      let plan = try makePlan([model.url(of: seed)], in: folder.crawl) {
        $0.reach = .any
        $0.followsNofollow = true
        $0.maximumPages = 20
        $0.loops = loops
      }
      #expect(try await Crawl(plan: plan).run().end == .pageLimit)
      // The limit counts all runs.
      let second = try await resume(folder.crawl)
      #expect(second.end == .pageLimit && second.statistics.answers == 0)
      #expect(try await resume(folder.crawl) { $0.maximumPages = 50 }.end == .pageLimit)
      let last = try await resume(folder.crawl) { $0.maximumPages = nil }
      #expect(last.end == .finished)
      let answers = Answers(folder.crawl)
      try answers.checkInvariants()
      let truth = Set(model.reachable(from: [seed]).map { model.url(of: $0) })
      #expect(Set(try answers.column("SELECT url FROM url WHERE state = 'fetched'")) == truth)
      #expect(last.statistics.urls.fetched == truth.count)
      let requests = await server.requests.map { "\($0.host) \($0.target)" }
      #expect(requests.count == Set(requests).count, "something was asked for twice")
      #expect(
        try answers.column(
          "SELECT run || ' ' || value FROM settings WHERE name = 'max-pages' ORDER BY id")
          == ["1 20", "3 50", "4 unlimited"])
    }
  }

  /// Rules that change apply to what is known, too.
  @Test func knownURLsAreJudgedByTheNewRules() async throws {
    let folder = try Folder()
    let shape = shape()
    try await serving({ SyntheticServer(shape: shape, on: $0) }) { _, port in
      let model = SiteModel(shape: shape, port: port)
      let plan = try makePlan([model.url(of: Place(host: 0, .page(0)))], in: folder.crawl) {
        $0.maximumDepth = 1
        $0.followsNofollow = true
      }
      #expect(try await Crawl(plan: plan).run().end == .finished)
      let answers = Answers(folder.crawl)
      #expect(
        try answers.number("SELECT count(*) FROM url WHERE reason = 'depth: more than 1'") > 0)
      let summary = try await resume(folder.crawl) {
        $0.maximumDepth = 2
        $0.excludes = ["/missing/"]
      }
      #expect(summary.end == .finished && summary.statistics.answers > 0)
      try answers.checkInvariants()
      #expect(try answers.number("SELECT max(depth) FROM urls WHERE state = 2") == 2)
      #expect(
        try answers.number("SELECT count(*) FROM url WHERE reason = 'depth: more than 1'") == 0)
      #expect(try answers.column("SELECT value FROM crawl WHERE key = 'judging'") == ["done"])
      #expect(
        try !StoredCrawl.read(folder.crawl).isJudgedAnew(by: StoredCrawl.read(folder.crawl).plan))
    }
  }

  @Test func whatWouldContradictTheRecordIsRefused() async throws {
    let folder = try Folder()
    let plan = try makePlan(["http://127.0.0.1:1/"], in: folder.crawl)
    _ = try await Crawl(plan: plan).run()
    let stored = try StoredCrawl.read(folder.crawl)
    var other = stored.plan
    other.canonicalRules.insert(.sortQuery)
    #expect(stored.objection(to: other)?.contains("canonical") == true)
    #expect(stored.isFinished)
  }
}
