import Encodings
import Glibc

/// Looks for a `<meta>` that declares an encoding (HTML Standard, 13.2.3.2, "prescan a byte stream to
/// determine its encoding").
struct CharsetPrescan {
  private var position = 0
  /// Whether contents that are text whatever they look like are passed over. The standard's prescan
  /// does not know them.
  private let knowsRawText: Bool

  /// How far the declaration is looked for, in bytes.
  private static let window = 1024

  private init(knowsRawText: Bool) { self.knowsRawText = knowsRawText }

  /// The encoding that a body declares in its first 1024 bytes, or nil. What those bytes cut off
  /// declares nothing.
  static func encoding(of body: Span<UInt8>) -> CharacterEncoding? {
    let head = body.extracting(first: window)
    if let encoding = XMLDeclaration.utf16(head) { return encoding }
    var scan = CharsetPrescan(knowsRawText: false)
    return scan.firstMeta(head) ?? XMLDeclaration.named(in: head)
  }

  /// The encoding of the first `<meta>` that declares one for the parser, which knows where a script or
  /// a title ends, or nil. O(body), and no more than a search where there is no such element.
  static func encodingOfFirstMeta(in body: Span<UInt8>) -> CharacterEncoding? {
    guard mayDeclare(body) else { return nil }
    var scan = CharsetPrescan(knowsRawText: true)
    return scan.firstMeta(body)
  }

  /// Whether some tag is a `<meta>` and a charset stands somewhere behind it.
  private static func mayDeclare(_ body: Span<UInt8>) -> Bool {
    var position = 0
    while true {
      body.skipToTag(&position)
      guard position < body.count else { return false }
      if body.matchesIgnoringCase("<meta", at: position) {
        return body.offset(of: "charset", from: position + 5) != nil
      }
      position += 1
    }
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

  // MARK: <meta>

  private mutating func firstMeta(_ head: Span<UInt8>) -> CharacterEncoding? {
    while true {
      head.skipToTag(&position)
      guard position < head.count else { return nil }
      if head.matchesIgnoringCase("<!--", at: position) {
        skipComment(head)
      } else if isMeta(head) {
        position += 6
        if let encoding = meta(head) { return encoding }
      } else if isTag(head) {
        skipTag(head)
      } else if isMarkup(head) {
        head.skip(&position) { $0 != UInt8(ascii: ">") }
      } else {
        position += 1
      }
    }
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

  private mutating func skipTag(_ head: Span<UInt8>) {
    let start = position + 1
    head.skip(&position) { !$0.isHTMLSpace && $0 != UInt8(ascii: ">") }
    var nameEnd = start
    head.skip(&nameEnd) { !$0.isHTMLSpace && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/") }
    while attribute(head) != nil {}
    if knowsRawText { skipRawText(of: start..<nameEnd, head) }
  }

  /// Passes over what the parser reads as text, up to the end tag, if this is the name of such an
  /// element (13.2.6.4.4 and 13.2.6.4.7).
  private mutating func skipRawText(of name: Range<Int>, _ head: Span<UInt8>) {
    let element = head.extracting(name)
    if element.equalsIgnoringCase("plaintext") {
      position = head.count
      return
    }
    guard Self.rawText.contains(where: { element.equalsIgnoringCase($0) }) else { return }
    while true {
      head.skipToTag(&position)
      guard position < head.count else { return }
      if isEndTag(of: element, head) { return }
      position += 1
    }
  }

  private func isEndTag(of element: Span<UInt8>, _ head: Span<UInt8>) -> Bool {
    let start = position + 2
    let end = start + element.count
    guard end < head.count, head[position + 1] == UInt8(ascii: "/") else { return false }
    let isNamed = element.indices.allSatisfy {
      head[start + $0].asciiLowercased == element[$0].asciiLowercased
    }
    return isNamed
      && (head[end].isHTMLSpace || head[end] == UInt8(ascii: ">") || head[end] == UInt8(ascii: "/"))
  }

  private static let rawText: [StaticString] = [
    "script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes",
  ]

  /// The two hyphens that end a comment may be those that start it.
  private mutating func skipComment(_ head: Span<UInt8>) {
    position += 2
    while position < head.count {
      if head.matchesIgnoringCase("-->", at: position) {
        position += 2
        return
      }
      if knowsRawText, head.matchesIgnoringCase("--!>", at: position) {
        position += 3
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
  /// Moves an offset on to the next `<`, or to the end.
  fileprivate func skipToTag(_ offset: inout Int) {
    let start = offset
    guard start < count else { return }
    unsafe withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      let found = unsafe memchr(base + start, Int32(UInt8(ascii: "<")), count - start)
      offset = unsafe found.map { unsafe UnsafeRawPointer($0) - base } ?? count
    }
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
