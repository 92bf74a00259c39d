/// What a robots.txt says to one crawler (RFC 9309).
///
/// It is read the way Google's parser reads it, which is more forgiving than the RFC. Where that
/// parser and the RFC differ in meaning, the RFC decides, unless Google's reading is asked for: see
/// `RobotsReading`.
package struct RobotsRules: Sendable {
  let table: RobotsRuleTable
  let refusesAll: Bool
  let reading: RobotsReading

  /// Which of the file's groups this is.
  package let audience: RobotsAudience
  /// The pause between two fetches that the group asks for (not in the RFC, but widely used).
  package let crawlDelay: Duration?
  /// The same from a `Request-rate: pages/seconds` line.
  package let requestRate: Duration?
  /// The values of all Sitemap lines, as written; they belong to no group.
  package let sitemaps: [String]

  /// How much of a file is read (RFC 9309, section 2.5, asks for at least this): 500 KiB.
  package static let sizeLimit = 500 * 1024

  /// For a robots.txt that does not exist (4xx; RFC 9309, section 2.3.1.3).
  package static let allowAll = RobotsRules(refusesAll: false)

  /// For a robots.txt that cannot be had for now (5xx, no connection; RFC 9309, section 2.3.1.4).
  package static let disallowAll = RobotsRules(refusesAll: true)

  private init(refusesAll: Bool) {
    self.refusesAll = refusesAll
    table = RobotsRuleTable()
    reading = .standard
    audience = .nobody
    (crawlDelay, requestRate, sitemaps) = (nil, nil, [])
  }

  /// Reads `text` and keeps what it says to `productToken`: the groups that name it, or if there
  /// are none the groups for `*`. Never fails: what cannot be understood says nothing.
  /// O(n log n) in the size of the file, of which `sizeLimit` bytes are read.
  package init(
    parsing text: Span<UInt8>, for productToken: String, reading: RobotsReading = .standard
  ) {
    var reader = RobotsReader(productToken: productToken, reading: reading)
    reader.read(text)
    let group = reader.chosenGroup
    refusesAll = false
    table = RobotsRuleTable(group.rules, reading: reading)
    self.reading = reading
    audience =
      group.lines.isEmpty
      ? .nobody : reader.isNamed ? .named(lines: group.lines) : .everybody(lines: group.lines)
    crawlDelay = group.crawlDelay
    requestRate = group.requestRate
    sitemaps = reader.sitemaps
  }

  init(
    table: RobotsRuleTable, refusesAll: Bool, reading: RobotsReading, audience: RobotsAudience,
    crawlDelay: Duration?, requestRate: Duration?
  ) {
    self.table = table
    self.refusesAll = refusesAll
    self.reading = reading
    self.audience = audience
    self.crawlDelay = crawlDelay
    self.requestRate = requestRate
    sitemaps = []
  }

  /// The pause that the group asks for in one way or the other; the longer one where it does both.
  package var pause: Duration? {
    guard let crawlDelay, let requestRate else { return crawlDelay ?? requestRate }
    return max(crawlDelay, requestRate)
  }

  /// Whether the URL with this path and query may be fetched, and which line says so.
  ///
  /// `bytes` begin with the path's slash. The most specific rule that matches ends the search, which
  /// takes O(rules + bytes compared); what a hostile file could make of that has a limit, and a URL
  /// for which it is reached may not be fetched.
  package func verdict(forPathAndQuery bytes: Span<UInt8>) -> RobotsVerdict {
    if reading == .standard && Self.isRobotsFile(bytes) { return RobotsVerdict(isAllowed: true) }
    if refusesAll { return RobotsVerdict(isAllowed: false) }
    if reading.decodesOctets && Self.needsEncoding(bytes) {
      var path: [UInt8] = []
      path.reserveCapacity(bytes.count)
      RobotsOctets.append(bytes, from: 0, to: bytes.count, decoded: true, to: &path)
      return table.verdict(for: path.span)
    }
    return table.verdict(for: bytes)
  }

  /// Octets that are compared for the verdict on a path: how bad a file can get, without a clock.
  package func steps(forPathAndQuery bytes: Span<UInt8>) -> Int { table.search(bytes).steps }

  private static func needsEncoding(_ path: Span<UInt8>) -> Bool {
    for position in path.indices
    where path[position] == UInt8(ascii: "%") || path[position] >= 0x80 { return true }
    return false
  }

  private static func isRobotsFile(_ path: Span<UInt8>) -> Bool {
    let name: StaticString = "/robots.txt"
    let length = name.utf8CodeUnitCount
    guard path.count >= length else { return false }
    for offset in 0..<length where unsafe path[offset] != name.utf8Start[offset] { return false }
    return path.count == length || path[length] == UInt8(ascii: "?")
  }
}

/// Which group of a robots.txt speaks to a crawler.
package enum RobotsAudience: Sendable, Hashable {
  /// The groups that name it, which begin with these lines.
  case named(lines: [Int])
  /// The groups for `*`, because none names it.
  case everybody(lines: [Int])
  /// No group speaks to it.
  case nobody
}

/// An answer that can be explained.
package struct RobotsVerdict: Sendable, Hashable {
  package let isAllowed: Bool
  /// The line of the file that decided, counted from 1; nil when no rule matched.
  package let line: Int?
  /// That line's rule, as in `Disallow: /x`.
  package let rule: String?
  /// Whether the search ended at that line because the file's patterns are too many and too costly
  /// for this path: nobody knows what they say, and the URL is not allowed.
  package let isBrokenOff: Bool

  package init(
    isAllowed: Bool, line: Int? = nil, rule: String? = nil, isBrokenOff: Bool = false
  ) {
    self.isAllowed = isAllowed
    self.line = line
    self.rule = rule
    self.isBrokenOff = isBrokenOff
  }
}
