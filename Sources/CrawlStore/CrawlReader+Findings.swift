import Digests
import WebURL

extension CrawlReader {
  /// What the crawl found. O(URLs) time, O(1) memory.
  package func findings() throws(StoreError) -> Findings {
    var findings = Findings()
    try forEachFinding { line in findings.add(ContentDigest(of: line)) }
    return findings
  }

  /// How long the transfer of each page took, in microseconds, in no order.
  package func latencies() throws(StoreError) -> [Int32] {
    let statement = try database.statement("SELECT total_us FROM pages")
    var latencies: [Int32] = []
    while try statement.step("reading the times of pages") {
      latencies.append(Int32(clamping: statement.integer(0)))
    }
    return latencies
  }

  /// The URLs that were fetched, in the order in which they were found.
  package func fetchedURLs() throws(StoreError) -> [String] {
    let statement = try database.statement(
      "SELECT url FROM urls WHERE +state = \(URLState.fetched.rawValue) ORDER BY id")
    var urls: [String] = []
    while try statement.step("reading the URLs") { urls.append(statement.text(0) ?? "") }
    return urls
  }

  /// The first lines, as many as `limit` on either side, that only this crawl or only another one has.
  ///
  /// Walks this crawl twice and the other one once; keeps 16 bytes, in a set, for each URL of this one.
  package func differences(
    from other: borrowing CrawlReader, limit: Int
  ) throws(StoreError) -> FindingDifferences {
    var rest = Set<ContentDigest>()
    try forEachFinding { line in rest.insert(ContentDigest(of: line)) }
    var differences = FindingDifferences()
    try other.forEachFinding { line in
      guard rest.remove(ContentDigest(of: line)) == nil, differences.onlySecond.count < limit
      else { return }
      differences.onlySecond.append(String(copying: line))
    }
    guard !rest.isEmpty else { return differences }
    try forEachFinding { line in
      guard differences.onlyFirst.count < limit, rest.contains(ContentDigest(of: line))
      else { return }
      differences.onlyFirst.append(String(copying: line))
    }
    return differences
  }

  /// Calls the body with the line of each URL that was fetched or failed. The line is valid during the
  /// call only.
  private func forEachFinding(_ body: (Span<UInt8>) -> Void) throws(StoreError) {
    let statement = try database.statement(
      """
      SELECT u.url, u.state, p.status FROM urls u LEFT JOIN pages p ON p.url = u.id
      WHERE +u.state IN (\(URLState.fetched.rawValue), \(URLState.failed.rawValue)) ORDER BY u.id
      """)
    var line: [UInt8] = []
    while try statement.step("reading what was found") {
      line.removeAll(keepingCapacity: true)
      statement.withBytes(0) { url in
        for index in url.indices { line.append(url[index]) }
      }
      line.append(UInt8(ascii: " "))
      let isFetched = statement.integer(1) == Int64(URLState.fetched.rawValue)
      line += isFetched ? Array(String(statement.integer(2)).utf8) : Array("failed".utf8)
      body(line.span)
    }
  }
}
