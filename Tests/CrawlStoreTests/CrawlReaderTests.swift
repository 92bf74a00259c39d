import CrawlStore
import Digests
import Testing
import WebURL

@Suite struct CrawlReaderTests {
  private let folder: TemporaryFolder
  private var crawl: String { folder.path + "/crawl" }

  init() throws {
    folder = try TemporaryFolder()
    try SmallSite.crawl(folder.path + "/crawl")
  }

  @Test func theSummaryAddsUp() throws {
    var expected = StoredSummary()
    expected.urls = 16
    expected.queued = 1
    expected.fetched = 10
    expected.failed = 1
    expected.excluded = 4
    expected.hosts = 3
    expected.pages = 10
    expected.pagesByClass = [0, 0, 7, 2, 1, 0]
    expected.parseErrors = 1
    expected.wireBytes = 457_100
    expected.bodyBytes = 914_200
    expected.links = 20
    expected.outlinks = 17
    expected.maximumDepth = 3
    #expect(try CrawlReader(crawl).summary() == expected)
  }

  @Test func anEmptyCrawlHasASummaryOfZeros() throws {
    let empty = folder.path + "/empty"
    try CrawlWriter(creating: empty).finish(status: "finished", at: 0)
    #expect(try CrawlReader(empty).summary() == StoredSummary())
    #expect(try CrawlReader(empty).reasonCounts().isEmpty)
  }

  @Test func reasonsAreCounted() throws {
    let counts = try CrawlReader(crawl).reasonCounts()
    #expect(counts.first == ReasonCount(state: .fetched, reason: "HTTP 200", count: 7))
    #expect(counts.contains(ReasonCount(state: .failed, reason: "timeout", count: 1)))
    #expect(counts.reduce(0) { $0 + $1.count } == 16)
  }

  @Test func urlsComeInOrderAndByState() throws {
    let reader = try CrawlReader(crawl)
    var ids: [UInt32] = []
    try reader.forEachURL { url, _ in ids.append(url.id) }
    #expect(ids == Array(1...16))
    var excluded: [StoredURL] = []
    try reader.forEachURL(in: .excluded) { url, _ in excluded.append(url) }
    #expect(excluded.map(\.id) == [8, 9, 10, 16])
    #expect(
      excluded.last
        == StoredURL(
          id: 16, host: 3, fingerprint: .max - 15, depth: 1, via: 1, kind: .image,
          state: .excluded, tries: 0, retryAt: nil, hops: 0, reason: excluded.last?.reason ?? 0))
    #expect(try reader.reasons()[excluded.last?.reason ?? 0] != nil)
  }

  @Test func contentsComeBack() throws {
    var contents: [StoredContent] = []
    try CrawlReader(crawl).forEachContent { contents.append($0) }
    #expect(contents.map(\.url) == [2, 6, 11, 12, 13])
    let about = ContentDigest(high: 1 << 63, low: 2)
    #expect(
      contents[2]
        == StoredContent(url: 11, digest: about, simhash: .max, words: 300, isDuplicate: true))
    #expect(contents[0].digest == about && !contents[0].isDuplicate)
    #expect(contents[4].simhash == nil && contents[4].words == 0)
  }

  @Test func aQueryCannotWrite() throws {
    let reader = try CrawlReader(crawl)
    #expect { _ = try reader.query("DELETE FROM urls") } throws: { error in
      (error as? StoreError)?.code == .permission
    }
    #expect(try reader.summary().urls == 16)
  }

  @Test func aQueryThatIsNoSQLIsRefusedInSQLitesWords() throws {
    let reader = try CrawlReader(crawl)
    #expect { _ = try reader.query("SELEC 1") } throws: { error in
      let error = error as? StoreError
      return error?.code == .sqlite && error?.cause?.message.contains("syntax error") == true
    }
    #expect(throws: StoreError.self) { _ = try reader.query(" -- nothing") }
  }
}
