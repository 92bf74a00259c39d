/// The indexes that the documented queries want, added when a crawl ends.
///
/// They would cost more than all the rows while rows stream in; built at the end, each is one sort.
enum Indexes {
  private static let columns = [
    ("links_by_target", "links(target, source)"),
    ("links_by_source", "links(source)"),
    ("urls_by_url", "urls(url)"),
    ("urls_by_host", "urls(host)"),
    ("urls_by_state", "urls(state, reason)"),
    ("pages_by_status", "pages(status)"),
    ("sitemap_entries_by_url", "sitemap_entries(url)"),
  ]

  /// `CREATE INDEX` for each, skipping those that are there.
  static var creation: String {
    columns.map { "CREATE INDEX IF NOT EXISTS \($0) ON \($1);" }.joined(separator: "\n")
  }

  /// `DROP INDEX` for each, before rows stream in again.
  static var removal: String {
    columns.map { name, _ in "DROP INDEX IF EXISTS \(name);" }.joined(separator: "\n")
  }
}
