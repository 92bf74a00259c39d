import CrawlStore
import Digests
import TestSupport
import Testing
import WebURL

/// Whether two crawls found the same.
@Suite struct FindingsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Writes a crawl with these URLs, of which those without a status failed.
  private func crawl(_ name: String, _ found: [(url: String, status: Int?)]) throws -> CrawlReader {
    var writer = try CrawlWriter(creating: folder.path + "/" + name, facts: [], settings: [])
    var batch = CrawlBatch()
    batch.hosts = [
      HostRow(
        id: 1, origin: "http://a.example", scheme: "http", name: "a.example", port: 80,
        registrableDomain: "a.example")
    ]
    let known = found + [("http://a.example/waits", nil)]
    for (index, line) in known.enumerated() {
      let id = UInt32(index + 1)
      batch.addURL(
        id: id, host: 1, fingerprint: UInt64(index), text: Array(line.url.utf8).span, depth: 0,
        via: nil, kind: .seed, state: .queued, reason: "seed")
      guard index < found.count else { continue }
      batch.states.append(
        StateRow(
          url: id, state: line.status == nil ? .failed : .fetched, reason: "end", tries: 1))
      guard let status = line.status else { continue }
      var page = PageRow(url: id, fetchedAt: 0)
      (page.status, page.totalMicros) = (status, Int32(1_000 + index))
      batch.pages.append(page)
    }
    try writer.write(batch)
    try writer.commit()
    try writer.finish(status: "finished", at: 0)
    return try CrawlReader(folder.path + "/" + name)
  }

  private static let found: [(url: String, status: Int?)] = [
    ("http://a.example/", 200), ("http://a.example/1", 404), ("http://a.example/2", nil),
    ("http://a.example/3", 301), ("http://a.example/4", 200),
  ]

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func orderDoesNotMatter(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let one = try crawl("one", Self.found)
    let two = try crawl("two", Self.found.shuffled(using: &random))
    #expect(try one.findings() == two.findings())
    #expect(try one.findings().count == Self.found.count)
    #expect(try one.findings().description.wholeMatch(of: /[0-9a-f]{32}/) != nil)
    #expect(try one.differences(from: two, limit: 9) == FindingDifferences())
  }

  @Test func differencesAreNamed() throws {
    let one = try crawl("one", Self.found)
    var other = Self.found
    other[1].status = 200
    other[2].status = 503
    other[4].url = "http://a.example/5"
    let two = try crawl("two", other)
    #expect(try one.findings() != two.findings())
    let all = FindingDifferences(
      onlyFirst: [
        "http://a.example/1 404", "http://a.example/2 failed", "http://a.example/4 200",
      ],
      onlySecond: ["http://a.example/1 200", "http://a.example/2 503", "http://a.example/5 200"])
    #expect(try one.differences(from: two, limit: 3) == all)
    let few = try one.differences(from: two, limit: 1)
    #expect(few.onlyFirst == [all.onlyFirst[0]] && few.onlySecond == [all.onlySecond[0]])
  }

  @Test func oneLineMoreIsADifference() throws {
    let one = try crawl("one", Self.found)
    let two = try crawl("two", Array(Self.found.dropLast()))
    #expect(try one.findings() != two.findings())
    let differences = try two.differences(from: one, limit: 5)
    #expect(differences == FindingDifferences(onlySecond: ["http://a.example/4 200"]))
  }

  @Test func sumsCarry() {
    // Not 0: a crawl of nothing has another sum than one of something.
    #expect(Findings().description == String(repeating: "0", count: 32))
    var sum = Findings()
    sum.add(.init(high: .max, low: .max))
    sum.add(.init(high: 2, low: 3))
    #expect(sum.description == "0000000000000002" + "0000000000000002")
  }

  @Test func timesAndPagesAreRead() throws {
    let crawl = try crawl("one", Self.found)
    #expect(try crawl.latencies().sorted() == [1_000, 1_001, 1_003, 1_004])
    #expect(
      try crawl.fetchedURLs()
        == ["", "1", "3", "4"].map { "http://a.example/" + $0 })
  }
}
