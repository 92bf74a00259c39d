import WebURL

/// Comparisons and splitting as HTML does them: ASCII case is ignored, white space is ASCII's.
extension Span where Element == UInt8 {
  /// Whether these bytes are this lower-case text, in any case of letters.
  func equalsIgnoringCase(_ lowercase: StaticString) -> Bool {
    matchesIgnoringCase(lowercase, at: 0) && count == lowercase.utf8CodeUnitCount
  }

  /// Whether this lower-case text stands at an offset, in any case of letters.
  func matchesIgnoringCase(_ lowercase: StaticString, at offset: Int) -> Bool {
    let length = lowercase.utf8CodeUnitCount
    guard offset >= 0, count - offset >= length else { return false }
    for index in 0..<length {
      let expected = unsafe lowercase.utf8Start[index]
      guard self[offset + index].asciiLowercased == expected else { return false }
    }
    return true
  }

  /// Moves a position on over the bytes that fulfil a condition.
  func skip(_ position: inout Int, while condition: (UInt8) -> Bool) {
    while position < count, condition(self[position]) { position += 1 }
  }

  /// Calls `body` with the range of each token between separators.
  func forEachToken(separatedBy isSeparator: (UInt8) -> Bool, _ body: (Range<Int>) -> Void) {
    var start = 0
    while start < count {
      guard !isSeparator(self[start]) else {
        start += 1
        continue
      }
      var end = start + 1
      while end < count, !isSeparator(self[end]) { end += 1 }
      body(start..<end)
      start = end
    }
  }

  /// Where this is without white space at both ends.
  var trimmedRange: Range<Int> {
    var start = 0
    var end = count
    while start < end, self[start].isHTMLSpace { start += 1 }
    while end > start, self[end - 1].isHTMLSpace { end -= 1 }
    return start..<end
  }
}

extension UInt8 {
  /// ASCII white space: tab, line feed, form feed, carriage return, space (Infra Standard).
  @inline(__always)
  var isHTMLSpace: Bool {
    self == 0x20 || self == 0x0A || self == 0x09 || self == 0x0D || self == 0x0C
  }

  /// A to Z as a to z, the rest as it is.
  @inline(__always)
  var asciiLowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

  /// Whether this is 0 to 9.
  var isASCIIDigit: Bool { self &- 0x30 < 10 }
}

extension [UInt8] {
  /// Appends text with each run of white space made one space, none at the start; stops once the
  /// array is longer than `maximum`. A space at the end is left for `dropTrailingSpace`.
  mutating func append(collapsing bytes: Span<UInt8>, upTo maximum: Int) {
    for index in bytes.indices {
      guard count <= maximum else { return }
      let byte = bytes[index]
      if !byte.isHTMLSpace {
        append(byte)
      } else if let last, last != 0x20 {
        append(0x20)
      }
    }
  }

  /// Ends what `append(collapsing:)` has gathered.
  mutating func dropTrailingSpace() {
    if last == 0x20 { removeLast() }
  }
}

/// What `rel` and `robots` texts mean.
enum Tokens {
  /// The `rel` tokens that matter to graphs.
  static func relation(of rel: Span<UInt8>) -> LinkRelation {
    var relation = LinkRelation.plain
    rel.forEachToken(separatedBy: { $0.isHTMLSpace || $0 == UInt8(ascii: ",") }) { range in
      let token = rel.extracting(range)
      if token.equalsIgnoringCase("nofollow") { relation.insert(.nofollow) }
      if token.equalsIgnoringCase("ugc") { relation.insert(.ugc) }
      if token.equalsIgnoringCase("sponsored") { relation.insert(.sponsored) }
      if token.equalsIgnoringCase("external") { relation.insert(.external) }
    }
    return relation
  }

  /// The kinds of link that a `<link rel>` makes. An alternate stylesheet is a stylesheet and
  /// nothing else (HTML Standard, 4.6.7.1).
  static func linkKinds(of rel: Span<UInt8>) -> LinkElementKinds {
    var kinds: LinkElementKinds = []
    rel.forEachToken(separatedBy: \.isHTMLSpace) { range in
      kinds.formUnion(LinkElementKinds(token: rel.extracting(range)))
    }
    if kinds.contains(.stylesheet) { kinds.remove(.alternate) }
    return kinds
  }

  /// Whether a robots text says noindex, nofollow, or both with `none`.
  static func robots(_ content: Span<UInt8>) -> (noindex: Bool, nofollow: Bool) {
    var noindex = false
    var nofollow = false
    content.forEachToken(
      separatedBy: { $0.isHTMLSpace || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ";") }
    ) { range in
      let token = content.extracting(range)
      let isNone = token.equalsIgnoringCase("none")
      noindex = noindex || isNone || token.equalsIgnoringCase("noindex")
      nofollow = nofollow || isNone || token.equalsIgnoringCase("nofollow")
    }
    return (noindex, nofollow)
  }
}

extension LinkRelation {
  /// No token at all. (The literal `[]` of another module's option set is a generic call.)
  static var plain: LinkRelation { LinkRelation(rawValue: 0) }
}

/// The kinds of link that one `<link>` element makes.
struct LinkElementKinds: OptionSet {
  let rawValue: UInt8

  static let canonical = LinkElementKinds(rawValue: 1 << 0)
  static let next = LinkElementKinds(rawValue: 1 << 1)
  static let previous = LinkElementKinds(rawValue: 1 << 2)
  static let alternate = LinkElementKinds(rawValue: 1 << 3)
  static let stylesheet = LinkElementKinds(rawValue: 1 << 4)
  static let icon = LinkElementKinds(rawValue: 1 << 5)

  init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The kind that a `rel` token makes, if any.
  init(token: Span<UInt8>) {
    if token.equalsIgnoringCase("stylesheet") {
      self = .stylesheet
    } else if token.equalsIgnoringCase("canonical") {
      self = .canonical
    } else if token.equalsIgnoringCase("alternate") {
      self = .alternate
    } else if token.equalsIgnoringCase("next") {
      self = .next
    } else if token.equalsIgnoringCase("prev") || token.equalsIgnoringCase("previous") {
      self = .previous
    } else if token.equalsIgnoringCase("icon") || token.equalsIgnoringCase("mask-icon")
      || token.equalsIgnoringCase("apple-touch-icon")
      || token.equalsIgnoringCase("apple-touch-icon-precomposed")
    {
      self = .icon
    } else {
      self = []
    }
  }

  /// What they are called in the facts, in order.
  static let linkKinds: [(LinkElementKinds, LinkKind)] = [
    (.canonical, .canonical), (.next, .next), (.previous, .previous), (.alternate, .alternate),
    (.stylesheet, .stylesheet), (.icon, .icon),
  ]
}
