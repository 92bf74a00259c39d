import CrawlStore
import Digests
import Foundation
import Synchronization
import TestSupport
import Testing
import WebURL

@Suite struct CrawlWriterTests {
  private let folder: TemporaryFolder
  private var crawl: String { folder.path + "/crawl" }

  init() throws { folder = try TemporaryFolder() }

  @Test func whatIsWrittenIsReadBack() throws {
    try SmallSite.crawl(crawl)
    let batch = SmallSite.batch()
    let reader = try CrawlReader(crawl)
    #expect(try reader.storedHosts().map(\.row) == batch.hosts)
    #expect(try reader.storedHosts().compactMap(\.robots) == batch.robots)
    #expect(try reader.settings().map(\.value) == ["host", "A: 1", "B: 2"])
    #expect(try reader.facts()["status"] == "finished")
    #expect(try reader.facts()["finished_at"] == "1700000060000")
    let links = try reader.query(
      "SELECT source, target, kind, rel, count FROM links ORDER BY rowid")
    #expect(links.rows == batch.links.map(Self.columns))
  }

  /// While no new robots.txt is to be had, the old one stays.
  @Test func aRobotsTextIsKept() throws {
    var writer = try CrawlWriter(creating: crawl)
    var row = RobotsRow(host: 1, fetchedAt: 2, status: 200, outcome: "rules", expiresAt: 3)
    row.text = Array("User-agent: *\n".utf8)
    (row.etag, row.url, row.redirects, row.crawlDelayMs) = ("\"1\"", "http://b.test/", 1, 4)
    var later = RobotsRow(host: 1, fetchedAt: 5, status: 0, outcome: "old", expiresAt: 6)
    later.text = nil
    var batch = CrawlBatch()
    batch.hosts = [
      HostRow(
        id: 1, origin: "http://a.test", scheme: "http", name: "a.test", port: 80,
        registrableDomain: nil)
    ]
    batch.robots = [row, later]
    try writer.write(batch)
    try writer.commit()
    var expected = later
    expected.text = row.text
    (expected.etag, expected.url) = (row.etag, row.url)
    (expected.redirects, expected.crawlDelayMs) = (row.redirects, row.crawlDelayMs)
    #expect(try CrawlReader(crawl).storedHosts().compactMap(\.robots) == [expected])
  }

  @Test func aPageRowKeepsEveryColumn() throws {
    var page = PageRow(url: 1, fetchedAt: 2)
    page.status = 3
    page.mediaType = "media"
    page.charset = "charset"
    page.title = "title\u{0}with NUL and é"
    page.language = ""
    page.description = "description"
    page.metaRobots = "robots"
    page.xRobotsTag = "tag"
    page.canonical = 4
    page.redirect = 5
    page.etag = "etag"
    page.lastModified = "modified"
    page.server = "server"
    page.wireBytes = 6
    page.bodyBytes = 1 << 40
    page.dnsMicros = 7
    page.connectMicros = 8
    page.tlsMicros = 9
    page.firstByteMicros = 10
    page.totalMicros = 11
    page.peerAddress = "peer"
    page.httpVersion = "2"
    page.outlinks = 12
    page.parseError = "error"
    page.parseMicros = 13
    (page.noindex, page.nofollow) = (true, true)
    page.sniffedType = "sniffed"
    page.contentLength = 1 << 41
    page.digest = ContentDigest(high: 0x4142_4344_4546_4748, low: 0x6162_6364_6566_6768)
    (page.words, page.simhash, page.duplicateOf) = (14, .max - 1, 15)
    var writer = try CrawlWriter(creating: crawl)
    var batch = CrawlBatch()
    batch.pages = [page, PageRow(url: 2, fetchedAt: 3)]
    try writer.write(batch)
    try writer.commit()
    let result = try CrawlReader(crawl).query("SELECT * FROM pages ORDER BY url")
    #expect(
      result.columns == [
        "url", "fetched_at", "status", "media_type", "charset", "title", "language", "description",
        "meta_robots", "x_robots_tag", "canonical", "redirect", "etag", "last_modified", "server",
        "wire_bytes", "body_bytes", "dns_us", "connect_us", "tls_us", "first_byte_us", "total_us",
        "peer", "http_version", "outlinks", "parse_error", "parse_us",
        "noindex", "nofollow", "sniffed_type", "content_length", "digest", "words", "simhash",
        "duplicate_of",
      ])
    #expect(
      result.rows[0] == [
        "1", "2", "3", "media", "charset", "title\u{0}with NUL and é", "", "description", "robots",
        "tag", "4", "5", "etag", "modified", "server", "6", "1099511627776", "7", "8", "9", "10",
        "11", "peer", "2", "12", "error", "13", "1", "1", "sniffed", "2199023255552",
        "ABCDEFGHabcdefgh", "14", "-2", "15",
      ])
    let bare: [String?] = ["2", "3", "0"] + Array(repeating: nil, count: 12)
    let zeros: [String?] = Array(repeating: "0", count: 7)
    #expect(
      result.rows[1] == bare + zeros + ["", "", "0", nil, "0", "0", "0"]
        + Array(repeating: nil, count: 6))
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func randomBatchesAreReadBack(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var links: [[String?]] = []
    var states: [UInt32: URLState] = [:]
    var writer = try CrawlWriter(creating: crawl)
    for _ in 0..<20 {
      let batch = Self.randomBatch(after: states.count, &random)
      links += batch.links.map(Self.columns)
      for row in batch.urls { states[row.id] = row.state }
      for row in batch.states { states[row.url] = row.state }
      try writer.write(batch)
      if Bool.random(using: &random) { try writer.commit() }
    }
    try writer.finish(status: "finished", at: 0)
    let reader = try CrawlReader(crawl)
    let stored = try reader.query(
      "SELECT source, target, kind, rel, count FROM links ORDER BY rowid")
    #expect(stored.rows == links, "seed \(seed)")
    var seen: [UInt32: URLState] = [:]
    var texts = 0
    try reader.forEachURL { url, text in
      seen[url.id] = url.state
      let expected = Array("http://a.example/\(url.id)".utf8)
      if text.count == expected.count, text.indices.allSatisfy({ text[$0] == expected[$0] }) {
        texts += url.fingerprint == UInt64(url.id) &* 0x9E37_79B9_7F4A_7C15 ? 1 : 0
      }
    }
    #expect(seen == states, "seed \(seed)")
    #expect(texts == states.count, "seed \(seed)")
  }

  @Test func nothingIsSeenBeforeItIsCommitted() throws {
    var writer = try CrawlWriter(creating: crawl)
    let reader = try CrawlReader(crawl)
    try writer.write(SmallSite.batch())
    #expect(try reader.summary().urls == 0)
    try writer.commit()
    #expect(try reader.summary().urls == 16)
    try writer.commit()
    try writer.write(CrawlBatch())
    #expect(try reader.summary().links == 20)
  }

  @Test func anErrorTakesBackTheTransactionAndSpendsTheWriter() throws {
    var writer = try CrawlWriter(creating: crawl)
    try writer.write(Self.batch(of: 1...10))
    try writer.commit()
    try writer.write(Self.batch(of: 11...20))
    #expect { try writer.write(Self.batch(of: 21...30, then: 5)) } throws: { error in
      (error as? StoreError)?.code == .sqlite
    }
    #expect(throws: StoreError.self) { try writer.write(Self.batch(of: 31...40)) }
    #expect(throws: StoreError.self) { try writer.commit() }
    #expect(try CrawlReader(crawl).summary().urls == 10)
  }

  @Test func aDroppedWriterTakesBackWhatWasNotCommitted() throws {
    do {
      var writer = try CrawlWriter(creating: crawl)
      try writer.write(Self.batch(of: 1...10))
      try writer.commit()
      try writer.write(Self.batch(of: 11...20))
    }
    #expect(try folder.names(in: "crawl") == ["crawl.db"])
    #expect(try CrawlReader(crawl).summary().urls == 10)
    #expect(try CrawlReader(crawl).facts()["status"] == "running")
  }

  @Test func finishLeavesOnePlainFile() throws {
    try SmallSite.crawl(crawl)
    #expect(try folder.names(in: "crawl") == ["crawl.db"])
    let header = try #require(FileManager.default.contents(atPath: crawl + "/crawl.db")?.prefix(20))
    #expect(header[18] == 1, "the file is still in log mode")
    #expect(header[19] == 1, "the file is still in log mode")
    let indexes = try CrawlReader(crawl).query(
      "SELECT name FROM sqlite_schema WHERE type = 'index' AND name LIKE '%_by_%'")
    #expect(indexes.rows.count == 7)
  }

  @Test func aStateThatComesBeforeItsRowIsKept() throws {
    var writer = try CrawlWriter(creating: crawl)
    var early = CrawlBatch()
    early.states = [
      StateRow(url: 1, state: .queued, reason: "timeout", tries: 1),
      StateRow(url: 1, state: .fetched, reason: "http 200", tries: 2),
    ]
    early.sitemapStates = [SitemapStateRow(sitemap: 1, state: .failed, reason: "dns")]
    try writer.write(early)
    var late = Self.batch(of: 1...2)
    late.sitemaps = [
      SitemapRow(
        id: 1, host: 1, url: "http://a.example/s", origin: "robots.txt", parent: nil, depth: 0,
        state: .queued, reason: "named")
    ]
    try writer.write(late)
    try writer.commit()
    let reader = try CrawlReader(crawl)
    #expect(try reader.query("SELECT state, tries FROM urls WHERE id = 1").rows == [["2", "2"]])
    #expect(try reader.query("SELECT state FROM sitemaps").rows == [["3"]])
  }

  @Test func finishBesideAReaderSucceeds() throws {
    var writer = try CrawlWriter(creating: crawl)
    try writer.write(SmallSite.batch())
    try writer.commit()
    let reader = try CrawlReader(crawl)
    #expect(try reader.summary().urls == 16)
    try writer.finish(status: "finished", at: 1)
    #expect(try reader.facts()["status"] == "finished")
    #expect(try reader.query("PRAGMA integrity_check").rows == [["ok"]])
  }

  @Test func aCrawlCanGoOn() throws {
    try SmallSite.crawl(crawl)
    var writer = try CrawlWriter(opening: crawl)
    let reader = try CrawlReader(crawl)
    #expect(try reader.facts()["status"] == "running")
    let indexes = try reader.query("SELECT name FROM sqlite_schema WHERE name LIKE '%_by_%'")
    #expect(indexes.rows.isEmpty)
    var batch = Self.batch(of: 17...17)
    batch.states = [
      StateRow(url: 14, state: .fetched, reason: "HTTP 200", tries: 1),
      StateRow(url: 7, state: .queued, reason: "try again", tries: 3, retryAt: 99),
    ]
    try writer.write(batch)
    try writer.finish(status: "interrupted", at: 2, indexed: false)
    #expect(
      try reader.query("SELECT text FROM reasons GROUP BY text HAVING count(*) > 1").rows.isEmpty)
    #expect(
      try reader.query("SELECT reason FROM url WHERE id IN (7, 14)").rows == [
        ["try again"], ["HTTP 200"],
      ])
    var queued: [UInt32: Int64?] = [:]
    try reader.forEachURL(in: .queued) { url, _ in queued[url.id] = url.retryAt }
    #expect(queued == [7: 99, 17: nil])
  }

  @Test func aWriterMayMoveToAThreadOfItsOwn() async throws {
    let handOver = HandOver(try CrawlWriter(creating: crawl))
    await withCheckedContinuation { finished in
      Thread {
        if var writer = handOver.take(), (try? writer.write(SmallSite.batch())) != nil {
          try? writer.finish(status: "finished", at: 0)
        }
        finished.resume()
      }.start()
    }
    #expect(try CrawlReader(crawl).summary().urls == 16)
  }

  @Test func leasedIsNeverWritten() async {
    await #expect(processExitsWith: .failure) { [crawl = crawl as String] in
      var writer = try CrawlWriter(creating: crawl)
      var batch = CrawlBatch()
      batch.states = [StateRow(url: 1, state: .leased, reason: "", tries: 0)]
      try writer.write(batch)
    }
  }

  @Test func aBatchSaysHowLargeItIs() {
    var batch = CrawlBatch()
    #expect(batch.isEmpty)
    #expect(batch.byteCount == 0)
    batch = SmallSite.batch()
    #expect(!batch.isEmpty)
    #expect(batch.byteCount > 1000)
    batch.removeAll(keepingCapacity: true)
    #expect(batch.isEmpty)
    #expect(batch.byteCount == 0)
  }
}

extension CrawlWriterTests {
  /// URLs with these ids, and one more that may be there already.
  static func batch(of ids: ClosedRange<UInt32>, then last: UInt32? = nil) -> CrawlBatch {
    var batch = CrawlBatch()
    for id in Array(ids) + (last.map { [$0] } ?? []) { add(id, .queued, to: &batch) }
    return batch
  }

  private static func add(_ id: UInt32, _ state: URLState, to batch: inout CrawlBatch) {
    let text = Array("http://a.example/\(id)".utf8)
    batch.addURL(
      id: id, host: 1, fingerprint: UInt64(id) &* 0x9E37_79B9_7F4A_7C15, text: text.span, depth: 1,
      via: id == 1 ? nil : 1, kind: .anchor, state: state, reason: state.name)
  }

  private static func randomBatch(
    after known: Int, _ random: inout SeededGenerator
  ) -> CrawlBatch {
    let states: [URLState] = [.queued, .fetched, .failed, .excluded]
    var batch = CrawlBatch()
    let first = UInt32(known) + 1
    let last = first + UInt32.random(in: 0...50, using: &random)
    for id in first...last { add(id, states[Int(id) % 4], to: &batch) }
    for _ in 0..<Int.random(in: 0...300, using: &random) {
      batch.links.append(
        LinkRow(
          source: .random(in: 0...(.max), using: &random),
          target: .random(in: 0...(.max), using: &random),
          kind: LinkKind.allCases[Int.random(in: 0..<LinkKind.allCases.count, using: &random)],
          relation: LinkRelation(rawValue: .random(in: 0...(.max), using: &random)),
          count: .random(in: 0...(.max), using: &random)))
    }
    for _ in 0..<Int.random(in: 0...20, using: &random) {
      let state = states[Int.random(in: 0..<4, using: &random)]
      batch.states.append(
        StateRow(
          url: .random(in: 1...last, using: &random), state: state, reason: "again \(state)",
          tries: 2))
    }
    return batch
  }

  private static func columns(_ link: LinkRow) -> [String?] {
    [
      "\(link.source)", "\(link.target)", "\(link.kind.rawValue)", "\(link.relation.rawValue)",
      "\(link.count)",
    ]
  }
}

/// A writer on its way from the thread that made it to the one that drives it.
private final class HandOver: Sendable {
  private let writer: Mutex<CrawlWriter?>

  init(_ writer: consuming sending CrawlWriter) { self.writer = Mutex(writer) }

  func take() -> sending CrawlWriter? { writer.withLock { $0.take() } }
}
