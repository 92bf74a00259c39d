import Crawler
import EventLoop
import Frontier
import SyntheticWeb
import TestSupport
import Testing

/// robots.txt in whole crawls: each way in which a server can answer, and what the crawl makes of it.
@Suite(.timeLimit(.minutes(2))) struct RobotsCrawlTests {
  private typealias Pages = [String: CannedResponse]

  private static let home = CannedResponse.html("<a href=/open>o</a> <a href=/private/x>p</a>")

  private static func text(_ lines: String, _ fields: [String: String] = [:]) -> CannedResponse {
    var response = CannedResponse.text("User-agent: *\n\(lines)\n")
    for (name, value) in fields { response.fields.append(.init(name, value)) }
    return response
  }

  private static func site(_ robots: CannedResponse?) -> Pages {
    var pages: Pages = ["/": home, "/open": .html("open"), "/private/x": .html("private")]
    pages["/robots.txt"] = robots
    return pages
  }

  /// Crawls these pages from `/` and asks the database; gives the requests too.
  private func crawl(
    _ pages: Pages, with configure: (@Sendable (inout CrawlPlan) -> Void)? = nil,
    _ check: @Sendable (Answers, [LoggedRequest]) throws -> Void
  ) async throws {
    let folder = try Folder()
    var options = ServerOptions()
    options.logsRequests = true
    let log = options
    try await serving({ SyntheticServer(pages: pages, options: log, on: $0) }) { server, port in
      let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: folder.crawl) {
        $0.politeness.shortestRobotsLifetime = .zero
        configure?(&$0)
      }
      _ = try await Crawl(plan: plan).run()
      let answers = Answers(folder.crawl)
      try answers.checkInvariants()
      try check(answers, await server.requests)
    }
  }

  private static let fetched = "SELECT count(*) FROM urls WHERE state = 2"
  private static let outcome = "SELECT outcome FROM robots"

  // MARK: What the file says

  @Test func theLineThatRefusesIsRecorded() async throws {
    try await crawl(Self.site(Self.text("Disallow: /private"))) { answers, requests throws in
      #expect(try answers.number(Self.fetched) == 2)
      #expect(
        try answers.column("SELECT reason FROM url WHERE state = 'excluded'")
          == ["robots.txt line 2: Disallow: /private"])
      #expect(!requests.contains { $0.target.hasPrefix("/private") })
      #expect(try answers.column(Self.outcome) == ["rules"])
    }
  }

  @Test func theProductTokenFindsItsGroup() async throws {
    let file = CannedResponse.text(
      "User-agent: *\nDisallow: /\nUser-agent: loom\nDisallow: /private\n")
    try await crawl(Self.site(file), with: { $0.productToken = "Loom" }) { answers, _ throws in
      #expect(try answers.number(Self.fetched) == 2)
    }
  }

  /// A day by default, `max-age` up to that; in the table it stands when it is over.
  @Test(arguments: [
    (nil, 86_400), ("max-age=600", 600), ("max-age=9999999", 86_400), ("no-cache", 300),
  ])
  func itsTimeIsRecorded(_ cacheControl: String?, _ seconds: Int) async throws {
    let fields = cacheControl.map { ["Cache-Control": $0] } ?? [:]
    let file = Self.text("Crawl-delay: 0.25\nRequest-rate: 2/1\nDisallow: /private", fields)
    try await crawl(
      Self.site(file), with: { $0.politeness.shortestRobotsLifetime = .seconds(300) }
    ) { answers, _ throws in
      #expect(
        try answers.rows("SELECT (expires_at - fetched_at) / 1000, crawl_delay_ms FROM robots")
          == [["\(seconds)", "500"]])
    }
  }

  // MARK: What the status says

  @Test(arguments: [400, 401, 403, 404, 410])
  func absentAllows(_ status: Int) async throws {
    try await crawl(Self.site(.status(status))) { answers, _ throws in
      #expect(try answers.number(Self.fetched) == 3)
      #expect(try answers.column(Self.outcome) == ["allow all: http \(status)"])
    }
  }

  @Test(arguments: [
    CannedResponse.status(503), .status(429), .redirect(to: "mailto:a@b.test"),
    CannedResponse.html("x").with(.reset(afterBodyBytes: 0)),
  ])
  func pagesWaitUntilItCanBeHad(_ failure: CannedResponse) async throws {
    let robots = failure.then(failure).then(Self.text("Disallow: /private"))
    try await crawl(Self.site(robots)) { answers, requests throws in
      #expect(requests.prefix(3).map(\.target) == Array(repeating: "/robots.txt", count: 3))
      #expect(try answers.number(Self.fetched) == 2)
      #expect(try answers.number("SELECT count(*) FROM urls WHERE state = 3") == 0)
      #expect(try answers.column(Self.outcome) == ["rules"])
    }
  }

  @Test func whatCannotBeHadFailsItsPagesInTheEnd() async throws {
    try await crawl(
      Self.site(.status(503)), with: { $0.politeness.robotsPatience = .seconds(1) }
    ) { answers, requests throws in
      #expect(requests.count == 2)
      #expect(
        try answers.rows("SELECT state, reason FROM url") == [["failed", "robots.txt: http 503"]])
      #expect(
        try answers.rows("SELECT outcome, status, length(text) FROM robots")
          == [["disallow for now: http 503", "503", "0"]])
    }
  }

  // MARK: Redirects

  private static func chain(_ length: Int) -> Pages {
    var pages = site(.redirect(to: "/r1"))
    for hop in 1..<length { pages["/r\(hop)"] = .redirect(to: "/r\(hop + 1)") }
    pages["/r\(length)"] = text("Disallow: /private")
    return pages
  }

  @Test func fiveRedirectsAreFollowed() async throws {
    try await crawl(Self.chain(5)) { answers, _ throws in
      #expect(try answers.number(Self.fetched) == 2)
      let url = try #require(try answers.column("SELECT url FROM robots").first)
      #expect(url.hasSuffix("/r5"))
      #expect(try answers.rows("SELECT redirects, status FROM robots") == [["5", "200"]])
    }
  }

  @Test func sixAreTooMany() async throws {
    try await crawl(Self.chain(6)) { answers, _ throws in
      #expect(try answers.number(Self.fetched) == 3)
      #expect(try answers.column(Self.outcome) == ["allow all: too many redirects"])
    }
  }

  @Test func aLoopAllows() async throws {
    try await crawl(Self.site(.redirect(to: "/robots.txt"))) { answers, _ throws in
      #expect(try answers.number(Self.fetched) == 3)
    }
  }

  /// The rules apply to the host that was asked, wherever they came from.
  @Test func redirectsLeadToOtherHosts() async throws {
    let other = try EventLoop.start(named: "other")
    defer { other.stop() }
    let rules: Pages = ["/rules": Self.text("Disallow: /private")]
    try await SyntheticServer(pages: rules, on: other).run { port in
      let robots = CannedResponse.redirect(to: "http://127.0.0.1:\(port)/rules", status: 301)
      try await crawl(Self.site(robots)) { answers, _ throws in
        #expect(try answers.number(Self.fetched) == 2)
        #expect(
          try answers.column("SELECT url FROM robots") == ["http://127.0.0.1:\(port)/rules"])
      }
    }
  }

  /// The published cases: five redirects from host to host, and a loop.
  @Test(.enabled(if: ConformanceSuite.has("robots"), "\(ConformanceSuite.reason)"))
  func agreesWithStormCrawler() async throws {
    let file = "robots/stormcrawler_robots_redirects.jsonl"
    var tally = SuiteTally(file)
    for row in try ConformanceSuite.lines(file) {
      let name = row["case"] as? String ?? ""
      guard let hops = row["redirects"] as? Int, let text = row["robots_txt"] as? String else {
        let fetched = try await fetchedPaths(robots: [.redirect(to: "/robots.txt")], for: "x")
        tally.count(name, fetched == ["/", "/open", "/private/x"])
        continue
      }
      let agent = row["user_agent"] as? String ?? ""
      let checks = row["checks"] as? [[Any]] ?? []
      let answers = Array(repeating: nil as CannedResponse?, count: hops) + [.text(text)]
      let links = checks.map { "<a href=\($0[0])>x</a>" }.joined()
      let fetched = try await fetchedPaths(robots: answers, for: agent, home: .html(links))
      let expected = checks.filter { $0[1] as? Bool == true }.compactMap { $0[0] as? String }
      tally.count(name, Set(fetched) == Set(["/"] + expected))
    }
    #expect(tally.report() == [])
  }

  /// Crawls host 0, where each host answers for robots.txt with its part: nil for a redirect to the
  /// next host.
  private func fetchedPaths(
    robots: [CannedResponse?], for agent: String, home: CannedResponse = home
  ) async throws -> [String] {
    let folder = try Folder()
    let loop = try EventLoop.start(named: "hosts")
    defer { loop.stop() }
    let names = HostNaming.loopbackAddresses
    let server = SyntheticServer(hosts: robots.count, on: loop) { port in
      var pages = Self.site(nil)
      pages["/"] = home
      pages["/index.html"] = .html("index")
      pages["/restricted/index.html"] = .html("restricted")
      for (host, answer) in robots.enumerated() {
        let (name, next) = (names.name(ofHost: host), names.name(ofHost: host + 1))
        pages["\(name)/robots.txt"] =
          answer ?? .redirect(to: "http://\(next):\(port)/robots.txt", status: 301)
      }
      return pages
    }
    return try await server.run { port in
      let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: folder.crawl) {
        $0.productToken = agent
      }
      _ = try await Crawl(plan: plan).run()
      let urls = try Answers(folder.crawl).column(
        "SELECT url FROM url WHERE state = 'fetched' ORDER BY url")
      return urls.map { String($0.dropFirst("http://127.0.0.1:\(port)".count)) }
    }
  }

  // MARK: Age

  /// A file that counts for no time is asked for again before each page.
  @Test func newRulesCountWithinARunningCrawl() async throws {
    let fresh = ["Cache-Control": "no-cache"]
    let robots = Self.text("Allow: /", fresh).then(Self.text("Disallow: /private", fresh))
    let configure: @Sendable (inout CrawlPlan) -> Void = { $0.politeness.requestsPerHost = 1 }
    try await crawl(Self.site(robots), with: configure) { answers, requests throws in
      #expect(requests.prefix(3).map(\.target) == ["/robots.txt", "/", "/robots.txt"])
      #expect(try answers.number(Self.fetched) == 2)
      #expect(try answers.number("SELECT count(*) FROM urls WHERE state = 4") == 1)
    }
  }

  @Test func anUnchangedFileIsNotSentAgain() async throws {
    let fields = [
      "ETag": "\"v1\"", "Last-Modified": "Tue, 01 Jul 2025 00:00:00 GMT",
      "Cache-Control": "max-age=0",
    ]
    let robots = Self.text("Disallow: /private", fields).then(.status(304))
    try await crawl(Self.site(robots)) { answers, requests throws in
      let asked = requests.filter { $0.target == "/robots.txt" }
      #expect(asked.count >= 2)
      #expect(asked.first?.field("if-none-match") == nil)
      for again in asked.dropFirst() {
        #expect(again.field("if-none-match") == "\"v1\"")
        #expect(again.field("if-modified-since") == "Tue, 01 Jul 2025 00:00:00 GMT")
      }
      #expect(try answers.number(Self.fetched) == 2)
      #expect(
        try answers.rows("SELECT status, outcome, etag, CAST(text AS TEXT) FROM robots")
          == [["304", "rules", "\"v1\"", "User-agent: *\nDisallow: /private\n"]])
    }
  }

  @Test func anOldCopyCountsWhileNoNewOneIsToBeHad() async throws {
    let robots = Self.text("Disallow: /private", ["Cache-Control": "max-age=0"]).then(.status(503))
    try await crawl(Self.site(robots)) { answers, requests throws in
      #expect(requests.count { $0.target == "/robots.txt" } == 2)
      #expect(try answers.number(Self.fetched) == 2)
      #expect(try answers.number("SELECT count(*) FROM urls WHERE state = 4") == 1)
      #expect(
        try answers.rows("SELECT status, outcome, CAST(text AS TEXT) FROM robots")
          == [["503", "old copy counts: http 503", "User-agent: *\nDisallow: /private\n"]])
    }
  }

  /// What is cut at the limit ends with its last whole line.
  @Test func aGiantIsReadUpToTheLimit() async throws {
    let filler = String(repeating: "#", count: 500 * 1024 - 38 - 18)
    let file = "User-agent: *\nDisallow: /private # \n" + filler + "\nDisallow: /open-to-nobody\n"
    try await crawl(Self.site(.text(file + filler))) { answers, _ throws in
      #expect(try answers.number(Self.fetched) == 2)
      #expect(try answers.number("SELECT length(text) FROM robots") == 500 * 1024 + 1)
    }
  }
}
