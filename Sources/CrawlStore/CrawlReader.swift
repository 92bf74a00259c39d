package import WebURL

/// Reads a crawl's database: a finished one, one that was killed, or one that is being written.
///
/// Each call sees the last commit at its start. It belongs to one thread at a time.
package struct CrawlReader: ~Copyable {
  let database: CrawlDatabase

  /// Opens the crawl in a folder.
  ///
  /// - Throws: `notACrawl`, `schema` when a newer version of the program wrote it, `permission`.
  package init(_ directory: String) throws(StoreError) {
    let folder = CrawlFolder(directory)
    try folder.requireCrawl()
    let database = try CrawlDatabase.reading(folder.database)
    try Schema.checkCurrent(database)
    self.database = database
  }

  /// What the crawl knows about itself, the table `crawl`.
  package func facts() throws(StoreError) -> [String: String] {
    let statement = try database.statement("SELECT key, value FROM crawl")
    var facts: [String: String] = [:]
    while try statement.step("reading what the crawl is") {
      facts[statement.text(0) ?? ""] = statement.text(1)
    }
    return facts
  }

  /// The settings that hold at present, in order: of each name the rows of the last run that set it. A
  /// name may come more than once.
  package func settings() throws(StoreError) -> [(name: String, value: String)] {
    let statement = try database.statement(
      """
      SELECT name, value FROM settings s
      WHERE run = (SELECT max(run) FROM settings WHERE name = s.name) ORDER BY id
      """)
    var settings: [(name: String, value: String)] = []
    while try statement.step("reading the settings") {
      settings.append((statement.text(0) ?? "", statement.text(1) ?? ""))
    }
    return settings
  }

  /// What was spent on each host, in all runs. O(URLs) time, O(hosts) memory.
  package func hostUsage() throws(StoreError) -> [UInt32: HostUsage] {
    let statement = try database.statement(
      """
      SELECT u.host, sum(coalesce(p.wire_bytes, 0)), count(*) FILTER (
          WHERE p.status >= 400 OR (u.state = 3 AND r.text NOT GLOB 'host given up: *'
            AND r.text NOT GLOB 'robots.txt: *'))
      FROM urls u LEFT JOIN pages p ON p.url = u.id LEFT JOIN reasons r ON r.id = u.reason
      WHERE u.state IN (2, 3) GROUP BY u.host
      """)
    var usage: [UInt32: HostUsage] = [:]
    while try statement.step("reading what was spent on hosts") {
      usage[try number(statement, 0)] = HostUsage(
        wireBytes: statement.integer(1), errors: Int(statement.integer(2)))
    }
    return usage
  }

  /// The texts of reasons by their ids.
  package func reasons() throws(StoreError) -> [Int64: String] {
    let statement = try database.statement("SELECT id, text FROM reasons")
    var reasons: [Int64: String] = [:]
    while try statement.step("reading the reasons") {
      reasons[statement.integer(0)] = statement.text(1)
    }
    return reasons
  }

  /// The cookies of the last run, each a line of a cookie file in Netscape's format.
  package func cookies() throws(StoreError) -> [String] {
    let statement = try database.statement("SELECT line FROM cookies ORDER BY id")
    var lines: [String] = []
    while try statement.step("reading the cookies") { lines.append(statement.text(0) ?? "") }
    return lines
  }

  /// Calls the body with every sitemap that was named, in the order of their ids.
  package func forEachSitemap(_ body: (StoredSitemap) -> Void) throws(StoreError) {
    let statement = try database.statement(
      """
      SELECT id, host, url, origin, depth, hops, invited, state, tries, retry_at FROM sitemaps
      ORDER BY id
      """)
    while try statement.step("reading the sitemaps") {
      guard let state = URLState(rawValue: try number(statement, 7)) else { throw damaged() }
      body(
        StoredSitemap(
          id: try number(statement, 0), host: try number(statement, 1), url: statement.bytes(2),
          origin: statement.text(3) ?? "", depth: try number(statement, 4),
          hops: try number(statement, 5), isInvited: statement.integer(6) != 0, state: state,
          tries: try number(statement, 8), retryAt: statement.optionalInteger(9)))
    }
  }

  /// Calls the body with each URL, or each in one state, and its text, in the order of their ids.
  ///
  /// O(URLs) time; without an index on states the whole table is walked. The text is valid during the
  /// call only.
  package func forEachURL(
    in state: URLState? = nil, _ body: (StoredURL, Span<UInt8>) -> Void
  ) throws(StoreError) {
    let filter = state.map { "WHERE +state = \($0.rawValue)" } ?? ""
    let statement = try database.statement(
      """
      SELECT id, host, fingerprint, depth, via, kind, state, tries, retry_at, url, hops, reason
      FROM urls \(filter) ORDER BY id
      """)
    while try statement.step("reading the URLs") {
      let url = try storedURL(statement)
      statement.withBytes(9) { text in body(url, text) }
    }
  }

  private func storedURL(_ row: borrowing Statement) throws(StoreError) -> StoredURL {
    guard let kind = LinkKind(rawValue: try number(row, 5)),
      let state = URLState(rawValue: try number(row, 6))
    else { throw damaged() }
    return StoredURL(
      id: try number(row, 0), host: try number(row, 1),
      fingerprint: UInt64(bitPattern: row.integer(2)), depth: try number(row, 3),
      via: row.isNull(4) ? nil : try number(row, 4), kind: kind, state: state,
      tries: try number(row, 7), retryAt: row.optionalInteger(8), hops: try number(row, 10),
      reason: row.integer(11))
  }

  /// A column that has to fit a type; what does not was not written by this program.
  func number<Number: FixedWidthInteger>(
    _ row: borrowing Statement, _ column: Int32
  ) throws(StoreError) -> Number {
    guard let number = Number(exactly: row.integer(column)) else { throw damaged() }
    return number
  }

  func damaged() -> StoreError {
    StoreError(
      .corrupt, at: database.path, "a row holds a number that no crawl writes",
      mend: "restore the file from a copy")
  }
}
