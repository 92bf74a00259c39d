/// One line of a robots.txt: a key and a value, if it has them.
struct RobotsLine {
  /// Whether the line has a key and a value, be they known or not.
  private(set) var hasPair = false
  /// What the key says; nil for keys that are not known.
  private(set) var key: RobotsKey?
  /// Whether the key is misspelt in a way that is understood.
  private(set) var isMisspelt = false
  /// Whether there is a blank in the place of the colon.
  private(set) var lacksColon = false
  /// Whether a `#` stands in it, and whether as its first sign.
  private(set) var hasComment = false
  private(set) var isComment = false
  /// Whether nothing stands in it, a comment apart.
  private(set) var isBlank = false
  /// Whether it is longer than what is read of a line.
  private(set) var isCut = false
  /// Where the value stands in the text, without the blanks around it.
  private(set) var value = 0..<0

  /// Reads the line at `range`: `key: value`, a comment behind `#`. Like Google's parser it takes
  /// the frequent misspellings, and a blank for a missing colon if there are two words. O(n).
  init(_ text: Span<UInt8>, in range: Range<Int>) {
    isCut = range.count > RobotsLines.longestLine
    var end = range.lowerBound
    let limit = min(range.upperBound, range.lowerBound + RobotsLines.longestLine)
    while end < limit, text[end] != UInt8(ascii: "#") { end += 1 }
    hasComment = end < limit
    isComment = hasComment && end == range.lowerBound
    let line = text.trimmed(range.lowerBound..<end)
    isBlank = line.isEmpty
    guard let separator = Self.separator(text, in: line) else { return }
    let name = text.trimmed(line.lowerBound..<separator)
    guard !name.isEmpty else { return }
    hasPair = true
    lacksColon = text[separator] != UInt8(ascii: ":")
    value = text.trimmed(separator + 1..<line.upperBound)
    (key, isMisspelt) = RobotsKey.named(text, in: name)
  }

  private static func separator(_ text: Span<UInt8>, in line: Range<Int>) -> Int? {
    for position in line where text[position] == UInt8(ascii: ":") { return position }
    guard let blank = line.first(where: { text[$0].isBlank }) else { return nil }
    let value = text.trimmed(blank..<line.upperBound)
    return value.contains { text[$0].isBlank } ? nil : blank
  }
}

/// What the lines of a robots.txt are about.
package enum RobotsKey: String, Sendable {
  case userAgent = "User-agent"
  case allow = "Allow"
  case disallow = "Disallow"
  case sitemap = "Sitemap"
  case crawlDelay = "Crawl-delay"
  case requestRate = "Request-rate"
  /// A key of other crawlers, which is known and says nothing to us.
  case unused

  /// Names count by how they begin, whatever the case.
  static func named(
    _ text: Span<UInt8>, in name: Range<Int>
  ) -> (key: RobotsKey?, isMisspelt: Bool) {
    for (spelling, key, isMisspelt) in spellings where text.starts(spelling, in: name) {
      return (key, isMisspelt)
    }
    return (nil, false)
  }

  private static let spellings: [(StaticString, RobotsKey, isMisspelt: Bool)] = [
    ("user-agent", .userAgent, false), ("useragent", .userAgent, true),
    ("user agent", .userAgent, true), ("allow", .allow, false), ("disallow", .disallow, false),
    ("dissallow", .disallow, true), ("dissalow", .disallow, true), ("disalow", .disallow, true),
    ("diasllow", .disallow, true), ("disallaw", .disallow, true), ("sitemap", .sitemap, false),
    ("site-map", .sitemap, true), ("crawl-delay", .crawlDelay, false),
    ("crawldelay", .crawlDelay, true), ("request-rate", .requestRate, false),
    ("clean-param", .unused, false), ("host", .unused, false), ("noarchive", .unused, false),
    ("noindex", .unused, false), ("nofollow", .unused, false), ("visit-time", .unused, false),
  ]
}
