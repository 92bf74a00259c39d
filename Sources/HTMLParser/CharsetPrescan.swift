/// Looks for a declared encoding at the start of a body (HTML Standard, 13.2.3.2, "prescan a byte
/// stream to determine its encoding").
struct CharsetPrescan {
  private var position = 0

  /// How far the declaration must be looked for, in bytes.
  static let window = 1024
  /// How far it is looked for when there is no other sign: browsers obey a late `<meta>` too.
  static let wideWindow = 65_536

  /// The encoding that a body declares in its first `window` bytes, or nil.
  static func encoding(of body: Span<UInt8>, within window: Int = window) -> CharacterEncoding? {
    let head = body.extracting(first: window)
    if let declared = fromXMLDeclaration(head) { return declared }
    var scan = CharsetPrescan()
    return scan.fromMeta(head)
  }

  /// A meta that says UTF-16 cannot be right, since it was read; x-user-defined stands for
  /// windows-1252.
  private static func declared(_ label: Span<UInt8>) -> CharacterEncoding? {
    switch CharacterEncoding(label: label) {
    case .utf16BE, .utf16LE: .utf8
    case .userDefined: .windows1252
    case let encoding: encoding
    }
  }

  // MARK: <?xml encoding="…"?>

  private static func fromXMLDeclaration(_ head: Span<UInt8>) -> CharacterEncoding? {
    guard head.startsWith("<?xml") else { return nil }
    var end = 0
    head.skip(&end) { $0 != UInt8(ascii: ">") }
    let declaration = head.extracting(0..<end)
    guard var position = declaration.offset(of: "encoding", from: 5) else { return nil }
    position += 8
    declaration.skip(&position) { $0 <= 0x20 }
    guard position < end, declaration[position] == UInt8(ascii: "=") else { return nil }
    position += 1
    declaration.skip(&position) { $0 <= 0x20 }
    guard position < end else { return nil }
    let quote = declaration[position]
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return nil }
    let start = position + 1
    position = start
    declaration.skip(&position) { $0 != quote }
    guard position < end else { return nil }
    return declared(declaration.extracting(start..<position))
  }

  // MARK: <meta>

  private mutating func fromMeta(_ head: Span<UInt8>) -> CharacterEncoding? {
    while position < head.count {
      head.skip(&position) { $0 != UInt8(ascii: "<") }
      if head.matchesIgnoringCase("<!--", at: position) {
        skipComment(head)
      } else if isMeta(head) {
        position += 6
        if let encoding = meta(head) { return encoding }
      } else if isTag(head) {
        head.skip(&position) { !$0.isHTMLSpace && $0 != UInt8(ascii: ">") }
        while attribute(head) != nil {}
      } else if isMarkup(head) {
        head.skip(&position) { $0 != UInt8(ascii: ">") }
      } else {
        position += 1
      }
    }
    return nil
  }

  private func isMeta(_ head: Span<UInt8>) -> Bool {
    guard head.matchesIgnoringCase("<meta", at: position), position + 5 < head.count else {
      return false
    }
    return head[position + 5].isHTMLSpace || head[position + 5] == UInt8(ascii: "/")
  }

  private func isTag(_ head: Span<UInt8>) -> Bool {
    guard position + 1 < head.count else { return false }
    let isEnd = head[position + 1] == UInt8(ascii: "/")
    let letter = position + (isEnd ? 2 : 1)
    return letter < head.count && (head[letter] | 0x20) &- 0x61 < 26
  }

  private func isMarkup(_ head: Span<UInt8>) -> Bool {
    guard position + 1 < head.count else { return false }
    let byte = head[position + 1]
    return byte == UInt8(ascii: "!") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?")
  }

  /// The two hyphens that end a comment may be those that start it.
  private mutating func skipComment(_ head: Span<UInt8>) {
    position += 2
    while position < head.count {
      if head.matchesIgnoringCase("-->", at: position) {
        position += 2
        return
      }
      position += 1
    }
  }

  private mutating func meta(_ head: Span<UInt8>) -> CharacterEncoding? {
    var isPragma = false
    var needsPragma: Bool?
    var encoding: CharacterEncoding?
    var seen: SeenAttributes = []
    while let attribute = attribute(head) {
      let name = head.extracting(attribute.name)
      let value = head.extracting(attribute.value)
      if name.equalsIgnoringCase("http-equiv"), seen.insert(.pragma).inserted {
        isPragma = value.equalsIgnoringCase("content-type")
      } else if name.equalsIgnoringCase("content"), seen.insert(.content).inserted {
        if needsPragma == nil, let label = Self.charset(in: value),
          let found = Self.declared(value.extracting(label))
        {
          encoding = found
          needsPragma = true
        }
      } else if name.equalsIgnoringCase("charset"), seen.insert(.charset).inserted {
        encoding = Self.declared(value)
        needsPragma = false
      }
    }
    // Bytes that run out before the tag does declare nothing.
    guard position < head.count, let needsPragma, !needsPragma || isPragma else { return nil }
    return encoding
  }

  private struct SeenAttributes: OptionSet {
    let rawValue: UInt8
    static let pragma = SeenAttributes(rawValue: 1)
    static let content = SeenAttributes(rawValue: 2)
    static let charset = SeenAttributes(rawValue: 4)
  }

  /// The label in `text/html; charset=…` (HTML Standard, "extracting a character encoding from a meta
  /// element").
  private static func charset(in content: Span<UInt8>) -> Range<Int>? {
    var position = 0
    while let found = content.offset(of: "charset", from: position) {
      position = found + 7
      content.skip(&position, while: \.isHTMLSpace)
      guard position < content.count, content[position] == UInt8(ascii: "=") else { continue }
      position += 1
      content.skip(&position, while: \.isHTMLSpace)
      guard position < content.count else { return nil }
      let quote = content[position]
      var end = position
      guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
        content.skip(&end) { !$0.isHTMLSpace && $0 != UInt8(ascii: ";") }
        return position..<end
      }
      end += 1
      content.skip(&end) { $0 != quote }
      return end < content.count ? position + 1..<end : nil
    }
    return nil
  }

  /// The standard's "get an attribute": where its name and its value stand, or nil at the tag's end.
  private mutating func attribute(_ head: Span<UInt8>) -> (name: Range<Int>, value: Range<Int>)? {
    head.skip(&position) { $0.isHTMLSpace || $0 == UInt8(ascii: "/") }
    guard position < head.count, head[position] != UInt8(ascii: ">") else { return nil }
    let start = position
    // An equals sign at the start belongs to the name.
    position += 1
    head.skip(&position) {
      !$0.isHTMLSpace && $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: "/")
        && $0 != UInt8(ascii: ">")
    }
    let name = start..<position
    head.skip(&position, while: \.isHTMLSpace)
    guard position < head.count, head[position] == UInt8(ascii: "=") else {
      return (name, position..<position)
    }
    position += 1
    head.skip(&position, while: \.isHTMLSpace)
    return (name, value(head))
  }

  private mutating func value(_ head: Span<UInt8>) -> Range<Int> {
    guard position < head.count else { return position..<position }
    let quote = head[position]
    if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
      let start = position + 1
      position = start
      head.skip(&position) { $0 != quote }
      let end = position
      if position < head.count { position += 1 }
      return start..<end
    }
    let start = position
    head.skip(&position) { !$0.isHTMLSpace && $0 != UInt8(ascii: ">") }
    return start..<position
  }
}

extension Span where Element == UInt8 {
  /// Whether this starts with exactly this text.
  fileprivate func startsWith(_ prefix: StaticString) -> Bool {
    count >= prefix.utf8CodeUnitCount
      && (0..<prefix.utf8CodeUnitCount).allSatisfy { unsafe self[$0] == prefix.utf8Start[$0] }
  }

  /// Where a lower-case text stands first, in any case of letters.
  fileprivate func offset(of lowercase: StaticString, from start: Int) -> Int? {
    var offset = start
    while count - offset >= lowercase.utf8CodeUnitCount {
      if matchesIgnoringCase(lowercase, at: offset) { return offset }
      offset += 1
    }
    return nil
  }
}
