import Crawler
import EventLoop
import Frontier
import SyntheticWeb
import Testing

/// Whole crawls of the synthetic web, whose truth can be computed.
@Suite(.timeLimit(.minutes(2))) struct WholeCrawlTests {
  private func shape(hosts: Int = 4, pages: Int = 120) -> WebShape {
    var shape = WebShape()
    (shape.hosts, shape.pagesPerHost) = (hosts, pages)
    return shape
  }

  /// A loop without a worker would leave its hosts alone, and the crawl would never end.
  @Test func fewerFetchesAtOnceThanLoops() async throws {
    let folder = try Folder()
    let shape = shape(pages: 5)
    try await serving({ SyntheticServer(shape: shape, on: $0) }) { _, port in
      let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: folder.crawl) {
        ($0.reach, $0.concurrency, $0.loops) = (.any, 1, 3)
      }
      #expect(try await Crawl(plan: plan).run().end == .finished)
    }
    try Answers(folder.crawl).checkInvariants()
  }

  @Test(arguments: [1, 2, 4]) func findsExactlyWhatThereIs(loops: Int) async throws {
    let folder = try Folder()
    var options = ServerOptions()
    options.logsRequests = true
    let shape = shape()
    try await serving({ SyntheticServer(shape: shape, options: options, on: $0) }) { server, port in
      let model = SiteModel(shape: shape, port: port)
      let plan = try makePlan([model.url(of: Place(host: 0, .page(0)))], in: folder.crawl) {
        $0.reach = .any
        $0.followsNofollow = true
        $0.loops = loops
      }
      let summary = try await Crawl(plan: plan).run()
      let truth = Set(
        model.reachable(from: [Place(host: 0, .page(0))]).map { model.url(of: $0) })
      let answers = Answers(folder.crawl)
      try answers.checkInvariants()
      #expect(summary.end == .finished)
      let fetched = try answers.column("SELECT url FROM url WHERE state = 'fetched'")
      #expect(Set(fetched) == truth)
      #expect(fetched.count == truth.count)
      #expect(summary.statistics.urls.fetched == truth.count)
      try checkLog(await server.requests, model, truth)
      try checkLinks(answers, model, fetched)
      try checkPages(answers, model)
    }
  }

  /// Each URL asked for once, and robots.txt before anything else of its host.
  private func checkLog(
    _ requests: [LoggedRequest], _ model: SiteModel, _ truth: Set<String>
  ) throws {
    var asked: [String: Int] = [:]
    var hostsWithRobots: Set<Int> = []
    for request in requests {
      if request.target == "/robots.txt" {
        #expect(hostsWithRobots.insert(request.host).inserted, "robots.txt asked for twice")
        continue
      }
      #expect(hostsWithRobots.contains(request.host), "\(request.target) before robots.txt")
      asked[model.origin(ofHost: request.host) + request.target, default: 0] += 1
    }
    #expect(Set(asked.keys) == truth)
    #expect(asked.values.allSatisfy { $0 == 1 })
  }

  /// The rows of `links` against what the model put into the pages.
  private func checkLinks(_ answers: Answers, _ model: SiteModel, _ fetched: [String]) throws {
    var expected: [String: Int] = [:]
    for url in fetched {
      guard let place = model.place(of: url), model.expected(at: place).hasLinks else { continue }
      for link in model.links(of: place) {
        let nofollow = link.isNofollow ? 1 : 0
        expected["\(url) \(link.target) \(Self.name(of: link.kind)) \(nofollow)", default: 0] += 1
      }
    }
    var found: [String: Int] = [:]
    let rows = try answers.rows(
      """
      SELECT a.url, b.url, k.name, l.rel & 1, l.count FROM links l JOIN urls a ON a.id = l.source
      JOIN urls b ON b.id = l.target JOIN link_kinds k ON k.id = l.kind WHERE k.name <> 'redirect'
      """)
    for row in rows {
      let texts = row.compactMap { $0 }
      found[texts[0..<4].joined(separator: " "), default: 0] += try #require(Int(texts[4]))
    }
    #expect(found == expected)
  }

  private static func name(of kind: WebLink.Kind) -> String {
    switch kind {
    case .anchor: "a"
    case .canonical: "canonical"
    case .next: "next"
    case .previous: "prev"
    case .stylesheet: "stylesheet"
    case .icon: "icon"
    case .image: "img"
    case .script: "script"
    }
  }

  private func checkPages(_ answers: Answers, _ model: SiteModel) throws {
    for row in try answers.rows("SELECT url, status, redirect, title FROM page") {
      let url = try #require(row[0])
      let expected = model.expected(at: try #require(model.place(of: url)))
      #expect(row[1] == "\(expected.status)", "\(url)")
      #expect(row[2] == expected.location, "\(url)")
      if expected.hasLinks { #expect(row[3]?.isEmpty == false, "\(url)") }
    }
  }

  @Test func robotsAndScopeAreObeyedWithReasons() async throws {
    let folder = try Folder()
    let shape = shape(hosts: 2)
    try await serving({ SyntheticServer(shape: shape, on: $0) }) { _, port in
      let model = SiteModel(shape: shape, port: port)
      let seed = Place(host: 0, .page(0))
      let plan = try makePlan([model.url(of: seed)], in: folder.crawl) {
        $0.followsNofollow = true
      }
      _ = try await Crawl(plan: plan).run()
      let answers = Answers(folder.crawl)
      try answers.checkInvariants()
      let truth = Set(model.reachable(from: [seed], inHosts: [0]).map { model.url(of: $0) })
      #expect(Set(try answers.column("SELECT url FROM url WHERE state = 'fetched'")) == truth)
      let reasons = try answers.column(
        "SELECT DISTINCT reason FROM url WHERE state = 'excluded' ORDER BY reason")
      #expect(reasons.contains("scope: host"))
      #expect(reasons.contains { $0 == "robots.txt line 2: Disallow: /private/" })
      #expect(reasons.contains("kind: not followed"))
    }
  }

  @Test func assetsAreFetchedOnRequest() async throws {
    let folder = try Folder()
    let shape = shape(hosts: 1, pages: 10)
    try await serving({ SyntheticServer(shape: shape, on: $0) }) { _, port in
      let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: folder.crawl) {
        $0.followsAssets = true
      }
      _ = try await Crawl(plan: plan).run()
      let types = try Answers(folder.crawl).column("SELECT DISTINCT media_type FROM pages")
      #expect(Set(types).isSuperset(of: ["text/html", "text/css", "image/gif"]))
    }
  }

  /// By the server's own clock.
  @Test func noHostIsAskedTooEarly() async throws {
    let folder = try Folder()
    var options = ServerOptions()
    options.logsRequests = true
    let shape = shape(hosts: 3, pages: 6)
    try await serving({ SyntheticServer(shape: shape, options: options, on: $0) }) { server, port in
      let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: folder.crawl) {
        $0.reach = .any
        $0.politeness.pause = .fixed(.milliseconds(60))
        $0.politeness.requestsPerHost = 1
      }
      _ = try await Crawl(plan: plan).run()
      var last: [Int: ContinuousClock.Instant] = [:]
      for request in await server.requests {
        if let earlier = last[request.host] {
          #expect(request.time - earlier >= .milliseconds(60), "\(request.target)")
        }
        last[request.host] = request.time
      }
      #expect(last.count == 3)
    }
  }

  /// Every fault of the menu at once: the crawl ends, and each URL has a state and a reason.
  @Test func aHostileWebIsCrawledToItsEnd() async throws {
    let folder = try Folder()
    var shape = shape(hosts: 2, pages: 60)
    shape.faultFraction = 0.2
    shape.redirectLoopFraction = 0.05
    shape.faults = [
      .status(500), .unavailable(retryAfter: 1), .drop(afterBodyBytes: 100),
      .reset(afterBodyBytes: 10), .silence, .endless, .gzip, .gzipBomb(bytes: 64 << 20),
      .truncatedGzip, .brokenChunk, .chunked, .headerLine("Broken"), .large(bytes: 3 << 20),
    ]
    let web = shape
    try await serving({ SyntheticServer(shape: web, on: $0) }) { _, port in
      let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: folder.crawl) {
        $0.reach = .any
        $0.followsNofollow = true
        $0.politeness.tries = 1
        $0.politeness.failuresPerHost = 10_000
        $0.maximumBody = 4 << 20
        $0.timeout = .seconds(5)
      }
      let summary = try await Crawl(plan: plan).run()
      let answers = Answers(folder.crawl)
      try answers.checkInvariants()
      #expect(summary.end == .finished)
      #expect(try answers.number("SELECT count(*) FROM urls WHERE state = 0") == 0)
      let reasons = try answers.column("SELECT DISTINCT reason FROM url WHERE state = 'failed'")
      #expect(Set(reasons).isSuperset(of: ["too-large", "reset"]), "\(reasons)")
    }
  }

  /// Each try is on record: those that failed by themselves, the answer that counts as the page.
  @Test func eachTryIsRecorded() async throws {
    let folder = try Folder()
    var shape = shape(hosts: 1, pages: 12)
    (shape.faultFraction, shape.faults) = (0.5, [.unavailable(retryAfter: 0)])
    let web = shape
    try await serving({ SyntheticServer(shape: web, on: $0) }) { _, port in
      let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: folder.crawl) {
        $0.politeness.tries = 2
      }
      _ = try await Crawl(plan: plan).run()
      let answers = Answers(folder.crawl)
      try answers.checkInvariants()
      #expect(try answers.number("SELECT count(*) FROM failed_tries") > 0)
      // A URL that was tried n times failed n - 1 times, or n times where it failed in the end.
      #expect(
        try answers.number(
          """
          SELECT count(*) FROM urls u WHERE u.tries > 0 AND u.tries - (u.state = 2)
            != (SELECT count(*) FROM failed_tries f WHERE f.url = u.id)
          """) == 0)
      #expect(
        try answers.column(
          "SELECT DISTINCT text FROM failed_tries f JOIN reasons r ON r.id = f.reason")
          == ["http 503"])
    }
  }

  /// Each hop is a URL of its own, recorded with where it leads; the chain has an end.
  @Test func anEndlessChainOfRedirectsEnds() async throws {
    let folder = try Folder()
    var pages: [String: CannedResponse] = [:]
    for hop in 0..<30 { pages["/\(hop)"] = .redirect(to: "\(hop + 1)") }
    try await serving({ [pages] in SyntheticServer(pages: pages, on: $0) }) { _, port in
      let plan = try makePlan(["http://127.0.0.1:\(port)/0"], in: folder.crawl)
      _ = try await Crawl(plan: plan).run()
      let answers = Answers(folder.crawl)
      try answers.checkInvariants()
      let site = "http://127.0.0.1:\(port)/"
      #expect(
        try answers.rows("SELECT url, redirect, depth FROM page ORDER BY id")
          == (0...10).map { ["\(site)\($0)", "\(site)\($0 + 1)", "0"] })
      #expect(
        try answers.rows("SELECT url, reason FROM url WHERE state = 'excluded'")
          == [["\(site)11", "redirects: too many"]])
    }
  }
}
