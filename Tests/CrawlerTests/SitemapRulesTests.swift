import Foundation
import Frontier
import Robots
import SyntheticWeb
import TestSupport
import Testing
import WebURL

@testable import Crawler

/// Crawls of sitemaps made by hand: which are read, and what is bounded.
@Suite(.timeLimit(.minutes(2))) struct SitemapRulesTests {
  private struct Outcome {
    let answers: Answers
    let summary: CrawlSummary
    let targets: [String]

    /// Kind, state, reason, entries and error of the sitemap at a path.
    func sitemap(_ path: String) throws -> [String?]? {
      try answers.rows(
        """
        SELECT kind, state, reason, entries, error, named_by, status FROM sitemap
        WHERE url = site || '\(path)'
        """
      ).first
    }
  }

  private func crawl(
    _ pages: [String: CannedResponse], in folder: Folder,
    _ configure: @Sendable (inout CrawlPlan, String) throws -> Void = { _, _ in }
  ) async throws -> Outcome {
    var options = ServerOptions()
    options.logsRequests = true
    let choices = options
    let pages = pages.merging(["/": .html("<a href=/linked>x</a>")]) { given, _ in given }
    return try await serving({
      SyntheticServer(hosts: 2, options: choices, on: $0) { _ in pages }
    }) { server, port in
      let origin = "http://127.0.0.1:\(port)"
      var plan = try makePlan([origin + "/"], in: folder.crawl)
      try configure(&plan, origin)
      let summary = try await Crawl(plan: plan).run()
      let answers = Answers(folder.crawl)
      try answers.checkInvariants()
      return Outcome(
        answers: answers, summary: summary, targets: await server.requests.map(\.target))
    }
  }

  private func robots(_ sitemaps: String...) -> CannedResponse {
    .text("User-agent: *\nDisallow: /no\n" + sitemaps.map { "Sitemap: \($0)\n" }.joined())
  }

  private func urlset(_ paths: [String]) -> String {
    "<urlset>" + paths.map { "<url><loc>\($0)</loc></url>" }.joined() + "</urlset>"
  }

  private func index(_ paths: String...) -> CannedResponse {
    .text(
      "<sitemapindex>" + paths.map { "<sitemap><loc>\($0)</loc></sitemap>" }.joined()
        + "</sitemapindex>", mediaType: "application/xml")
  }

  @Test func hostileSitemapsAreBounded() async throws {
    let folder = try Folder()
    var bomb = CannedResponse(fields: [.init("Content-Type", "application/x-gzip")])
    bomb.body = GzipMember.bomb(decodingTo: 1 << 30)
    var endless = CannedResponse(fields: [.init("Content-Type", "text/plain")])
    endless.body = [.repeated(Array("http://127.0.0.1/x\n".utf8), times: 60_000)]
    let many = (1...50_001).map { "/many/\($0)" }
    let gzip = GzipMember.stored(Array(urlset(["/in-gzip"]).utf8))
    let deep = "<urlset><url><loc>/deep</loc></url>" + String(repeating: "<a>", count: 100_000)
    let outcome = try await crawl(
      [
        "/robots.txt": robots("/index.xml", "/html", "/missing", "/moved", "/server-error"),
        "/index.xml": index(
          "/bomb.gz", "/endless.txt", "/many.xml", "/plain.xml.gz", "/deep.xml", "/loop.xml",
          "/empty", "//127.0.0.99/elsewhere.xml", "/no/disallowed.xml"),
        "/bomb.gz": bomb, "/endless.txt": endless, "/many.xml": .text(urlset(many)),
        "/plain.xml.gz": CannedResponse(body: gzip), "/deep.xml": .text(deep),
        "/loop.xml": index("/index.xml", "/loop.xml", "/loop2.xml"),
        "/loop2.xml": index("/loop.xml", "/index.xml"), "/empty": .text(""),
        "/html": .html("<a href=/not-from-a-sitemap>x</a>"),
        "/moved": .redirect(to: "/moved/here.txt", status: 301),
        "/moved/here.txt": .text("http://127.0.0.1/moved\n"),
        "/server-error": .status(500),
      ], in: folder
    ) { plan, _ in
      plan.maximumDepth = 0
      plan.politeness.tries = 1
    }
    let expected: [String: [String?]] = [
      "/index.xml": ["index", "fetched", "http 200", "9", nil, "robots.txt", "200"],
      "/bomb.gz": [
        nil, "fetched", "http 200: no sitemap", "0", "more bytes than a sitemap may have", "index",
        "200",
      ],
      "/endless.txt": [
        "text", "fetched", "http 200", "50000", "more URLs than a sitemap may have", "index",
        "200",
      ],
      "/many.xml": [
        "urlset", "fetched", "http 200", "50000", "more URLs than a sitemap may have", "index",
        "200",
      ],
      "/plain.xml.gz": ["urlset", "fetched", "http 200", "1", nil, "index", "200"],
      "/deep.xml": [
        "urlset", "fetched", "http 200", "1", "could not be read to its end", "index", "200",
      ],
      "/loop.xml": ["index", "fetched", "http 200", "3", nil, "index", "200"],
      "/loop2.xml": ["index", "fetched", "http 200", "2", nil, "index", "200"],
      "/empty": [nil, "fetched", "http 200: no sitemap", "0", nil, "index", "200"],
      "/html": [nil, "fetched", "http 200: no sitemap", "0", nil, "robots.txt", "200"],
      "/missing": [nil, "fetched", "http 404", "0", nil, "robots.txt", "404"],
      "/moved": [nil, "fetched", "http 301", "0", nil, "robots.txt", "301"],
      "/moved/here.txt": ["text", "fetched", "http 200", "1", nil, "redirect", "200"],
      "/server-error": [nil, "failed", "http 500", "0", nil, "robots.txt", nil],
      "/elsewhere.xml": [nil, "excluded", "scope: host", "0", nil, "index", nil],
    ]
    for (path, row) in expected { #expect(try outcome.sitemap(path) == row, "\(path)") }
    let disallowed = try #require(try outcome.sitemap("/no/disallowed.xml"))
    #expect(disallowed[1] == "excluded")
    #expect(disallowed[2]?.contains("Disallow: /no") == true)
    #expect(try outcome.answers.number("SELECT count(*) FROM sitemaps") == expected.count + 1)
    #expect(outcome.targets.count == Set(outcome.targets).count, "something was asked for twice")
    // Fifty thousand, the four others in XML and gzip and text, and nothing else.
    #expect(
      try outcome.answers.number("SELECT count(*) FROM urls WHERE kind = 18") == 50_000 + 4)
    #expect(outcome.summary.end == .finished)
    #expect(outcome.summary.statistics.parserDeaths == 0)
  }

  @Test func theMostImportantIsFetchedFirst() async throws {
    let folder = try Folder()
    let entries = [
      ("/a", "0.1", ""), ("/b", "0.9", ""), ("/c", "0.5", "2020"), ("/d", "0.5", "2024"),
      ("/e", "1.0", ""),
    ].map {
      "<url><loc>\($0.0)</loc><priority>\($0.1)</priority><lastmod>\($0.2)</lastmod></url>"
    }
    let outcome = try await crawl(
      [
        "/robots.txt": robots("/map"),
        "/map": .text("<urlset>" + entries.joined() + "</urlset>"),
      ], in: folder
    ) { plan, _ in
      plan.politeness.requestsPerHost = 1
      plan.concurrency = 1
    }
    #expect(
      outcome.targets == ["/robots.txt", "/map", "/", "/e", "/b", "/d", "/c", "/a", "/linked"])
    #expect(try outcome.answers.number("SELECT max(depth) FROM urls WHERE kind = 18") == 1)
  }

  @Test func whichSitemapsAreLookedFor() async throws {
    let pages: [String: CannedResponse] = [
      "/robots.txt": robots("/no/named.xml"), "/no/named.xml": .text(urlset(["/1"])),
      "/sitemap.xml": .html("<p>"), "/sitemap-index.xml": .text(urlset(["/2"])),
      "/given.xml": .text(urlset(["/3"])), "/no/given.xml": .text(urlset(["/4"])),
    ]
    var unnamed = pages
    unnamed["/robots.txt"] = robots()
    let cases: [(SitemapPolicy, Bool, [String: CannedResponse], [String])] = [
      (.robots, true, pages, ["/no/named.xml", "/1"]),
      (.robots, true, unnamed, []),
      (.ignore, true, pages, []),
      (.wellKnown, true, pages, ["/no/named.xml", "/1"]),
      (
        .wellKnown, true, unnamed,
        ["/sitemap.xml", "/sitemap_index.xml", "/sitemap-index.xml", "/2"]
      ),
      (
        .wellKnown, false, pages,
        ["/sitemap.xml", "/sitemap_index.xml", "/sitemap-index.xml", "/2"]
      ),
    ]
    for (number, (policy, obeys, pages, targets)) in cases.enumerated() {
      for isGiven in [false, true] {
        let folder = try Folder()
        let outcome = try await crawl(pages, in: folder) { plan, origin in
          plan.sitemaps = policy
          plan.politeness.obeysRobots = obeys
          guard isGiven else { return }
          for path in ["/given.xml", "/no/given.xml"] {
            plan.sitemapURLs.append(try #require(WebURL(origin + path)))
          }
        }
        let given = isGiven ? ["/given.xml", "/no/given.xml", "/3", "/4"] : []
        let expected =
          ["/", "/linked"] + (obeys ? ["/robots.txt"] : []) + targets + given
        #expect(outcome.targets.sorted() == expected.sorted(), "case \(number), \(isGiven)")
      }
    }
  }

  @Test func hostsThatAreOnlyNamed() async throws {
    let folder = try Folder()
    let outcome = try await crawl(
      [
        "127.0.0.1/robots.txt": .text("Sitemap: http://127.0.0.2:1/map\n"),
        "/robots.txt": .status(404),
      ], in: folder
    ) { plan, _ in plan.politeness.tries = 1 }
    // The port is closed: its robots.txt cannot be had, so neither can its sitemap.
    #expect(try outcome.answers.column("SELECT state FROM sitemap") == ["failed"])
    #expect(outcome.summary.end == .finished)
    #expect(outcome.summary.sitemaps == nil)
  }

  @Test func thereMayNotBeTooMany() async throws {
    let folder = try Folder()
    let outcome = try await crawl(
      [
        "/robots.txt": robots("/index"), "/index": index("/1", "/2", "/3"),
        "/1": .text(urlset(["/x"])),
      ], in: folder
    ) { plan, _ in plan.maximumSitemaps = 2 }
    #expect(
      try outcome.sitemap("/index")?[4] == "2 sitemaps left out: there are too many")
    #expect(try outcome.answers.number("SELECT count(*) FROM sitemaps") == 2)
  }

  @Test func aWebWithoutSitemapsCostsNothing() async throws {
    let folder = try Folder()
    let outcome = try await crawl(["/robots.txt": robots()], in: folder)
    #expect(outcome.targets.sorted() == ["/", "/linked", "/robots.txt"])
    #expect(outcome.summary.sitemaps == nil)
  }

  @Test(
    .enabled(
      if: ConformanceSuite.has("sitemap/scrapy_spider_sitemap.jsonl"), "\(ConformanceSuite.reason)")
  )
  func scrapyRobots() throws {
    let suite = "sitemap/scrapy_spider_sitemap.jsonl"
    var tally = SuiteTally(suite + "#robots")
    for row in try ConformanceSuite.lines(suite) {
      guard let url = row["url"] as? String, url.hasSuffix("robots.txt") else { continue }
      let encoded = (row["content_base64"] as? String).flatMap { Data(base64Encoded: $0) }
      let body = Array(encoded ?? Data((row["content"] as? String ?? "").utf8))
      let rules = RobotsRules(parsing: body.span, for: "orbweaver")
      var resolver = LinkResolver(key: FingerprintKey(1, 2))
      let list = SeedList(sitemapsNamedBy: rules, at: url, resolver: &resolver)
      let found = list.links.map { String(decoding: list.text[$0.textRange], as: UTF8.self) }
      let name = row["test_name"] as? String ?? ""
      tally.count(name, found == row["requested_urls"] as? [String])
    }
    #expect(tally.report() == [])
  }
}
