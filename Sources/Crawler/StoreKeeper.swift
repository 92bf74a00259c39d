import CrawlStore
import EventLoop

/// The one writer of `crawl.db`, on a loop and thread of its own, so that neither fetching nor
/// parsing waits for the disk.
actor StoreKeeper {
  private nonisolated let loop: EventLoop
  private var writer: CrawlWriter?
  private var lastCommit = ContinuousClock.now

  /// How long rows stay uncommitted at most, give or take a batch.
  private static let commitInterval = Duration.milliseconds(250)

  nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.unownedExecutor }

  init(on loop: EventLoop) { self.loop = loop }

  /// Makes the crawl's folder and database.
  func create(
    _ directory: String, facts: [(key: String, value: String)],
    settings: [(name: String, value: String)]
  ) throws(StoreError) {
    writer = try CrawlWriter(creating: directory, facts: facts, settings: settings)
    lastCommit = .now
  }

  /// Writes a batch, and commits when the last commit is long enough ago.
  ///
  /// - Returns: the batch, emptied, for another use.
  func write(_ batch: consuming CrawlBatch) throws(StoreError) -> CrawlBatch {
    var batch = batch
    try writer?.write(batch)
    if lastCommit.duration(to: .now) >= Self.commitInterval { try commit() }
    batch.removeAll(keepingCapacity: true)
    return batch
  }

  /// Makes all that was written durable.
  func commit() throws(StoreError) {
    try writer?.commit()
    lastCommit = .now
  }

  /// Commits, records how the crawl ended, and closes the database.
  ///
  /// - Parameter indexed: whether to add what queries want, which takes a second for a million links.
  /// - Returns: how pages and sitemaps agree; nil when no sitemap listed anything.
  @discardableResult
  func finish(status: String, indexed: Bool) throws(StoreError) -> SitemapFindings? {
    guard let writer = writer.take() else { return nil }
    let findings = try writer.sitemapSummary().map(SitemapFindings.init)
    try writer.finish(status: status, at: WallClock.milliseconds, indexed: indexed)
    return findings
  }
}

extension SitemapFindings {
  fileprivate init(_ summary: SitemapSummary) {
    self.init()
    sitemaps = summary.sitemaps
    listed = summary.listed
    orphans = summary.orphans
    missing = summary.missing
  }
}
