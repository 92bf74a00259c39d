internal import GRDB
internal import WebURL

/// The tables of `crawl.db` and their versions. `docs/crawl-db.md` explains them to people.
///
/// There are no foreign keys, and no index beyond the row id, while rows stream in: see `Indexes`.
enum Schema {
  /// SQLite's mark of whose file this is, in its header: "ORBW".
  static let applicationID: Int64 = 0x4F52_4257

  /// A migration for each version of the schema, the newest last. Never edit one that has been
  /// released: add another.
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1", foreignKeyChecks: .immediate) { database in
      try database.execute(sql: "PRAGMA application_id = \(applicationID)")
      try database.execute(sql: tables)
      try database.execute(sql: views)
      try fillLookups(database)
    }
    return migrator
  }

  /// Makes all tables in an empty database.
  static func create(_ database: CrawlDatabase) throws(StoreError) {
    try database.withQueue("making the tables") { queue in try migrator.migrate(queue) }
    try writeMark(database)
  }

  /// Migrates a crawl that an older version of the program wrote.
  static func bringUpToDate(_ database: CrawlDatabase) throws(StoreError) {
    do throws(StoreError) {
      try database.withQueue("migrating the tables") { queue in try migrator.migrate(queue) }
    } catch  where error.code == .sqlite { throw strange(database, cause: error.cause) }
    try writeMark(database)
  }

  /// How old a crawl's schema is.
  enum Age { case older, current }

  /// Checks that this is a crawl of this version, and not of an older one either.
  static func checkCurrent(_ database: CrawlDatabase) throws(StoreError) {
    guard try check(database) == .older else { return }
    throw StoreError(
      .schema, at: database.path, "an older version of this program wrote this crawl",
      mend: "bring it up to date first: orbweaver resume does that")
  }

  /// Checks that this is a crawl of a version that this program knows.
  @discardableResult
  static func check(_ database: CrawlDatabase) throws(StoreError) -> Age {
    guard try database.integer("PRAGMA application_id") == applicationID else {
      throw StoreError(
        .notACrawl, at: database.path, "this database is not a crawl's",
        mend: "name a folder that a crawl has written")
    }
    let isNewer = try database.withQueue("reading the schema's version") { queue in
      try queue.read(migrator.hasBeenSuperseded)
    }
    if isNewer {
      throw StoreError(
        .schema, at: database.path, "a newer version of this program wrote this crawl",
        mend: "update the program")
    }
    let isCurrent = try database.withQueue("reading the schema's version") { queue in
      try queue.read(migrator.hasCompletedMigrations)
    }
    guard isCurrent else { return .older }
    guard try database.integer("PRAGMA user_version") == mark else { throw strange(database) }
    return .current
  }

  /// For tables that no version has which this one knows: they come from a version between two others.
  private static func strange(
    _ database: CrawlDatabase, cause: StoreError.Cause? = nil
  ) -> StoreError {
    StoreError(
      .schema, at: database.path,
      "the version of this program that wrote this crawl had other tables",
      mend: "use that version", cause: cause)
  }

  /// What tells tables apart that a migration of the same name has made: a digest of their text
  /// (FNV-1a), in the header's user version.
  private static let mark: Int64 = {
    var digest: UInt32 = 0x811C_9DC5
    for byte in tables.utf8 { digest = (digest ^ UInt32(byte)) &* 0x0100_0193 }
    return Int64(Int32(bitPattern: digest))
  }()

  private static func writeMark(_ database: CrawlDatabase) throws(StoreError) {
    try database.perform { () throws(StoreError) in
      try database.execute("PRAGMA user_version = \(mark)", for: "marking the tables' version")
    }
  }

  private static let tables = """
    CREATE TABLE crawl (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID, STRICT;
    CREATE TABLE settings (
      id INTEGER PRIMARY KEY, run INTEGER NOT NULL, name TEXT NOT NULL,
      value TEXT NOT NULL) STRICT;
    CREATE TABLE url_states (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
    CREATE TABLE link_kinds (
      id INTEGER PRIMARY KEY, name TEXT NOT NULL, navigational INTEGER NOT NULL) STRICT;
    CREATE TABLE link_relations (bit INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
    CREATE TABLE reasons (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
    CREATE TABLE hosts (
      id INTEGER PRIMARY KEY, origin TEXT NOT NULL, scheme TEXT NOT NULL, name TEXT NOT NULL,
      port INTEGER NOT NULL, domain TEXT) STRICT;
    CREATE TABLE robots (
      host INTEGER PRIMARY KEY, fetched_at INTEGER NOT NULL, status INTEGER NOT NULL,
      outcome TEXT NOT NULL, expires_at INTEGER NOT NULL, crawl_delay_ms INTEGER, url TEXT,
      redirects INTEGER NOT NULL, etag TEXT, last_modified TEXT, text BLOB NOT NULL) STRICT;
    CREATE TABLE host_states (
      host INTEGER PRIMARY KEY, contacted_at INTEGER NOT NULL, rests_until INTEGER NOT NULL,
      response_us INTEGER, failures INTEGER NOT NULL, robots_failures INTEGER NOT NULL,
      robots_failing_since INTEGER, robots_given_up INTEGER NOT NULL) STRICT;
    CREATE TABLE failed_tries (
      url INTEGER NOT NULL, try INTEGER NOT NULL, at INTEGER NOT NULL,
      reason INTEGER NOT NULL) STRICT;
    CREATE TABLE cookies (id INTEGER PRIMARY KEY, line TEXT NOT NULL) STRICT;
    CREATE TABLE urls (
      id INTEGER PRIMARY KEY, host INTEGER NOT NULL, fingerprint INTEGER NOT NULL,
      depth INTEGER NOT NULL, hops INTEGER NOT NULL, via INTEGER, kind INTEGER NOT NULL,
      state INTEGER NOT NULL,
      reason INTEGER NOT NULL, tries INTEGER NOT NULL, retry_at INTEGER, url TEXT NOT NULL) STRICT;
    CREATE TABLE pages (
      url INTEGER PRIMARY KEY, fetched_at INTEGER NOT NULL, status INTEGER NOT NULL,
      media_type TEXT, charset TEXT, title TEXT, language TEXT, description TEXT, meta_robots TEXT,
      x_robots_tag TEXT, canonical INTEGER, redirect INTEGER, etag TEXT, last_modified TEXT,
      server TEXT, wire_bytes INTEGER NOT NULL, body_bytes INTEGER NOT NULL,
      dns_us INTEGER NOT NULL, connect_us INTEGER NOT NULL, tls_us INTEGER NOT NULL,
      first_byte_us INTEGER NOT NULL, total_us INTEGER NOT NULL, peer TEXT NOT NULL,
      http_version TEXT NOT NULL, outlinks INTEGER NOT NULL, parse_error TEXT,
      parse_us INTEGER NOT NULL, noindex INTEGER NOT NULL, nofollow INTEGER NOT NULL,
      sniffed_type TEXT, content_length INTEGER, digest BLOB, words INTEGER, simhash INTEGER,
      duplicate_of INTEGER) STRICT;
    CREATE TABLE links (
      source INTEGER NOT NULL, target INTEGER NOT NULL, kind INTEGER NOT NULL,
      rel INTEGER NOT NULL, count INTEGER NOT NULL) STRICT;
    CREATE TABLE sitemaps (
      id INTEGER PRIMARY KEY, host INTEGER NOT NULL, url TEXT NOT NULL, origin TEXT NOT NULL,
      parent INTEGER, depth INTEGER NOT NULL, hops INTEGER NOT NULL, invited INTEGER NOT NULL,
      state INTEGER NOT NULL, reason INTEGER NOT NULL,
      tries INTEGER NOT NULL, retry_at INTEGER, fetched_at INTEGER, status INTEGER, kind TEXT,
      entries INTEGER NOT NULL, invalid INTEGER NOT NULL, relative INTEGER NOT NULL,
      error TEXT) STRICT;
    CREATE TABLE sitemap_entries (
      sitemap INTEGER NOT NULL, url INTEGER NOT NULL, lastmod INTEGER, priority REAL,
      changefreq TEXT, alternate INTEGER NOT NULL) STRICT;
    """

  /// One row for people for each row of the table with the plural name: ids and codes spelt out.
  private static let views = """
    CREATE VIEW url AS
      SELECT u.id, u.url, h.origin, h.domain, u.depth, s.name AS state, r.text AS reason,
        p.status, u.tries, k.name AS kind, v.url AS via
      FROM urls u JOIN hosts h ON h.id = u.host JOIN url_states s ON s.id = u.state
        JOIN reasons r ON r.id = u.reason JOIN link_kinds k ON k.id = u.kind
        LEFT JOIN pages p ON p.url = u.id LEFT JOIN urls v ON v.id = u.via;
    CREATE VIEW page AS
      SELECT u.id, u.url, h.origin, u.depth, datetime(p.fetched_at / 1000, 'unixepoch') AS fetched,
        p.status, p.media_type, p.charset, p.title, p.language, p.description, p.meta_robots,
        p.x_robots_tag, p.noindex, p.nofollow, c.url AS canonical, t.url AS redirect, p.etag, p.last_modified, p.server,
        p.wire_bytes, p.body_bytes, p.dns_us / 1000.0 AS dns_ms, p.connect_us / 1000.0 AS connect_ms,
        p.tls_us / 1000.0 AS tls_ms, p.first_byte_us / 1000.0 AS first_byte_ms,
        p.total_us / 1000.0 AS total_ms, p.peer, p.http_version, p.outlinks, p.parse_error,
        p.parse_us / 1000.0 AS parse_ms, p.sniffed_type, p.content_length,
        \(DuplicateColumns.digest) AS digest, p.words, p.simhash, \(DuplicateColumns.kind) AS duplicate,
        d.url AS duplicate_of
      FROM pages p JOIN urls u ON u.id = p.url JOIN hosts h ON h.id = u.host
        LEFT JOIN urls c ON c.id = p.canonical LEFT JOIN urls t ON t.id = p.redirect
        LEFT JOIN urls d ON d.id = p.duplicate_of LEFT JOIN pages o ON o.url = p.duplicate_of;
    CREATE VIEW link AS
      SELECT a.url AS source, b.url AS target, k.name AS kind,
        (SELECT group_concat(name, ' ') FROM link_relations WHERE l.rel & bit) AS rel, l.count,
        s.name AS target_state, r.text AS target_reason, p.status AS target_status
      FROM links l JOIN urls a ON a.id = l.source JOIN urls b ON b.id = l.target
        JOIN link_kinds k ON k.id = l.kind JOIN url_states s ON s.id = b.state
        JOIN reasons r ON r.id = b.reason LEFT JOIN pages p ON p.url = l.target;
    CREATE VIEW sitemap AS
      SELECT m.id, m.url, h.origin AS site, m.origin AS named_by, a.url AS parent,
        s.name AS state, r.text AS reason, m.tries,
        datetime(m.fetched_at / 1000, 'unixepoch') AS fetched, m.status, m.kind, m.entries,
        m.invalid, m.relative, m.error
      FROM sitemaps m JOIN hosts h ON h.id = m.host JOIN url_states s ON s.id = m.state
        JOIN reasons r ON r.id = m.reason LEFT JOIN sitemaps a ON a.id = m.parent;
    CREATE VIEW sitemap_entry AS
      SELECT m.url AS sitemap, u.url, datetime(e.lastmod / 1000, 'unixepoch') AS lastmod,
        e.priority, e.changefreq, e.alternate, s.name AS state, r.text AS reason, p.status
      FROM sitemap_entries e JOIN sitemaps m ON m.id = e.sitemap JOIN urls u ON u.id = e.url
        JOIN url_states s ON s.id = u.state JOIN reasons r ON r.id = u.reason
        LEFT JOIN pages p ON p.url = e.url;
    """

  private static func fillLookups(_ database: Database) throws {
    for state in URLState.allCases where state != .leased {
      try database.execute(
        sql: "INSERT INTO url_states VALUES (?, ?)", arguments: [state.rawValue, state.name])
    }
    for kind in LinkKind.allCases {
      try database.execute(
        sql: "INSERT INTO link_kinds VALUES (?, ?, ?)",
        arguments: [kind.rawValue, kind.name, kind.isNavigational])
    }
    let relations: [(LinkRelation, String)] = [
      (.nofollow, "nofollow"), (.ugc, "ugc"), (.sponsored, "sponsored"), (.external, "external"),
      (.pageNofollow, "page-nofollow"),
    ]
    for (relation, name) in relations {
      try database.execute(
        sql: "INSERT INTO link_relations VALUES (?, ?)", arguments: [relation.rawValue, name])
    }
  }
}
