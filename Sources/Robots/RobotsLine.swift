/// One line of a robots.txt, as far as it says something.
struct RobotsLine {
  enum Key {
    case userAgent
    case allow
    case disallow
    case sitemap
    case crawlDelay
    case requestRate
  }

  let key: Key
  /// Where the value stands in the text, without the blanks around it.
  let value: Range<Int>

  /// Reads the line at `range`: `key: value`, a comment behind `#`. Like Google's parser it takes
  /// the frequent misspellings, and a blank for a missing colon if there are two words. Nil for
  /// lines that say nothing.
  init?(_ text: Span<UInt8>, in range: Range<Int>) {
    var end = range.lowerBound
    while end < range.upperBound, text[end] != UInt8(ascii: "#") { end += 1 }
    let line = text.trimmed(range.lowerBound..<end)
    guard let separator = Self.separator(text, in: line) else { return nil }
    let name = text.trimmed(line.lowerBound..<separator)
    guard !name.isEmpty, let key = Self.key(text, in: name) else { return nil }
    self.key = key
    self.value = text.trimmed(separator + 1..<line.upperBound)
  }

  private static func separator(_ text: Span<UInt8>, in line: Range<Int>) -> Int? {
    for position in line where text[position] == UInt8(ascii: ":") { return position }
    guard let blank = line.first(where: { text[$0].isBlank }) else { return nil }
    let value = text.trimmed(blank..<line.upperBound)
    return value.contains { text[$0].isBlank } ? nil : blank
  }

  /// Names count by how they begin, whatever the case.
  private static func key(_ text: Span<UInt8>, in name: Range<Int>) -> Key? {
    for (spelling, key) in spellings where text.starts(spelling, in: name) { return key }
    return nil
  }

  private static let spellings: [(StaticString, Key)] = [
    ("user-agent", .userAgent), ("useragent", .userAgent), ("user agent", .userAgent),
    ("allow", .allow), ("disallow", .disallow), ("dissallow", .disallow),
    ("dissalow", .disallow), ("disalow", .disallow), ("diasllow", .disallow),
    ("disallaw", .disallow), ("sitemap", .sitemap), ("site-map", .sitemap),
    ("crawl-delay", .crawlDelay), ("crawldelay", .crawlDelay), ("request-rate", .requestRate),
  ]
}

extension UInt8 {
  var isBlank: Bool { self == 0x20 || self &- 0x09 < 5 }
}

extension Span<UInt8> {
  /// `range` without the blanks at its ends.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var start = range.lowerBound
    var end = range.upperBound
    while start < end, self[start].isBlank { start += 1 }
    while end > start, self[end - 1].isBlank { end -= 1 }
    return start..<end
  }

  /// Whether `range` begins with `name`, which is in lower case, whatever its own case.
  func starts(_ name: StaticString, in range: Range<Int>) -> Bool {
    let length = name.utf8CodeUnitCount
    guard range.count >= length else { return false }
    for offset in 0..<length {
      let byte = self[range.lowerBound + offset]
      let lower = byte &- 0x41 < 26 ? byte | 0x20 : byte
      if unsafe lower != name.utf8Start[offset] { return false }
    }
    return true
  }

  func string(_ range: Range<Int>) -> String {
    String(decoding: range.map { self[$0] }, as: UTF8.self)
  }
}
