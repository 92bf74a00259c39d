/// A crawl in tables, as it stood at one commit.
package struct StoredStats: Sendable, Equatable {
  /// The table `crawl`: what the crawl says of itself.
  package var facts: [String: String]
  package var settings: [[String]]
  /// Discovered, fetched, queued, failed, excluded: one row.
  package var urls: StoredTable
  /// Whatever must be 0 in a sound crawl.
  package var checks: StoredTable
  /// Everything else, in the order in which it is shown.
  package var tables: [StoredTable]
  /// When the last answer came, Unix time in milliseconds; nil where none did.
  package var lastAnswerAt: Int64?

  /// Whether the sums add up.
  package var isSound: Bool { checks.rows.allSatisfy { $0.last == .integer(0) } }
}

extension CrawlReader {
  /// The crawl in numbers, all of them from one commit. O(rows) time, O(1) memory but for hosts,
  /// reasons and the sorting of times, for which SQLite uses files.
  ///
  /// - Parameter top: rows of tables that grow with the web: hosts, media types.
  package func stats(top: Int) throws(StoreError) -> StoredStats {
    try database.inSnapshot { () throws(StoreError) in
      let urls = try database.table("urls", StatsQuery.urls)
      var tables: [StoredTable] = []
      for query in StatsQuery.all {
        tables.append(
          query.isLimited
            ? try database.table(query.name, labels: query.labels, query.sql, Int64(top))
            : try database.table(query.name, labels: query.labels, query.sql))
      }
      tables.append(try times())
      if let summary = try SitemapSummary(database) { tables.append(summary.table) }
      return StoredStats(
        facts: try facts(), settings: try settings().map { [$0.name, $0.value] }, urls: urls,
        checks: try database.table("checks", labels: 1, StatsQuery.checks), tables: tables,
        lastAnswerAt: try database.table("", "SELECT max(fetched_at) AS at FROM pages")[0, "at"]
          .integer)
    }
  }

  /// Percentiles of the time to the first byte and to the last.
  private func times() throws(StoreError) -> StoredTable {
    let pages = try database.integer("SELECT count(*) FROM pages")
    var table = StoredTable(
      "times", columns: ["time"] + Percentiles.ranks.map(\.name), labels: 1)
    guard pages > 0 else { return table }
    for (name, column) in [("first byte", "first_byte_us"), ("total", "total_us")] {
      let statement = try database.statement("SELECT \(column) FROM pages ORDER BY 1")
      var percentiles = Percentiles(of: pages)
      while try statement.step("sorting times") { percentiles.next(statement.integer(0)) }
      table.rows.append([.text(name)] + percentiles.found.map { .real(Double($0) / 1_000) })
    }
    return table
  }
}

/// Percentiles of a sequence that comes sorted, by the nearest rank: values that did occur.
private struct Percentiles {
  static let ranks: [(name: String, perMille: Int64)] = [
    ("p50_ms", 500), ("p90_ms", 900), ("p95_ms", 950), ("p99_ms", 990), ("max_ms", 1000),
  ]

  private let count: Int64
  private var position: Int64 = 0
  private(set) var found: [Int64] = []

  init(of count: Int64) { self.count = count }

  mutating func next(_ value: Int64) {
    position += 1
    while found.count < Self.ranks.count,
      position * 1000 >= Self.ranks[found.count].perMille * count
    {
      found.append(value)
    }
  }
}

extension SitemapSummary {
  fileprivate var table: StoredTable {
    StoredTable(
      "sitemap_pages", columns: ["sitemaps", "listed", "orphans", "missing"], labels: 0,
      rows: [[sitemaps, listed, orphans, missing].map { .integer(Int64($0)) }])
  }
}

/// The questions behind `stats`.
private enum StatsQuery {
  struct Question {
    let name: String
    let labels: Int
    /// Whether its one parameter is the most rows.
    var isLimited = false
    let sql: String
  }

  static let urls = """
    SELECT count(*) AS discovered, \(counts), (SELECT count(*) FROM hosts) AS hosts FROM urls
    """

  private static let counts = """
    count(*) FILTER (WHERE state = 2) AS fetched, count(*) FILTER (WHERE state = 0) AS queued,
    count(*) FILTER (WHERE state = 3) AS failed, count(*) FILTER (WHERE state = 4) AS excluded
    """

  static let checks = """
    SELECT 'URLs in none of the four states' AS rule,
      (SELECT count(*) FROM urls WHERE state NOT IN (0, 2, 3, 4)) AS offences
    UNION ALL SELECT 'URLs without a reason',
      (SELECT count(*) FROM urls WHERE reason NOT IN (SELECT id FROM reasons))
    UNION ALL SELECT 'ids from 1 on without a URL',
      (SELECT coalesce(max(id), 0) - count(*) FROM urls)
    UNION ALL SELECT 'fetched URLs without an answer', (SELECT count(*) FROM urls u
      WHERE u.state = 2 AND NOT EXISTS (SELECT 1 FROM pages p WHERE p.url = u.id))
    UNION ALL SELECT 'answers without a URL', (SELECT count(*) FROM pages p
      WHERE NOT EXISTS (SELECT 1 FROM urls u WHERE u.id = p.url))
    """

  static let all = [
    Question(
      name: "states", labels: 2,
      sql: """
        SELECT s.name AS state, r.text AS reason, g.urls
        FROM (SELECT state, reason, count(*) AS urls FROM urls GROUP BY state, reason) g
          LEFT JOIN url_states s ON s.id = g.state LEFT JOIN reasons r ON r.id = g.reason
        ORDER BY g.state = 4, g.state = 3, g.state = 0, g.urls DESC, reason
        """),
    Question(
      name: "statuses", labels: 2,
      sql: """
        SELECT (status / 100) || 'xx' AS class, status, count(*) AS pages,
          sum(wire_bytes) AS wire_bytes, sum(body_bytes) AS body_bytes
        FROM pages GROUP BY status ORDER BY status
        """),
    Question(
      name: "errors", labels: 2,
      sql: """
        SELECT 'failed' AS what, r.text AS error, count(*) AS urls
        FROM urls u LEFT JOIN reasons r ON r.id = u.reason WHERE u.state = 3 GROUP BY u.reason
        UNION ALL SELECT 'tried, queued again', r.text, count(*)
        FROM urls u LEFT JOIN reasons r ON r.id = u.reason
        WHERE u.state = 0 AND u.tries > 0 GROUP BY u.reason
        UNION ALL SELECT 'not parsed', parse_error, count(*)
        FROM pages WHERE parse_error IS NOT NULL GROUP BY parse_error
        ORDER BY what, urls DESC, error
        """),
    Question(
      name: "hosts", labels: 1, isLimited: true,
      sql: """
        SELECT h.origin, g.urls, g.pages, g.queued, g.failed, g.excluded, g.errors, g.wire_bytes,
          g.first_byte_ms, r.outcome AS robots, r.crawl_delay_ms
        FROM (SELECT host, count(*) AS urls, count(p.url) AS pages, \(counts),
            count(*) FILTER (WHERE p.status >= 400) AS errors,
            coalesce(sum(p.wire_bytes), 0) AS wire_bytes,
            round(avg(p.first_byte_us) / 1000, 1) AS first_byte_ms
          FROM urls u LEFT JOIN pages p ON p.url = u.id GROUP BY host
          ORDER BY pages DESC, urls DESC, host LIMIT ?) g
          LEFT JOIN hosts h ON h.id = g.host LEFT JOIN robots r ON r.host = g.host
        ORDER BY g.pages DESC, g.urls DESC, g.host
        """),
    Question(
      name: "robots", labels: 1,
      sql: """
        SELECT outcome, count(*) AS hosts FROM robots GROUP BY outcome
        ORDER BY hosts DESC, outcome
        """),
    Question(
      name: "depths", labels: 1,
      sql: "SELECT depth, count(*) AS urls, \(counts) FROM urls GROUP BY depth ORDER BY depth"),
    Question(
      name: "media_types", labels: 1, isLimited: true,
      sql: """
        SELECT coalesce(media_type, '(none)') AS media_type, count(*) AS pages,
          sum(body_bytes) AS body_bytes
        FROM pages GROUP BY media_type ORDER BY pages DESC, 1 LIMIT ?
        """),
    Question(
      name: "duplicates", labels: 1,
      sql: """
        SELECT \(DuplicateColumns.kind) AS duplicate, count(*) AS pages,
          count(DISTINCT p.duplicate_of) AS originals, sum(p.wire_bytes) AS wire_bytes
        FROM pages p LEFT JOIN pages o ON o.url = p.duplicate_of
        WHERE p.duplicate_of IS NOT NULL GROUP BY 1 ORDER BY 1
        """),
    Question(
      name: "links", labels: 1,
      sql: """
        SELECT k.name AS kind, g.links, g.occurrences
        FROM (SELECT kind, count(*) AS links, sum(count) AS occurrences FROM links GROUP BY kind) g
          LEFT JOIN link_kinds k ON k.id = g.kind
        ORDER BY g.links DESC, kind
        """),
    Question(
      name: "sitemaps", labels: 2,
      sql: """
        SELECT s.name AS state, r.text AS reason, count(*) AS sitemaps, sum(entries) AS entries,
          sum(invalid) AS invalid
        FROM sitemaps m LEFT JOIN url_states s ON s.id = m.state
          LEFT JOIN reasons r ON r.id = m.reason
        GROUP BY m.state, m.reason ORDER BY sitemaps DESC, reason
        """),
  ]
}
