/// All that a crawl knows about one URL, as it stood at one commit.
package struct URLStory: Sendable, Equatable {
  /// One row: the URL's own.
  package var url: StoredTable
  /// One row if its server answered, else none: the last answer.
  package var page: StoredTable
  /// The first tries that brought no answer that counts.
  package var failedTries: StoredTable
  /// One row if its host's robots.txt was asked for, else none: what became of that.
  package var robots: StoredTable
  /// How the crawl came to it: from a seed, or from what a sitemap listed, to the URL itself.
  package var way: StoredTable
  /// One row: how many pages link to it, and how often.
  package var linkCounts: StoredTable
  /// The first pages that link to it.
  package var links: StoredTable
  /// The first URLs that redirect to it.
  package var redirectsFrom: StoredTable
  /// The first pages that call it canonical.
  package var canonicalFor: StoredTable
  /// The first pages that repeat its content.
  package var duplicates: StoredTable
  /// The first entries of sitemaps that name it.
  package var sitemaps: StoredTable
}

/// What is known of the surroundings of a URL that no page named.
package struct URLSurroundings: Sendable {
  /// Whether the crawl met the URL's origin.
  package var isHostKnown = false
  /// What the robots.txt of the origin said.
  package var robots: RobotsRow?
  /// One row if the URL is a sitemap's, else none.
  package var sitemap: StoredTable
}

extension CrawlReader {
  /// What the crawl knows about the URL with this canonical text; nil where it never saw it.
  ///
  /// O(log URLs + log links) with the indexes that a large crawl gets at its end, else a walk through
  /// the tables.
  ///
  /// - Parameter most: rows of each list.
  package func story(of url: String, most: Int) throws(StoreError) -> URLStory? {
    try database.inSnapshot { () throws(StoreError) in
      guard let id = try id(of: url) else { return nil }
      func table(
        _ name: String, _ sql: String, isList: Bool = false
      ) throws(StoreError) -> StoredTable {
        isList
          ? try database.table(name, labels: 1, sql, id, Int64(most))
          : try database.table(name, labels: 1, sql, id)
      }
      return URLStory(
        url: try table("url", StoryQuery.url), page: try table("page", StoryQuery.page),
        failedTries: try table("failed_tries", StoryQuery.failedTries, isList: true),
        robots: try table("robots", StoryQuery.robots), way: try table("way", StoryQuery.way),
        linkCounts: try table("links", StoryQuery.linkCounts),
        links: try table("linked_by", StoryQuery.links, isList: true),
        redirectsFrom: try table("redirected_from", StoryQuery.redirects, isList: true),
        canonicalFor: try table("canonical_for", StoryQuery.canonicals, isList: true),
        duplicates: try table("duplicated_by", StoryQuery.duplicates, isList: true),
        sitemaps: try table("sitemaps", StoryQuery.entries, isList: true))
    }
  }

  /// What is known of an origin and, if it is that of a sitemap, of a URL itself.
  package func surroundings(
    of url: String, origin: String
  ) throws(StoreError) -> URLSurroundings {
    let host = try database.statement("SELECT id FROM hosts WHERE origin = ?")
    host.bind(origin, at: 1)
    var id: Int64?
    while try host.step("looking for the host") { id = host.integer(0) }
    let sitemap = try database.statement(StoryQuery.sitemap)
    sitemap.bind(url, at: 1)
    var table = StoredTable("sitemap", columns: [], labels: 1)
    for column in 0..<sitemap.columnCount { table.columns.append(sitemap.name(ofColumn: column)) }
    while try sitemap.step("looking for a sitemap") { table.rows.append(sitemap.values) }
    var surroundings = URLSurroundings(isHostKnown: id != nil, sitemap: table)
    if let id { surroundings.robots = try robots(ofHost: id) }
    return surroundings
  }

  private func id(of url: String) throws(StoreError) -> Int64? {
    let statement = try database.statement("SELECT id FROM urls WHERE url = ?")
    statement.bind(url, at: 1)
    var id: Int64?
    while try statement.step("looking for the URL") { id = statement.integer(0) }
    return id
  }

  private func robots(ofHost id: Int64) throws(StoreError) -> RobotsRow? {
    let row = try database.statement(
      "SELECT fetched_at, status, outcome, expires_at, text FROM robots WHERE host = ?")
    row.bind(id, at: 1)
    var robots: RobotsRow?
    while try row.step("reading a robots.txt") {
      var found = RobotsRow(
        host: UInt32(truncatingIfNeeded: id), fetchedAt: row.integer(0),
        status: Int(row.integer(1)), outcome: row.text(2) ?? "", expiresAt: row.integer(3))
      found.text = row.bytes(4)
      robots = found
    }
    return robots
  }
}

/// The questions behind `why`; `?1` is the URL's id, `?2` the most rows.
private enum StoryQuery {
  private static func time(_ column: String) -> String {
    "strftime('%Y-%m-%dT%H:%M:%SZ', \(column) / 1000, 'unixepoch')"
  }

  static let url = """
    SELECT u.id, u.url, h.origin, s.name AS state, r.text AS reason, u.depth, k.name AS kind,
      v.url AS via, u.tries, \(time("u.retry_at")) AS retry_at
    FROM urls u LEFT JOIN hosts h ON h.id = u.host LEFT JOIN url_states s ON s.id = u.state
      LEFT JOIN reasons r ON r.id = u.reason LEFT JOIN link_kinds k ON k.id = u.kind
      LEFT JOIN urls v ON v.id = u.via
    WHERE u.id = ?
    """

  static let page = """
    SELECT p.status, \(time("p.fetched_at")) AS fetched_at, p.media_type, p.sniffed_type, p.charset,
      p.title, p.wire_bytes, p.body_bytes, p.dns_us / 1000.0 AS dns_ms,
      p.connect_us / 1000.0 AS connect_ms, p.tls_us / 1000.0 AS tls_ms,
      p.first_byte_us / 1000.0 AS first_byte_ms, p.total_us / 1000.0 AS total_ms, p.peer,
      p.http_version, p.outlinks, p.parse_error, p.noindex, p.nofollow, t.url AS redirect,
      ts.name AS redirect_state, tp.status AS redirect_status, c.url AS canonical, p.words,
      \(DuplicateColumns.kind) AS duplicate, d.url AS duplicate_of
    FROM pages p LEFT JOIN urls t ON t.id = p.redirect LEFT JOIN url_states ts ON ts.id = t.state
      LEFT JOIN pages tp ON tp.url = t.id LEFT JOIN urls c ON c.id = p.canonical
      LEFT JOIN urls d ON d.id = p.duplicate_of LEFT JOIN pages o ON o.url = p.duplicate_of
    WHERE p.url = ?
    """

  static let failedTries = """
    SELECT f.try, \(time("f.at")) AS at, r.text AS reason
    FROM failed_tries f LEFT JOIN reasons r ON r.id = f.reason WHERE f.url = ?1
    ORDER BY f.at, f.rowid LIMIT ?2
    """

  static let robots = """
    SELECT outcome, status, \(time("fetched_at")) AS fetched_at, \(time("expires_at")) AS expires_at,
      crawl_delay_ms, url
    FROM robots WHERE host = (SELECT host FROM urls WHERE id = ?)
    """

  /// `via` always has a smaller id, so that the way ends, in a damaged file too.
  static let way = """
    WITH RECURSIVE way(step, id, via, kind, depth, url) AS (
      SELECT 0, id, via, kind, depth, url FROM urls WHERE id = ?
      UNION ALL
      SELECT w.step + 1, u.id, u.via, u.kind, u.depth, u.url
      FROM way w JOIN urls u ON u.id = w.via WHERE u.id < w.id)
    SELECT k.name AS kind, w.depth, w.url FROM way w LEFT JOIN link_kinds k ON k.id = w.kind
    ORDER BY w.step DESC
    """

  static let linkCounts = """
    SELECT count(DISTINCT source) AS pages, coalesce(sum(count), 0) AS links FROM links
    WHERE target = ?
    """

  static let links = """
    SELECT s.url, k.name AS kind,
      (SELECT group_concat(name, ' ') FROM link_relations WHERE l.rel & bit) AS rel, l.count
    FROM (SELECT * FROM links WHERE target = ?1 ORDER BY source, kind, rel LIMIT ?2) l
      LEFT JOIN urls s ON s.id = l.source LEFT JOIN link_kinds k ON k.id = l.kind
    ORDER BY l.source, l.kind, l.rel
    """

  static let redirects = """
    SELECT u.url, p.status FROM pages p LEFT JOIN urls u ON u.id = p.url
    WHERE p.redirect = ?1 ORDER BY p.url LIMIT ?2
    """

  static let canonicals = """
    SELECT u.url FROM pages p LEFT JOIN urls u ON u.id = p.url
    WHERE p.canonical = ?1 AND p.url <> ?1 ORDER BY p.url LIMIT ?2
    """

  static let duplicates = """
    SELECT u.url, \(DuplicateColumns.kind) AS duplicate
    FROM pages p LEFT JOIN urls u ON u.id = p.url LEFT JOIN pages o ON o.url = p.duplicate_of
    WHERE p.duplicate_of = ?1 ORDER BY p.url LIMIT ?2
    """

  static let entries = """
    SELECT m.url, \(time("e.lastmod")) AS lastmod, e.priority, e.changefreq, e.alternate
    FROM sitemap_entries e LEFT JOIN sitemaps m ON m.id = e.sitemap
    WHERE e.url = ?1 ORDER BY e.sitemap LIMIT ?2
    """

  static let sitemap = """
    SELECT m.url, s.name AS state, r.text AS reason, m.origin AS named_by, a.url AS parent, m.status,
      m.kind, m.entries, m.invalid, m.error
    FROM sitemaps m LEFT JOIN url_states s ON s.id = m.state LEFT JOIN reasons r ON r.id = m.reason
      LEFT JOIN sitemaps a ON a.id = m.parent
    WHERE m.url = ?
    """
}
