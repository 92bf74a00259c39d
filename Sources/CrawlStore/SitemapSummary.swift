/// How the pages that a crawl found and those that its sitemaps list agree.
package struct SitemapSummary: Sendable, Equatable {
  /// Sitemaps that were read, index files included.
  package var sitemaps = 0
  /// Distinct URLs in sitemaps, in scope or not.
  package var listed = 0
  /// Pages in a sitemap that nothing links to: answered with 200, and no other page links to them.
  package var orphans = 0
  /// HTML pages on the hosts that sitemaps list, answered with 200 and linked to, but in no sitemap.
  package var missing = 0

  package init() {}

  /// The numbers, in one pass over links, pages and entries each. O(links log links).
  static let query = """
    WITH listed AS MATERIALIZED (SELECT DISTINCT url FROM sitemap_entries),
      linked AS MATERIALIZED (SELECT DISTINCT target AS url FROM links WHERE source <> target),
      found AS MATERIALIZED (SELECT p.url, u.host,
          p.media_type IN ('text/html', 'application/xhtml+xml') AS html
        FROM pages p JOIN urls u ON u.id = p.url WHERE p.status = 200)
    SELECT (SELECT count(*) FROM sitemaps WHERE kind IS NOT NULL), (SELECT count(*) FROM listed),
      (SELECT count(*) FROM found WHERE url IN listed AND url NOT IN linked),
      (SELECT count(*) FROM found WHERE html AND url NOT IN listed AND url IN linked
        AND host IN (SELECT u.host FROM listed l JOIN urls u ON u.id = l.url))
    """

  /// Of a database in which rows may stand that are not committed; nil when no sitemap listed anything.
  init?(_ database: CrawlDatabase) throws(StoreError) {
    let some = try database.statement("SELECT 1 FROM sitemap_entries LIMIT 1")
    var isSome = false
    while try some.step("looking for sitemaps") { isSome = true }
    guard isSome else { return nil }
    let row = try database.statement(Self.query)
    guard try row.step("comparing sitemaps and pages") else { return nil }
    sitemaps = Int(row.integer(0))
    listed = Int(row.integer(1))
    orphans = Int(row.integer(2))
    missing = Int(row.integer(3))
  }
}

extension CrawlReader {
  /// How pages and sitemaps agree; nil when no sitemap listed anything.
  package func sitemapSummary() throws(StoreError) -> SitemapSummary? {
    try SitemapSummary(database)
  }
}
