import CrawlStore
import Glibc
import Testing
import WebURL

enum ProcessNumber {
  static var own: Int32 { getpid() }
}

/// The lists of URLs, and what is known of one.
@Suite struct URLQueryTests {
  private let folder: TemporaryFolder
  private var crawl: String { folder.path + "/crawl" }

  init() throws {
    folder = try TemporaryFolder()
    try SmallSite.crawl(folder.path + "/crawl")
  }

  // MARK: Lists

  private func ids(_ set: (inout URLFilter) -> Void) throws -> [Int64] {
    var filter = URLFilter()
    set(&filter)
    var ids: [Int64] = []
    try CrawlReader(crawl).list([.id], of: filter, matching: { _ in true }) { row in
      ids.append(row[0].integer ?? 0)
      return true
    }
    return ids
  }

  @Test func filtersChoose() throws {
    #expect(try ids { _ in } == Array(1...16))
    #expect(try ids { $0.state = .excluded } == [8, 9, 10, 16])
    #expect(try ids { $0.statuses = 300...399 } == [4, 5])
    #expect(try ids { $0.statuses = 404...404 } == [3])
    #expect(try ids { $0.host = "www.b.example" } == [8, 9])
    #expect(try ids { $0.host = "http://127.0.0.1:8080" } == [16])
    #expect(try ids { $0.reason = "ROBOTS.TXT" } == [10])
    #expect(try ids { $0.depth = 3 } == [6])
    #expect(try ids { ($0.state, $0.depth) = (.fetched, 1) } == [2, 3, 4, 11, 12, 13])
    #expect(try ids { $0.host = "nowhere" } == [])
    #expect(try ids { $0.isDuplicate = true } == [11, 12])
    #expect(try ids { ($0.isDuplicate, $0.statuses) = (false, 200...200) } == [1, 2, 6, 13, 15])
  }

  @Test func everyFieldCanBeShown() throws {
    var rows: [[StoredValue]] = []
    try CrawlReader(crawl).list(
      URLField.allCases, of: URLFilter(), matching: { $0.count == 21 }
    ) { row in
      rows.append(row)
      return true
    }
    // `http://a.example/new` has 20 bytes, and `http://a.example/…` of four letters 21.
    #expect(rows.map(\.[1]) == ["slow", "copy"].map { .text("http://a.example/\($0)") })
    let copy = Dictionary(
      uniqueKeysWithValues: zip(URLField.allCases, try #require(rows.last)))
    #expect(copy[.canonical] == .text("http://a.example/about"))
    #expect(copy[.fetchedAt] == .text("2023-11-14T22:13:31Z"))
    #expect(copy[.totalMs] == .real(25))
    #expect(copy[.via] == .text("http://a.example/"))
    #expect(copy[.retryAt] == .null)
    #expect(copy[.digest] == .text("80000000000000000000000000000002"))
    #expect(copy[.duplicate] == .text("exact"))
    #expect(copy[.duplicateOf] == .text("http://a.example/about"))
    #expect(rows.first?.last == .null)
  }

  @Test func aListEndsWhenItsReaderDoes() throws {
    var count = 0
    try CrawlReader(crawl).list([.url], of: URLFilter(), matching: { _ in true }) { _ in
      count += 1
      return count < 3
    }
    #expect(count == 3)
  }

  /// More than are read at once, each once.
  @Test func longListsAreWhole() throws {
    let long = folder.path + "/long"
    var writer = try CrawlWriter(creating: long)
    var batch = CrawlBatch()
    batch.hosts = [
      HostRow(
        id: 1, origin: "http://a.example", scheme: "http", name: "a.example", port: 80,
        registrableDomain: nil)
    ]
    for id: UInt32 in 1...3_000 {
      let text = Array("http://a.example/\(id)".utf8)
      batch.addURL(
        id: id, host: 1, fingerprint: UInt64(id), text: text.span, depth: 0, via: nil, kind: .seed,
        state: id % 3 == 0 ? .excluded : .queued, reason: "discovered")
    }
    try writer.write(batch)
    try writer.commit()
    for (state, expected) in [(nil, 3_000), (.excluded, 1_000), (.queued, 2_000)]
      as [(URLState?, Int)]
    {
      var filter = URLFilter()
      filter.state = state
      var ids: [Int64] = []
      try CrawlReader(long).list([.id], of: filter, matching: { _ in true }) { row in
        ids.append(row[0].integer ?? 0)
        return true
      }
      #expect(ids.count == expected)
      #expect(ids == ids.sorted() && Set(ids).count == ids.count)
    }
    try writer.finish(status: "finished", at: 0)
  }

  // MARK: One URL

  private func story(_ path: String, most: Int = 10) throws -> URLStory {
    try #require(try CrawlReader(crawl).story(of: "http://a.example/" + path, most: most))
  }

  @Test func theWayLeadsFromASeed() throws {
    let way = try story("new").way
    #expect(way.columns == ["kind", "depth", "url"])
    #expect(
      way.rows.map(\.[2])
        == ["", "old", "older", "new"].map { .text("http://a.example/\($0)") })
    #expect(way.rows.map(\.[0]) == ["seed", "a", "redirect", "redirect"].map { .text($0) })
  }

  @Test func redirectsAreKnownFromBothEnds() throws {
    #expect(try story("old").page[0, "redirect"] == .text("http://a.example/older"))
    #expect(try story("old").page[0, "redirect_status"] == .integer(302))
    #expect(
      try story("older").redirectsFrom.rows == [[.text("http://a.example/old"), .integer(301)]])
  }

  @Test func duplicatesAreKnownFromBothEnds() throws {
    #expect(try story("untitled").page[0, "duplicate"] == .text("near"))
    #expect(try story("untitled").page[0, "duplicate_of"] == .text("http://a.example/new"))
    #expect(
      try story("about").duplicates.rows == [[.text("http://a.example/copy"), .text("exact")]])
    #expect(try story("copy").duplicates.rows.isEmpty)
  }

  @Test func theHostsRobotsAreKnown() throws {
    #expect(try story("").robots[0, "outcome"] == .text("rules"))
    #expect(try story("").robots[0, "crawl_delay_ms"] == .integer(500))
  }

  @Test func linksAreCountedAndTheFirstShown() throws {
    let missing = try story("missing")
    #expect(missing.linkCounts.rows == [[.integer(2), .integer(4)]])
    #expect(missing.links.rows.last?[2] == .text("nofollow ugc"))
    #expect(try story("missing", most: 1).links.rows.count == 1)
  }

  @Test func canonicalAndSitemapsAreKnown() throws {
    let about = try story("about")
    #expect(about.canonicalFor.rows == [[.text("http://a.example/copy")]])
    #expect(about.sitemaps[0, "url"] == .text("http://a.example/pages.xml"))
    #expect(about.sitemaps[0, "changefreq"] == .text("daily"))
  }

  @Test func whatWasNeverSeenHasSurroundings() throws {
    let reader = try CrawlReader(crawl)
    #expect(try reader.story(of: "http://a.example/never", most: 10) == nil)
    let known = try reader.surroundings(
      of: "http://a.example/never", origin: "http://a.example")
    #expect(known.isHostKnown && known.robots?.outcome == "rules")
    #expect(known.sitemap.rows.isEmpty)
    let map = try reader.surroundings(
      of: "http://a.example/pages.xml", origin: "http://a.example")
    #expect(map.sitemap[0, "parent"] == .text("http://a.example/sitemap.xml"))
    let other = try reader.surroundings(of: "http://x.example/", origin: "http://x.example")
    #expect(!other.isHostKnown && other.robots == nil)
  }
}
