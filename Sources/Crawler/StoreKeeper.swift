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

  /// Opens the database of a crawl that goes on.
  ///
  /// - Parameter settings: those that changed.
  func open(_ stored: StoredCrawl, as plan: CrawlPlan) throws(StoreError) {
    writer = try CrawlWriter(
      opening: stored.directory, facts: stored.facts(of: plan), settings: stored.changes(to: plan),
      run: stored.runs + 1)
    lastCommit = .now
  }

  /// Records that known URLs are judged by the settings as they are: with the rows that say how.
  func noteJudged(_ rows: consuming CrawlBatch) throws(StoreError) {
    try writer?.write(rows)
    try writer?.commit()
    try writer?.write(facts: [(FactKey.judging, "done")])
    lastCommit = .now
  }

  /// Replaces the cookies that the crawl has; committed with what comes next.
  func write(cookies: [String]) throws(StoreError) { try writer?.write(cookies: cookies) }

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

  /// Makes durable what was written long enough ago: nothing more may come for a while.
  func commitIfDue() throws(StoreError) {
    if lastCommit.duration(to: .now) >= Self.commitInterval { try commit() }
  }

  /// Makes all that was written durable.
  func commit() throws(StoreError) {
    try writer?.commit()
    lastCommit = .now
  }

  /// Rows of `links`, of all runs.
  func linkCount() throws(StoreError) -> Int64 { try writer?.linkCount ?? 0 }

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
