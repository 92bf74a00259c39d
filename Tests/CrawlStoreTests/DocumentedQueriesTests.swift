import CrawlStore
import Foundation
import Testing

/// Every query in `docs/crawl-db.md` runs, and the important ones answer what they should.
@Suite struct DocumentedQueriesTests {
  private let queries: [String: [String]]
  private let folder: TemporaryFolder
  private var crawl: String { folder.path + "/crawl" }

  init() throws {
    folder = try TemporaryFolder()
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("docs/crawl-db.md")
    queries = Self.queries(in: try String(contentsOf: page, encoding: .utf8))
    try SmallSite.crawl(crawl)
  }

  @Test func everyQueryRunsAndAnswers() throws {
    #expect(queries.count >= 25)
    let reader = try CrawlReader(crawl)
    for (heading, blocks) in queries {
      for sql in blocks {
        let result = try reader.query(sql)
        #expect(!result.rows.isEmpty, "“\(heading)” finds nothing in a site that has one of each")
      }
    }
  }

  @Test func everyQueryRunsWithoutIndexes() throws {
    let path = folder.path + "/unindexed"
    var writer = try CrawlWriter(creating: path)
    try writer.write(SmallSite.batch())
    try writer.commit()
    let indexed = try CrawlReader(crawl)
    let running = try CrawlReader(path)
    for sql in queries.values.joined() where sql.contains("ORDER BY") {
      #expect(try running.query(sql).rows.count == indexed.query(sql).rows.count)
    }
  }

  @Test func brokenLinks() throws {
    #expect(
      try rows("Broken links and who links to them") == [
        ["http://a.example/missing", "404", "http://a.example/", "a", "1"],
        ["http://a.example/missing", "404", "http://a.example/about", "a", "3"],
        ["http://a.example/slow", "timeout", "http://a.example/", "a", "1"],
      ])
    #expect(
      try rows("Broken pages by how many pages link to them") == [
        ["http://a.example/missing", "404", "2"]
      ])
  }

  @Test func redirects() throws {
    #expect(
      try rows("Redirects") == [
        ["http://a.example/old", "301", "http://a.example/older", "302"],
        ["http://a.example/older", "302", "http://a.example/new", "200"],
      ])
    #expect(
      try rows("Redirect chains of more than one hop") == [
        ["2", "http://a.example/old → http://a.example/older → http://a.example/new"]
      ])
    #expect(
      try rows("Links that point to a redirect") == [
        ["http://a.example/", "http://a.example/old", "301", "http://a.example/older"]
      ])
  }

  @Test func overviews() throws {
    #expect(
      try rows("URLs by state and reason").prefix(3) == [
        ["fetched", "HTTP 200", "7"], ["excluded", "out of scope", "2"],
        ["excluded", "not followed: img", "1"],
      ])
    #expect(
      try rows("Pages by status").map { $0[0...1] } == [
        ["200", "7"], ["301", "1"], ["302", "1"], ["404", "1"],
      ])
    #expect(
      try rows("Pages by depth") == [
        ["0", "2", "0"], ["1", "6", "1"], ["2", "1", "0"], ["3", "1", "0"],
      ])
    #expect(
      try rows("Pages by content type").map { $0[0...1] } == [
        ["text/html", "7"], ["(none)", "2"], ["application/pdf", "1"],
      ])
    #expect(
      try rows("Hosts").map { $0[0...4] } == [
        ["http://a.example", "13", "10", "1", "1"], ["https://www.b.example", "2", "0", "0", "0"],
        ["http://127.0.0.1:8080", "1", "0", "0", "0"],
      ])
  }

  @Test func contents() throws {
    #expect(
      try rows("Titles that several pages share") == [
        ["About", "2", "http://a.example/about http://a.example/copy"]
      ])
    #expect(
      try rows("Pages that repeat another page") == [
        ["http://a.example/copy", "exact", "http://a.example/about"],
        ["http://a.example/untitled", "near", "http://a.example/new"],
      ])
    #expect(try rows("HTML pages without a title") == [["http://a.example/untitled"]])
    #expect(
      try rows("Pages that call another one canonical") == [
        ["http://a.example/copy", "http://a.example/about"]
      ])
    #expect(
      try rows("Slowest pages").first == ["http://a.example/file.pdf", "400", "800"])
    #expect(
      try rows("Largest pages").first?[2] == "900000")
    #expect(
      try rows("Pages that did not parse") == [["http://a.example/untitled", "time limit"]])
  }

  @Test func graph() throws {
    #expect(
      try rows("Most linked pages").prefix(2) == [
        ["http://a.example/", "3"], ["http://a.example/about", "3"],
      ])
    #expect(
      try rows("Pages that hardly anything links to").first == [
        "http://a.example/orphan", "0", "sitemap",
      ])
    #expect(
      try rows("How the crawl came to a page").map { $0[0] } == [
        "http://a.example/", "http://a.example/old", "http://a.example/older",
        "http://a.example/new",
      ])
    #expect(
      try rows("External links by domain") == [["b.example", "2", "2"], ["127.0.0.1", "1", "1"]])
    let missing = try rows("Links out of a page").first { $0[0] == "http://a.example/missing" }
    #expect(missing == ["http://a.example/missing", "a", nil, "fetched", "404"])
  }

  @Test func sitemaps() throws {
    let (root, pages) = ("http://a.example/sitemap.xml", "http://a.example/pages.xml")
    #expect(
      try rows("What each sitemap said") == [
        [root, "robots.txt", "index", "200", "2", "0", nil],
        [pages, "index", "urlset", "200", "6", "1", nil],
        ["http://c.example/pages.xml", "index", "out of scope", nil, "0", "0", nil],
      ])
    #expect(
      try rows("Pages in a sitemap that nothing links to") == [
        ["http://a.example/orphan", pages, "2020-09-13", "0.8"]
      ])
    #expect(
      try rows("Linked pages missing from the sitemaps") == [
        ["http://a.example/", "3", nil], ["http://a.example/new", "1", nil],
        ["http://a.example/copy", "1", "http://a.example/about"],
        ["http://a.example/untitled", "1", nil],
      ])
    #expect(
      try rows("Entries that lead to no page") == [
        [pages, "http://a.example/missing", "fetched", "404"],
        [pages, "http://a.example/old", "fetched", "301"],
        [pages, "https://www.b.example/", "excluded", "out of scope"],
      ])
    let summary = try #require(try CrawlReader(crawl).sitemapSummary())
    #expect((summary.sitemaps, summary.listed) == (2, 5))
    #expect(summary.orphans == (try rows("Pages in a sitemap that nothing links to").count))
    #expect(summary.missing == (try rows("Linked pages missing from the sitemaps").count))
  }

  @Test func withoutSitemapsThereIsNoSummary() throws {
    let path = folder.path + "/empty"
    let writer = try CrawlWriter(creating: path)
    #expect(try writer.sitemapSummary() == nil)
  }

  @Test func leftOut() throws {
    #expect(
      try rows("URLs excluded, by reason") == [
        ["out of scope", "2", "https://www.b.example/"],
        ["not followed: img", "1", "http://127.0.0.1:8080/i.png"],
        ["robots.txt line 2: Disallow: /private", "1", "http://a.example/private"],
      ])
    #expect(
      try rows("What robots.txt refused, and by which line") == [
        ["robots.txt line 2: Disallow: /private", "http://a.example/private"]
      ])
    #expect(
      try rows("Pages that do not want to be indexed") == [
        ["http://a.example/new", "noindex, follow", nil, "0"]
      ])
    #expect(
      try rows("What is still queued, by host") == [["http://a.example", "1", "2", "2"]])
  }

  @Test func soundness() throws {
    let references = try rows("References that lead nowhere")
    #expect(references.count == 16)
    #expect(references.allSatisfy { $0[1] == "0" }, "\(references)")
    let heading =
      "Fetched URLs without an answer, and answers of URLs that are not fetched"
    #expect(try rows(heading) == [["0", "0"]])
  }

  private func rows(_ heading: String) throws -> [[String?]] {
    let sql = try #require(queries[heading]?.first, "there is no query under “\(heading)”")
    return try CrawlReader(crawl).query(sql).rows
  }

  /// The ```sql blocks of a Markdown text by the heading above them.
  private static func queries(in markdown: String) -> [String: [String]] {
    var queries: [String: [String]] = [:]
    var heading = ""
    var block: [Substring]?
    for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
      if line == "```sql" {
        block = []
      } else if line == "```", let lines = block {
        queries[heading, default: []].append(lines.joined(separator: "\n"))
        block = nil
      } else if block != nil {
        block?.append(line)
      } else if line.hasPrefix("#") {
        heading = String(line.drop { $0 == "#" || $0 == " " })
      }
    }
    return queries
  }
}
