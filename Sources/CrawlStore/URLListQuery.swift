package import WebURL

/// What a list of URLs may show of each.
package enum URLField: String, Sendable, CaseIterable {
  case id, url, state, reason, status, depth, kind, via, host, domain, tries
  case retryAt = "retry_at"
  case fetchedAt = "fetched_at"
  case mediaType = "media_type"
  case charset, title, language
  case wireBytes = "wire_bytes"
  case bodyBytes = "body_bytes"
  case firstByteMs = "first_byte_ms"
  case totalMs = "total_ms"
  case outlinks, redirect, canonical, noindex, nofollow
  case parseError = "parse_error"
  case words, digest, duplicate
  case duplicateOf = "duplicate_of"

  /// The field in the tables of `URLListQuery.tables`.
  fileprivate var expression: String {
    switch self {
    case .id, .url, .depth, .tries: "u.\(rawValue)"
    case .state: "s.name"
    case .reason: "r.text"
    case .kind: "k.name"
    case .via: "v.url"
    case .host: "h.origin"
    case .domain: "h.domain"
    case .retryAt: Self.time("u.retry_at")
    case .fetchedAt: Self.time("p.fetched_at")
    case .firstByteMs: "p.first_byte_us / 1000.0"
    case .totalMs: "p.total_us / 1000.0"
    case .redirect: "t.url"
    case .canonical: "c.url"
    case .digest: DuplicateColumns.digest
    case .duplicate: DuplicateColumns.kind
    case .duplicateOf: "d.url"
    case .status, .mediaType, .charset, .title, .language, .wireBytes, .bodyBytes, .outlinks,
      .noindex, .nofollow, .parseError, .words:
      "p.\(rawValue)"
    }
  }

  private static func time(_ column: String) -> String {
    "strftime('%Y-%m-%dT%H:%M:%SZ', \(column) / 1000, 'unixepoch')"
  }
}

/// Which URLs a list shows: those for which everything that is named here holds.
package struct URLFilter: Sendable {
  package var state: URLState?
  /// The status of the answer.
  package var statuses: ClosedRange<Int>?
  /// The host's name, or its origin.
  package var host: String?
  /// A part of the reason, in any case.
  package var reason: String?
  package var depth: Int?
  /// Whether the page repeats an earlier one.
  package var isDuplicate: Bool?

  package init() {}

  fileprivate var conditions: String {
    var conditions = ""
    // Not by an index, and no table before `urls`: the rows have to come in the order of ids. That is
    // also why what is asked of other tables is wrapped, so that an outer join stays one.
    if state != nil { conditions += " AND u.state = ?3" }
    if statuses != nil { conditions += " AND coalesce(p.status BETWEEN ?4 AND ?5, 0)" }
    if host != nil { conditions += " AND coalesce(h.name = ?6 OR h.origin = ?6, 0)" }
    if reason != nil {
      conditions +=
        " AND u.reason IN (SELECT id FROM reasons WHERE instr(lower(text), lower(?7)) > 0)"
    }
    if depth != nil { conditions += " AND u.depth = ?8" }
    if let isDuplicate {
      conditions += " AND coalesce(p.duplicate_of, 0) \(isDuplicate ? "<>" : "=") 0"
    }
    return conditions
  }

  fileprivate func bind(to statement: borrowing Statement) {
    if let state { statement.bind(state.rawValue, at: 3) }
    if let statuses {
      statement.bind(statuses.lowerBound, at: 4)
      statement.bind(statuses.upperBound, at: 5)
    }
    if let host { statement.bind(host, at: 6) }
    if let reason { statement.bind(reason, at: 7) }
    if let depth { statement.bind(depth, at: 8) }
  }
}

extension CrawlReader {
  /// Rows that are read at once. Between two lots nothing is held, so that a list that somebody reads
  /// slowly keeps no log of a running crawl from being folded.
  private static let lot = 1_000

  /// Calls the body with the fields of each URL of a list, in the order of ids, until it answers false.
  ///
  /// O(URLs) time, O(1) memory. While a crawl runs, each row is as of a commit of its own: a URL comes
  /// once, with what is known of it when its turn comes.
  ///
  /// - Parameter matches: whether a URL's text is wanted.
  package func list(
    _ fields: [URLField], of filter: URLFilter, matching matches: (Span<UInt8>) -> Bool,
    _ body: ([StoredValue]) -> Bool
  ) throws(StoreError) {
    let statement = try database.statement(URLListQuery.sql(fields, filter))
    filter.bind(to: statement)
    statement.bind(Self.lot, at: 2)
    var last: Int64 = 0
    while true {
      statement.bind(last, at: 1)
      var (rows, count): ([[StoredValue]], Int) = ([], 0)
      while try statement.step("listing the URLs") {
        count += 1
        last = statement.integer(0)
        if statement.withBytes(1, matches) { rows.append(Array(statement.values.dropFirst(2))) }
      }
      for row in rows where !body(row) { return }
      guard count == Self.lot else { return }
    }
  }
}

private enum URLListQuery {
  /// SQLite leaves out the tables that no field is from.
  private static let tables = """
    urls u NOT INDEXED LEFT JOIN pages p ON p.url = u.id LEFT JOIN hosts h ON h.id = u.host
      LEFT JOIN url_states s ON s.id = u.state LEFT JOIN reasons r ON r.id = u.reason
      LEFT JOIN link_kinds k ON k.id = u.kind LEFT JOIN urls v ON v.id = u.via
      LEFT JOIN urls c ON c.id = p.canonical LEFT JOIN urls t ON t.id = p.redirect
      LEFT JOIN urls d ON d.id = p.duplicate_of LEFT JOIN pages o ON o.url = p.duplicate_of
    """

  static func sql(_ fields: [URLField], _ filter: URLFilter) -> String {
    let columns = (["u.id", "u.url"] + fields.map(\.expression)).joined(separator: ", ")
    return "SELECT \(columns) FROM \(tables) WHERE u.id > ?1\(filter.conditions)"
      + " ORDER BY u.id LIMIT ?2"
  }
}
