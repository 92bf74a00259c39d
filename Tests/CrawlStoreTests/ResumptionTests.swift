import CrawlStore
import Testing
import WebURL

/// What a crawl keeps for the next run of it.
@Suite struct ResumptionTests {
  private let folder: TemporaryFolder
  private var crawl: String { folder.path + "/crawl" }

  init() throws { folder = try TemporaryFolder() }

  private func state(of host: UInt32, failures: Int) -> HostStateRow {
    var row = HostStateRow(host: host, contactedAt: 1_000, restsUntil: 2_000)
    row.failures = failures
    row.responseMicros = 250_000
    row.robotsFailures = 3
    row.robotsFailingSince = 500
    row.isRobotsGivenUp = true
    return row
  }

  @Test func hostsAreRememberedByTheirLastState() throws {
    var writer = try CrawlWriter(creating: crawl)
    var batch = SmallSite.batch()
    batch.hostStates = [
      state(of: 1, failures: 1), HostStateRow(host: 2, contactedAt: 5, restsUntil: 6),
    ]
    try writer.write(batch)
    batch.removeAll(keepingCapacity: false)
    batch.hostStates = [state(of: 1, failures: 2)]
    try writer.write(batch)
    try writer.finish(status: "interrupted", at: 0)
    #expect(
      try CrawlReader(crawl).storedHosts().compactMap(\.state)
        == [state(of: 1, failures: 2), HostStateRow(host: 2, contactedAt: 5, restsUntil: 6)])
  }

  /// A 404 and a timeout; what failed without having been tried says nothing of the host.
  @Test func whatWasSpentOnHostsIsKnown() throws {
    var writer = try CrawlWriter(creating: crawl)
    var batch = SmallSite.batch()
    batch.states += [
      StateRow(url: 14, state: .failed, reason: "host given up: connect", tries: 0),
      StateRow(url: 10, state: .failed, reason: "robots.txt: http 503", tries: 0),
    ]
    try writer.write(batch)
    try writer.finish(status: "interrupted", at: 0)
    #expect(
      try CrawlReader(crawl).hostUsage() == [1: HostUsage(wireBytes: 457_100, errors: 2)])
  }

  @Test func anAdmittedURLIsReachedByItsNewLink() throws {
    try SmallSite.crawl(crawl)
    var writer = try CrawlWriter(opening: crawl)
    var batch = CrawlBatch()
    batch.admissions = [
      AdmissionRow(url: 16, depth: 7, hops: 2, via: 3, kind: .anchor, reason: "discovered")
    ]
    try writer.write(batch)
    try writer.finish(status: "finished", at: 0)
    var found: StoredURL?
    try CrawlReader(crawl).forEachURL { url, _ in if url.id == 16 { found = url } }
    let url = try #require(found)
    #expect(url.state == .queued && url.depth == 7 && url.hops == 2)
    #expect(url.via == 3 && url.kind == .anchor)
  }

  @Test func settingsHoldAsTheyWereSetLast() throws {
    let first = [("scope", "host"), ("header", "A: 1"), ("header", "B: 2"), ("depth", "3")]
    try CrawlWriter(creating: crawl, settings: first).finish(status: "finished", at: 0)
    let second = [("header", "C: 3"), ("depth", "4")]
    try CrawlWriter(opening: crawl, facts: [("runs", "2")], settings: second, run: 2)
      .finish(status: "finished", at: 0)
    try CrawlWriter(opening: crawl, settings: [("depth", "5")], run: 3)
      .finish(status: "finished", at: 0)
    let reader = try CrawlReader(crawl)
    #expect(
      try reader.settings().map { "\($0.name)=\($0.value)" } == [
        "scope=host", "header=C: 3", "depth=5",
      ])
    #expect(try reader.query("SELECT count(*) FROM settings").rows == [["7"]])
    #expect(try reader.facts()["runs"] == "2")
  }

  @Test func cookiesAreReplaced() throws {
    var writer = try CrawlWriter(creating: crawl)
    try writer.write(cookies: ["a", "b"])
    try writer.commit()
    try writer.write(cookies: ["c"])
    try writer.finish(status: "finished", at: 0)
    #expect(try CrawlReader(crawl).cookies() == ["c"])
  }
}
