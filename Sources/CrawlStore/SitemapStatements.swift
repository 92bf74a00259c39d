internal import WebURL

/// The prepared statements for what a batch says about sitemaps.
struct SitemapStatements: ~Copyable {
  private let sitemap: Statement
  private let state: Statement
  private let entry: Statement
  /// As in `BatchStatements`.
  private var early: [UInt32: SitemapStateRow] = [:]

  init(_ database: CrawlDatabase) throws(StoreError) {
    let sitemap = try database.statement(
      """
      INSERT INTO sitemaps (id, host, url, origin, parent, depth, hops, invited, state, reason, tries,
        entries, invalid, relative) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0)
      """)
    let state = try database.statement(
      """
      UPDATE sitemaps SET state = ?1, reason = ?2, tries = ?3, retry_at = ?4,
        fetched_at = coalesce(?5, fetched_at), status = coalesce(?6, status), kind = ?7,
        entries = ?8, invalid = ?9, relative = ?10, error = ?11 WHERE id = ?12
      """)
    let entry = try database.statement("INSERT INTO sitemap_entries VALUES (?, ?, ?, ?, ?, ?)")
    self.sitemap = sitemap
    self.state = state
    self.entry = entry
  }

  /// Runs what the batch asks for, inside the transaction that is open.
  mutating func insert(
    _ batch: borrowing CrawlBatch, _ reasons: inout ReasonTable
  ) throws(StoreError) {
    for row in batch.sitemaps { try insert(row, &reasons) }
    if !early.isEmpty {
      for row in batch.sitemaps {
        if let state = early.removeValue(forKey: row.id) { _ = try update(state, &reasons) }
      }
    }
    for row in batch.sitemapStates where try !update(row, &reasons) { early[row.sitemap] = row }
    for row in batch.sitemapEntries { try insert(row) }
  }

  private func insert(_ row: SitemapRow, _ reasons: inout ReasonTable) throws(StoreError) {
    precondition(row.state != .leased, "`leased` is never written")
    let reason = try reasons.id(of: row.reason)
    sitemap.bind(row.id, at: 1)
    sitemap.bind(row.host, at: 2)
    sitemap.bind(row.url, at: 3)
    sitemap.bind(row.origin, at: 4)
    sitemap.bind(row.parent, at: 5)
    sitemap.bind(row.depth, at: 6)
    sitemap.bind(row.hops, at: 7)
    sitemap.bind(row.isInvited ? 1 : 0, at: 8)
    sitemap.bind(row.state.rawValue, at: 9)
    sitemap.bind(reason, at: 10)
    try sitemap.run("writing a sitemap")
  }

  /// - Returns: whether the sitemap is there.
  private func update(
    _ row: SitemapStateRow, _ reasons: inout ReasonTable
  ) throws(StoreError) -> Bool {
    precondition(row.state != .leased, "`leased` is never written")
    let reason = try reasons.id(of: row.reason)
    state.bind(row.state.rawValue, at: 1)
    state.bind(reason, at: 2)
    state.bind(row.tries, at: 3)
    state.bind(row.retryAt, at: 4)
    state.bind(row.answer?.fetchedAt, at: 5)
    state.bind(row.answer?.status, at: 6)
    state.bind(row.answer?.kind, at: 7)
    state.bind(row.answer?.entries ?? 0, at: 8)
    state.bind(row.answer?.invalid ?? 0, at: 9)
    state.bind(row.answer?.relative ?? 0, at: 10)
    state.bind(row.answer?.error, at: 11)
    state.bind(row.sitemap, at: 12)
    try state.run("writing a sitemap's state")
    return state.changedRows > 0
  }

  private func insert(_ row: SitemapEntryRow) throws(StoreError) {
    entry.bind(row.sitemap, at: 1)
    entry.bind(row.url, at: 2)
    entry.bind(row.lastModified, at: 3)
    entry.bind(thousandths: row.priority, at: 4)
    entry.bind(row.changeFrequency, at: 5)
    entry.bind(row.isAlternate ? 1 : 0, at: 6)
    try entry.run("writing a sitemap's entry")
  }
}
