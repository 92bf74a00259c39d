/// What a page says about itself to crawlers, in `<meta name=robots>` or `X-Robots-Tag`.
///
/// Where two statements differ the stricter one holds, so that parts can simply be united. The raw
/// values stand in `crawl.db` and on the parser wire: add at the end, never renumber.
package struct RobotsDirectives: OptionSet, Sendable, Hashable {
  package let rawValue: UInt16

  package init(rawValue: UInt16) { self.rawValue = rawValue }

  /// The page does not want to be in an index.
  package static let noindex = RobotsDirectives(rawValue: 1 << 0)
  /// The page's links are not to be followed.
  package static let nofollow = RobotsDirectives(rawValue: 1 << 1)
  /// No copy is to be shown.
  package static let noarchive = RobotsDirectives(rawValue: 1 << 2)
  /// No extract is to be shown.
  package static let nosnippet = RobotsDirectives(rawValue: 1 << 3)
  /// The page's images are not to be indexed.
  package static let noimageindex = RobotsDirectives(rawValue: 1 << 4)
  /// No translation is to be offered.
  package static let notranslate = RobotsDirectives(rawValue: 1 << 5)
  /// May be indexed inside another page in spite of noindex.
  package static let indexifembedded = RobotsDirectives(rawValue: 1 << 6)
  /// `none`: neither index nor follow.
  package static let none: RobotsDirectives = [.noindex, .nofollow]

  private static let spellings: [(StaticString, RobotsDirectives)] = [
    ("noindex", .noindex), ("nofollow", .nofollow), ("none", .none), ("noarchive", .noarchive),
    ("nocache", .noarchive), ("nosnippet", .nosnippet), ("noimageindex", .noimageindex),
    ("notranslate", .notranslate), ("indexifembedded", .indexifembedded),
  ]

  /// Reads the `content` of a meta element. Commas, semicolons and blanks separate; what is not
  /// known says nothing. O(n).
  package static func parse(meta content: Span<UInt8>) -> RobotsDirectives {
    parse(content, in: 0..<content.count)
  }

  /// Reads the values of `X-Robots-Tag` headers, a line feed between two of them: a user agent in
  /// front (`otherbot: noindex, nofollow`) narrows what follows it in the same header. O(n).
  package static func parse(header values: String, for productToken: String) -> RobotsDirectives {
    var directives: RobotsDirectives = []
    let token = productToken.lowercased()
    for value in values.lowercased().split(separator: "\n") {
      directives.formUnion(parse(value, for: token))
    }
    return directives
  }

  private static func parse(_ value: Substring, for token: String) -> RobotsDirectives {
    var directives: RobotsDirectives = []
    var isForUs = true
    for item in value.split(separator: ",") {
      var statement = item
      if let colon = item.firstIndex(of: ":"), let name = userAgent(item[..<colon]) {
        isForUs = name == token || name == "*"
        statement = item[item.index(after: colon)...]
      }
      guard isForUs else { continue }
      directives.formUnion(parse(meta: Array(statement.utf8).span))
    }
    return directives
  }

  /// What stands before a colon, if it is a user agent: neither a directive that has a value
  /// (`max-snippet: 20`) nor a part of a date (`unavailable_after: Sat, 25 Jun 2010 15:00:00 GMT`),
  /// which has commas and colons of its own.
  private static func userAgent(_ text: Substring) -> Substring? {
    let name = text.drop(while: \.isWhitespace).prefix { !$0.isWhitespace }
    guard text[name.endIndex...].allSatisfy(\.isWhitespace), name != "unavailable_after",
      !name.hasPrefix("max-")
    else { return nil }
    return name == "*" || RobotsAgent.productToken(ofHeader: String(name)) == String(name)
      ? name : nil
  }

  private static func parse(_ text: Span<UInt8>, in range: Range<Int>) -> RobotsDirectives {
    var directives: RobotsDirectives = []
    var start = range.lowerBound
    while start < range.upperBound {
      var end = start
      while end < range.upperBound, !isSeparator(text[end]) { end += 1 }
      for (name, directive) in spellings
      where end - start == name.utf8CodeUnitCount && text.starts(name, in: start..<end) {
        directives.formUnion(directive)
      }
      start = end + 1
    }
    return directives
  }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte.isBlank || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";")
  }
}
