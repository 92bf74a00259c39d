import CrawlStore
import Testing
import WebURL

@Suite struct StatsQueryTests {
  private let folder: TemporaryFolder
  private var crawl: String { folder.path + "/crawl" }

  init() throws {
    folder = try TemporaryFolder()
    try SmallSite.crawl(folder.path + "/crawl")
  }

  private func table(_ name: String, top: Int = 10) throws -> [[StoredValue]] {
    let stats = try CrawlReader(crawl).stats(top: top)
    return try #require(stats.tables.first { $0.name == name }).rows
  }

  @Test func discoveredIsTheSumOfTheStates() throws {
    let stats = try CrawlReader(crawl).stats(top: 10)
    #expect(
      stats.urls.columns == ["discovered", "fetched", "queued", "failed", "excluded", "hosts"])
    #expect(stats.urls.rows == [[16, 10, 1, 1, 4, 3].map { .integer($0) }])
    #expect(stats.isSound)
    let states = try #require(stats.tables.first { $0.name == "states" })
    #expect(states.rows.reduce(0) { $0 + ($1[2].integer ?? 0) } == 16)
    #expect(states.rows.first == [.text("fetched"), .text("HTTP 200"), .integer(7)])
    #expect(stats.lastAnswerAt == 1_700_000_015_000)
  }

  @Test func answersAreCountedByStatus() throws {
    #expect(
      try table("statuses").map { Array($0.prefix(3)) } == [
        [.text("2xx"), .integer(200), .integer(7)], [.text("3xx"), .integer(301), .integer(1)],
        [.text("3xx"), .integer(302), .integer(1)], [.text("4xx"), .integer(404), .integer(1)],
      ])
  }

  @Test func errorsHaveAKind() throws {
    #expect(
      try table("errors") == [
        [.text("failed"), .text("timeout"), .integer(1)],
        [.text("not parsed"), .text("time limit"), .integer(1)],
      ])
  }

  @Test func hostsComeByPages() throws {
    let hosts = try table("hosts")
    #expect(
      hosts.map(\.[0])
        == ["http://a.example", "https://www.b.example", "http://127.0.0.1:8080"].map { .text($0) })
    #expect(Array(hosts[0][1...6]) == [13, 10, 1, 1, 1, 1].map { .integer($0) })
    #expect(Array(hosts[0][9...]) == [.text("rules"), .integer(500)])
    #expect(try table("hosts", top: 1).count == 1)
  }

  @Test func duplicatesAreCounted() throws {
    #expect(
      try table("duplicates") == [
        [.text("exact"), .integer(1), .integer(1), .integer(1500)],
        [.text("near"), .integer(1), .integer(1), .integer(350)],
      ])
  }

  @Test func depthsAddUp() throws {
    let depths = try table("depths")
    #expect(depths.map(\.[0]) == [0, 1, 2, 3].map { .integer($0) })
    #expect(depths.reduce(0) { $0 + ($1[1].integer ?? 0) } == 16)
  }

  /// By the nearest rank: of ten, the fifth, the ninth, and the last.
  @Test func timesArePercentiles() throws {
    #expect(
      try table("times") == [
        [.text("first byte")] + [4.5, 15, 400, 400, 400].map { .real($0) },
        [.text("total")] + [9, 30, 800, 800, 800].map { .real($0) },
      ])
  }

  @Test func linksAndSitemapsAreCounted() throws {
    let links = try table("links")
    #expect(links.first == [.text("a"), .integer(16), .integer(19)])
    #expect(links.reduce(0) { $0 + ($1[1].integer ?? 0) } == 20)
    #expect(try table("sitemap_pages") == [[2, 5, 1, 4].map { .integer($0) }])
    #expect(
      try table("sitemaps").first
        == [.text("fetched"), .text("HTTP 200"), .integer(2), .integer(8), .integer(1)])
  }

  @Test func anEmptyCrawlHasNothingToCount() throws {
    let empty = folder.path + "/empty"
    try CrawlWriter(creating: empty).finish(status: "finished", at: 0)
    let stats = try CrawlReader(empty).stats(top: 10)
    #expect(stats.isSound)
    #expect(stats.urls.rows == [[0, 0, 0, 0, 0, 0].map { .integer($0) }])
    #expect(stats.tables.allSatisfy { $0.rows.isEmpty })
  }

  /// A URL that is fetched without an answer: what no crawl writes.
  @Test func whatDoesNotAddUpIsSeen() throws {
    let broken = folder.path + "/broken"
    var writer = try CrawlWriter(creating: broken)
    var batch = SmallSite.batch()
    batch.states.append(StateRow(url: 14, state: .fetched, reason: "HTTP 200", tries: 1))
    try writer.write(batch)
    try writer.commit()
    try writer.finish(status: "finished", at: 0)
    let stats = try CrawlReader(broken).stats(top: 10)
    #expect(!stats.isSound)
    let offences = stats.checks.rows.filter { $0[1] != .integer(0) }
    #expect(offences == [[.text("fetched URLs without an answer"), .integer(1)]])
  }

  @Test func aCrawlIsWrittenAsLongAsItsWriterLives() throws {
    let running = folder.path + "/running"
    let writer = try CrawlWriter(creating: running)
    #expect(CrawlLife.of(running) == .written(byProcess: ProcessNumber.own))
    try writer.finish(status: "finished", at: 0)
    #expect(CrawlLife.of(running) == .left)
  }
}
