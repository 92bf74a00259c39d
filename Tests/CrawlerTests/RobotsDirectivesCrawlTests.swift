import Crawler
import EventLoop
import SyntheticWeb
import TestSupport
import Testing

/// What pages say about themselves and their links, in whole crawls.
@Suite(.timeLimit(.minutes(2))) struct RobotsDirectivesCrawlTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var meta = ""
    var tags: [String] = []
    let noindex: Bool
    let nofollow: Bool

    var testDescription: String { meta + tags.joined(separator: " + ") }
  }

  private static func meta(_ name: String, _ content: String) -> String {
    "<meta name='\(name)' content='\(content)'>"
  }

  static let cases: [Case] = [
    Case(noindex: false, nofollow: false),
    Case(meta: meta("robots", "noindex"), noindex: true, nofollow: false),
    Case(meta: meta("ROBOTS", "NOFOLLOW"), noindex: false, nofollow: true),
    Case(meta: meta("robots", "none"), noindex: true, nofollow: true),
    Case(meta: meta("robots", "index, follow, max-snippet:-1"), noindex: false, nofollow: false),
    Case(meta: meta("robots", "max-snippet:-1;noindex"), noindex: true, nofollow: false),
    Case(meta: meta("Orbweaver", "nofollow"), noindex: false, nofollow: true),
    Case(meta: meta("otherbot", "none"), noindex: false, nofollow: false),
    Case(
      meta: meta("robots", "noindex, follow") + meta("orbweaver", "index, nofollow"),
      noindex: true, nofollow: true),
    Case(tags: ["noindex"], noindex: true, nofollow: false),
    Case(tags: ["otherbot: none"], noindex: false, nofollow: false),
    Case(tags: ["otherbot: noindex", "nofollow"], noindex: false, nofollow: true),
    Case(tags: ["orbweaver: noindex, nofollow"], noindex: true, nofollow: true),
    Case(
      tags: ["unavailable_after: Sat, 25 Jun 2050 15:00:00 GMT, noindex"], noindex: true,
      nofollow: false),
    Case(meta: meta("robots", "follow"), tags: ["nofollow"], noindex: false, nofollow: true),
    Case(meta: meta("robots", "nofollow"), tags: ["noindex"], noindex: true, nofollow: true),
  ]

  @Test(arguments: cases) func theStricterHolds(_ given: Case) async throws {
    let folder = try Folder()
    var home = CannedResponse.html("<a href=/next>before</a>\(given.meta)<a href=/more>x</a>")
    home.rawLines = given.tags.map { "X-Robots-Tag: \($0)" }
    let pages = ["/": home, "/next": .html("next"), "/more": .html("more")]
    try await serving({ SyntheticServer(pages: pages, on: $0) }) { _, port in
      let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: folder.crawl)
      _ = try await Crawl(plan: plan).run()
      let answers = Answers(folder.crawl)
      try answers.checkInvariants()
      let row = try answers.rows("SELECT noindex, nofollow FROM pages WHERE url = 1").first
      #expect(row == [given.noindex ? "1" : "0", given.nofollow ? "1" : "0"])
      let others = try answers.rows("SELECT state, reason FROM url WHERE id > 1")
      let expected = given.nofollow ? ["excluded", "nofollow"] : ["fetched", "http 200"]
      #expect(others == [expected, expected])
      #expect(
        try answers.column("SELECT DISTINCT coalesce(rel, '') FROM link")
          == [given.nofollow ? "page-nofollow" : ""])
    }
  }

  @Test func nofollowIsIgnoredOnRequest() async throws {
    let folder = try Folder()
    var home = CannedResponse.html("<a href=/a rel=nofollow>a</a><a href=/b>b</a>")
    home.fields.append(.init("X-Robots-Tag", "nofollow"))
    let pages = ["/": home, "/a": .html("a"), "/b": .html("b")]
    try await serving({ SyntheticServer(pages: pages, on: $0) }) { _, port in
      let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: folder.crawl) {
        $0.followsNofollow = true
      }
      _ = try await Crawl(plan: plan).run()
      let answers = Answers(folder.crawl)
      #expect(try answers.number("SELECT count(*) FROM urls WHERE state = 2") == 3)
      #expect(
        try answers.column("SELECT rel FROM link ORDER BY target")
          == ["nofollow page-nofollow", "page-nofollow"])
    }
  }

  @Test func eachEdgeKeepsItsRelation() async throws {
    let folder = try Folder()
    let links = ["nofollow", "ugc", "sponsored", "ugc nofollow", "noopener", "NOFOLLOW,sponsored"]
    let text = links.enumerated().map { "<a rel='\($1)' href='/\($0)'>x</a>" }.joined()
    let pages = ["/": CannedResponse.html("<link rel=canonical href='/c'>" + text)]
    try await serving({ SyntheticServer(pages: pages, on: $0) }) { _, port in
      let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: folder.crawl)
      _ = try await Crawl(plan: plan).run()
      let answers = Answers(folder.crawl)
      #expect(
        try answers.column(
          "SELECT coalesce(rel, '') FROM link WHERE kind = 'a' ORDER BY target")
          == ["nofollow", "ugc", "sponsored", "nofollow ugc", "", "nofollow sponsored"])
      #expect(
        try answers.column("SELECT canonical FROM page WHERE id = 1")
          == ["http://127.0.0.1:\(port)/c"])
    }
  }

  /// Every row of the published suite, as a page that is crawled.
  @Test(.enabled(if: ConformanceSuite.has("robotsmeta"), "\(ConformanceSuite.reason)"))
  func agreesWithOthers() async throws {
    let file = "robotsmeta/meta_and_header_cases.jsonl"
    var tally = SuiteTally(file + "#crawled")
    for (index, row) in try ConformanceSuite.lines(file).enumerated() {
      var page = CannedResponse.html(row["html"] as? String ?? "")
      page.fields += (row["headers"] as? [[String]] ?? []).map { .init($0[0], $0[1]) }
      let agent = row["user_agent"] as? String ?? "*"
      let found = try await directives(of: page, for: agent == "*" ? "orbweaver" : agent)
      let expected = [row["noindex"] as? Bool, row["nofollow"] as? Bool].map {
        $0 == true ? "1" : "0"
      }
      tally.count("row \(index + 1)", found == expected)
    }
    #expect(tally.report() == [])
  }

  private func directives(of page: CannedResponse, for agent: String) async throws -> [String?] {
    let folder = try Folder()
    return try await serving({ SyntheticServer(pages: ["/": page], on: $0) }) { _, port in
      let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: folder.crawl) {
        $0.productToken = agent
      }
      _ = try await Crawl(plan: plan).run()
      return try #require(Answers(folder.crawl).rows("SELECT noindex, nofollow FROM pages").first)
    }
  }

  /// What is no page says it too.
  @Test func aDocumentThatIsNotParsedSaysIt() async throws {
    let folder = try Folder()
    var pdf = CannedResponse.text("%PDF-1.7", mediaType: "application/pdf")
    pdf.fields.append(.init("X-Robots-Tag", "noindex"))
    let pages = ["/": pdf]
    try await serving({ SyntheticServer(pages: pages, on: $0) }) { _, port in
      let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: folder.crawl)
      _ = try await Crawl(plan: plan).run()
      #expect(try Answers(folder.crawl).column("SELECT noindex FROM pages") == ["1"])
    }
  }
}
