import Crawler
import Frontier
import SyntheticWeb
import Testing
import WebURL

/// Pages that repeat another one, through a whole crawl.
@Suite(.timeLimit(.minutes(1))) struct DuplicateCrawlTests {
  private static func page(_ body: String, status: Int = 200) -> CannedResponse {
    CannedResponse(
      status: status, fields: [CannedResponse.Field("Content-Type", "text/html; charset=utf-8")],
      body: Array(body.utf8))
  }

  /// Four hundred words of one text, of which one may be another.
  private static func text(_ name: String, _ word: String = "") -> String {
    (0..<400).map { $0 == 200 && !word.isEmpty ? word : "\(name)\($0 * 7 % 100)" }
      .joined(separator: " ")
  }

  private static let notFound = "<p>There is nothing here.</p><a href=/never>x</a>"

  /// The pages are fetched one after the other, in the order of the links.
  private static let pages: [String: CannedResponse] = [
    "/": page(
      ["one", "same", "near", "other", "third", "short1", "short2", "gone1", "gone2"]
        .map { "<a href=/\($0)>\($0)</a>" }.joined()),
    "/one": page("<p>\(text("a"))</p><a href=/of-one>x</a>"),
    "/same": page("<p>\(text("a"))</p><a href=/of-one>x</a>"),
    "/near": page("<p>\(text("a", "b"))</p><a href=/of-near>x</a><a href=/shared>y</a>"),
    "/other": page("<p>\(text("c"))</p><a href=/of-other>x</a><a href=/shared>x</a>"),
    "/third": page("<p>\(text("a", "b"))</p><a href=/of-near>x</a><a href=/shared>y</a>"),
    "/short1": page("<p>short text 1</p>"), "/short2": page("<p>short text 2</p>"),
    "/gone1": page(notFound, status: 404), "/gone2": page(notFound, status: 404),
    "/of-one": page("<p>"), "/of-near": page(""), "/of-other": page(""), "/shared": page("<p>"),
  ]

  private func crawl(
    _ folder: Folder, _ server: SyntheticServer, _ port: UInt16,
    _ change: (inout CrawlPlan) -> Void = { _ in }
  ) async throws -> Answers {
    let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: folder.crawl) {
      ($0.concurrency, $0.politeness.requestsPerHost) = (1, 1)
      $0.politeness.obeysRobots = false
      change(&$0)
    }
    _ = try await Crawl(plan: plan).run()
    let answers = Answers(folder.crawl)
    try answers.checkInvariants()
    return answers
  }

  /// The paths in each row of a query.
  private func paths(_ answers: Answers, _ sql: String) throws -> [String] {
    try answers.rows(sql).map { row in
      row.map { text in
        guard let text else { return "-" }
        return text.hasPrefix("http://") ? "/" + (text.split(separator: "/").last ?? "") : text
      }.joined(separator: " ")
    }
  }

  private static let duplicates =
    "SELECT url, duplicate, duplicate_of FROM page WHERE duplicate IS NOT NULL ORDER BY url"
  private static let queuedNever =
    "SELECT url, reason FROM url WHERE state = 'excluded' ORDER BY url"

  @Test(arguments: [1, 2]) func areRecorded(loops: Int) async throws {
    let folder = try Folder()
    try await serving({ SyntheticServer(pages: Self.pages, on: $0) }) { server, port in
      let answers = try await crawl(folder, server, port) { $0.loops = loops }
      #expect(
        try paths(answers, Self.duplicates) == [
          "/near near /one", "/same exact /one", "/shared exact /of-one", "/third exact /near",
        ])
      #expect(try paths(answers, Self.queuedNever) == [])
      let whole = "SELECT count(*) FROM pages WHERE digest IS NULL AND body_bytes > 0"
      #expect(try answers.column(whole) == ["0"])
      let words = "SELECT url, words FROM page WHERE words > 300 ORDER BY url"
      #expect(
        try paths(answers, words) == [
          "/near 402", "/one 401", "/other 402", "/same 401", "/third 402",
        ])
    }
  }

  @Test func theirLinksAreSkipped() async throws {
    let folder = try Folder()
    try await serving({ SyntheticServer(pages: Self.pages, on: $0) }) { server, port in
      let answers = try await crawl(folder, server, port) { $0.duplicates = .skipLinks }
      // Another page has a link to /shared, and brings it in.
      #expect(
        try paths(answers, Self.queuedNever)
          == ["/of-near duplicate: links of a duplicate page"])
      let links = "SELECT target FROM link WHERE source LIKE '%/near' ORDER BY target"
      #expect(try paths(answers, links) == ["/of-near", "/shared"])

      // A crawl that goes on without the option brings in the rest.
      let stored = try StoredCrawl.read(folder.crawl)
      var plan = stored.plan
      #expect(plan.duplicates == .skipLinks)
      plan.parserProgram = try builtProgram("orbweaver-parser")
      plan.duplicates = .record
      #expect(stored.isJudgedAnew(by: plan))
      _ = try await Crawl(resuming: stored, as: plan).run()
      try answers.checkInvariants()
      #expect(try paths(answers, Self.queuedNever) == [])
    }
  }

  @Test func areNotLookedFor() async throws {
    let folder = try Folder()
    try await serving({ SyntheticServer(pages: Self.pages, on: $0) }) { server, port in
      let answers = try await crawl(folder, server, port) { $0.duplicates = .ignore }
      let marked = """
        SELECT count(*) FROM pages WHERE coalesce(digest, words, simhash, duplicate_of) IS NOT NULL
        """
      #expect(try answers.column(marked) == ["0"])
    }
  }

  /// What was fetched in an earlier run is repeated by what is fetched in a later one.
  @Test func anEarlierRunCounts() async throws {
    let folder = try Folder()
    try await serving({ SyntheticServer(pages: Self.pages, on: $0) }) { server, port in
      let answers = try await crawl(folder, server, port) { $0.maximumPages = 2 }
      #expect(try paths(answers, Self.duplicates) == [])
      let stored = try StoredCrawl.read(folder.crawl)
      var plan = stored.plan
      plan.parserProgram = try builtProgram("orbweaver-parser")
      plan.maximumPages = nil
      _ = try await Crawl(resuming: stored, as: plan).run()
      try answers.checkInvariants()
      #expect(
        try paths(answers, Self.duplicates) == [
          "/near near /one", "/same exact /one", "/shared exact /of-one", "/third exact /near",
        ])
    }
  }

  /// The mirror of a site is no trap: all of it is fetched, and recorded as what it is.
  @Test func aMirrorIsCrawledWhole() async throws {
    let folder = try Folder()
    let count = 150
    var pages = ["/": Self.page("<p>\(Self.text("start"))</p><a href=/p/1>x</a>")]
    for number in 1...count {
      pages["/p/\(number)"] = Self.page(
        "<p>\(Self.text("w\(number)x"))</p><a href=/p/\(number % count + 1)>next</a>")
    }
    try await serving({ [pages] in SyntheticServer(pages: pages, on: $0) }) { server, port in
      let answers = try await crawl(folder, server, port) {
        $0.seeds.append(contentsOf: [WebURL("http://localhost:\(port)/")].compactMap { $0 })
        $0.concurrency = 4
      }
      #expect(
        try answers.rows("SELECT origin, count(*) FROM page GROUP BY origin ORDER BY origin").map {
          $0[1]
        } == ["\(count + 1)", "\(count + 1)"])
      #expect(
        try answers.number("SELECT count(*) FROM pages WHERE duplicate_of IS NOT NULL")
          == count + 1)
    }
  }
}
