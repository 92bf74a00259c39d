/// What a robots.txt says to one crawler (RFC 9309).
///
/// It is read the way Google's parser reads it, which is more forgiving than the RFC. Where that
/// parser and the RFC differ in meaning, the RFC decides: unreserved octets are decoded before
/// paths are compared, and `/robots.txt` itself may always be fetched.
package struct RobotsRules: Sendable {
  /// The most specific first; where two are equally specific, Allow first.
  private var rules: [RobotsRule] = []
  private var refusesAll = false

  /// The pause between two fetches that the file asks for (not in the RFC, but widely used).
  package private(set) var crawlDelay: Duration?
  /// The same from a `Request-rate: pages/seconds` line.
  package private(set) var requestRate: Duration?
  /// The values of all Sitemap lines, as written; they belong to no group.
  package private(set) var sitemaps: [String] = []

  /// How much of a file is read (RFC 9309, section 2.5, asks for at least this): 500 KiB.
  package static let sizeLimit = 500 * 1024

  /// For a robots.txt that does not exist (4xx; RFC 9309, section 2.3.1.3).
  package static let allowAll = RobotsRules(refusesAll: false)

  /// For a robots.txt that cannot be had for now (5xx, no connection; RFC 9309, section 2.3.1.4).
  package static let disallowAll = RobotsRules(refusesAll: true)

  private init(refusesAll: Bool) { self.refusesAll = refusesAll }

  /// Reads `text` and keeps what it says to `productToken`: the groups that name it, or if there
  /// are none the groups for `*`. Never fails: what cannot be understood says nothing.
  /// O(n log n) in the size of the file, of which `sizeLimit` bytes are read.
  package init(parsing text: Span<UInt8>, for productToken: String) {
    var reader = RobotsReader(productToken: productToken)
    reader.read(text)
    let group = reader.chosenGroup
    rules = group.rules.sorted(by: RobotsRule.isMoreSpecific)
    crawlDelay = group.crawlDelay
    requestRate = group.requestRate
    sitemaps = reader.sitemaps
  }

  /// Whether the URL with this path and query may be fetched, and which line says so.
  ///
  /// `bytes` begin with the path's slash and are ASCII, as `WebURL` has them. O(rules × path) at
  /// worst; the most specific rule that matches ends the search.
  package func verdict(forPathAndQuery bytes: Span<UInt8>) -> RobotsVerdict {
    if Self.isRobotsFile(bytes) { return RobotsVerdict(isAllowed: true) }
    if refusesAll { return RobotsVerdict(isAllowed: false) }
    for position in bytes.indices where bytes[position] == UInt8(ascii: "%") {
      return verdict(forComparable: comparable(bytes, from: 0, to: bytes.count).span)
    }
    return verdict(forComparable: bytes)
  }

  private func verdict(forComparable path: Span<UInt8>) -> RobotsVerdict {
    let letters = Letters(path)
    for rule in rules where rule.pattern.matches(path, of: letters) {
      return RobotsVerdict(isAllowed: rule.isAllow, line: rule.line, rule: rule.text)
    }
    return RobotsVerdict(isAllowed: true)
  }

  private static func isRobotsFile(_ path: Span<UInt8>) -> Bool {
    let name: StaticString = "/robots.txt"
    let length = name.utf8CodeUnitCount
    guard path.count >= length else { return false }
    for offset in 0..<length where unsafe path[offset] != name.utf8Start[offset] { return false }
    return path.count == length || path[length] == UInt8(ascii: "?")
  }
}

/// An answer that can be explained.
package struct RobotsVerdict: Sendable, Hashable {
  package let isAllowed: Bool
  /// The line of the file that decided, counted from 1; nil when no rule matched.
  package let line: Int?
  /// That line's rule, as in `Disallow: /x`.
  package let rule: String?

  package init(isAllowed: Bool, line: Int? = nil, rule: String? = nil) {
    self.isAllowed = isAllowed
    self.line = line
    self.rule = rule
  }
}

/// One Allow or Disallow line.
struct RobotsRule: Sendable {
  let isAllow: Bool
  let pattern: RobotsPattern
  let line: Int
  let text: String

  static func isMoreSpecific(_ left: RobotsRule, _ right: RobotsRule) -> Bool {
    if left.pattern.specificity != right.pattern.specificity {
      return left.pattern.specificity > right.pattern.specificity
    }
    if left.isAllow != right.isAllow { return left.isAllow }
    return left.line < right.line
  }
}
