package import WebURL

/// What a crawl came to, in numbers.
package struct StoredSummary: Sendable, Equatable {
  /// URLs ever seen.
  package var urls = 0
  package var queued = 0
  package var fetched = 0
  package var failed = 0
  package var excluded = 0
  package var hosts = 0
  /// Answers, whatever their status.
  package var pages = 0
  /// Answers by the first digit of their status: `[0]` is those without one.
  package var pagesByClass = [Int](repeating: 0, count: 6)
  /// Pages that could not be parsed, or only in part.
  package var parseErrors = 0
  /// Bytes of bodies over the wire.
  package var wireBytes = 0
  /// Bytes of bodies after content decoding.
  package var bodyBytes = 0
  /// Distinct references: rows of `links`.
  package var links = 0
  /// References, each occurrence counted.
  package var outlinks = 0
  /// The deepest fetched page.
  package var maximumDepth = 0

  package init() {}
}

/// How many URLs are in a state for one reason.
package struct ReasonCount: Sendable, Equatable {
  package var state: URLState
  package var reason: String
  package var count: Int

  package init(state: URLState, reason: String, count: Int) {
    self.state = state
    self.reason = reason
    self.count = count
  }
}

extension CrawlReader {
  /// The numbers of the last commit, in one snapshot. O(URLs + pages) time.
  package func summary() throws(StoreError) -> StoredSummary {
    let row = try database.statement(
      """
      WITH u AS (SELECT count(*) AS urls, total(state = 0) AS queued, total(state = 2) AS fetched,
          total(state = 3) AS failed, total(state = 4) AS excluded FROM urls),
        p AS (SELECT count(*) AS pages, total(status / 100 = 1), total(status / 100 = 2),
          total(status / 100 = 3), total(status / 100 = 4), total(status / 100 = 5),
          count(parse_error), total(wire_bytes), total(body_bytes), total(outlinks) FROM pages)
      SELECT u.*, p.*, (SELECT count(*) FROM hosts), (SELECT max(rowid) FROM links),
        (SELECT max(depth) FROM urls WHERE state = 2) FROM u, p
      """)
    var summary = StoredSummary()
    guard try row.step("summing up the crawl") else { return summary }
    summary.urls = Int(row.integer(0))
    summary.queued = Int(row.integer(1))
    summary.fetched = Int(row.integer(2))
    summary.failed = Int(row.integer(3))
    summary.excluded = Int(row.integer(4))
    summary.pages = Int(row.integer(5))
    for digit in 1...5 { summary.pagesByClass[digit] = Int(row.integer(5 + Int32(digit))) }
    summary.pagesByClass[0] = summary.pages - summary.pagesByClass.reduce(0, +)
    summary.parseErrors = Int(row.integer(11))
    summary.wireBytes = Int(row.integer(12))
    summary.bodyBytes = Int(row.integer(13))
    summary.outlinks = Int(row.integer(14))
    summary.hosts = Int(row.integer(15))
    summary.links = Int(row.integer(16))
    summary.maximumDepth = Int(row.integer(17))
    return summary
  }

  /// How many URLs are in each state for each reason, the most frequent first. O(URLs) time.
  package func reasonCounts() throws(StoreError) -> [ReasonCount] {
    let row = try database.statement(
      """
      SELECT u.state, r.text, count(*) FROM urls u JOIN reasons r ON r.id = u.reason
      GROUP BY u.state, u.reason ORDER BY count(*) DESC, u.state, r.text
      """)
    var counts: [ReasonCount] = []
    while try row.step("counting reasons") {
      guard let state = URLState(rawValue: UInt8(truncatingIfNeeded: row.integer(0))) else {
        continue
      }
      counts.append(
        ReasonCount(state: state, reason: row.text(1) ?? "", count: Int(row.integer(2))))
    }
    return counts
  }
}
