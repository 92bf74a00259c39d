import Encodings

/// The encoding in an XML declaration (HTML Standard, 13.2.3.2, "get an XML encoding"; XML 1.0, F).
enum XMLDeclaration {
  /// The encoding that a text's XML declaration names or, in UTF-16, shows; nil without one.
  static func encoding(of text: Span<UInt8>) -> CharacterEncoding? {
    utf16(text) ?? named(in: text)
  }

  /// Whether the text starts with `<?x` in UTF-16.
  static func utf16(_ text: Span<UInt8>) -> CharacterEncoding? {
    if text.startsWith("<\0?\0x\0") { return .utf16LE }
    if text.startsWith("\0<\0?\0x") { return .utf16BE }
    return nil
  }

  /// The encoding that is named. That could be read, so it is not UTF-16 whatever it says.
  static func named(in text: Span<UInt8>) -> CharacterEncoding? {
    guard text.startsWith("<?xml") else { return nil }
    var end = 0
    text.skip(&end) { $0 != UInt8(ascii: ">") }
    guard end < text.count, let label = label(in: text.extracting(0..<end)) else { return nil }
    let encoding = CharacterEncoding(label: text.extracting(label))
    return encoding == .utf16BE || encoding == .utf16LE ? .utf8 : encoding
  }

  private static func label(in declaration: Span<UInt8>) -> Range<Int>? {
    guard var position = declaration.offset(of: "encoding") else { return nil }
    position += 8
    declaration.skip(&position) { $0 <= 0x20 }
    guard position < declaration.count, declaration[position] == UInt8(ascii: "=") else {
      return nil
    }
    position += 1
    declaration.skip(&position) { $0 <= 0x20 }
    guard position < declaration.count else { return nil }
    let quote = declaration[position]
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return nil }
    let start = position + 1
    position = start
    declaration.skip(&position) { $0 != quote }
    let range = start..<position
    guard position < declaration.count, range.allSatisfy({ declaration[$0] > 0x20 }) else {
      return nil
    }
    return range
  }
}

extension Span where Element == UInt8 {
  /// Whether this starts with exactly this text.
  fileprivate func startsWith(_ prefix: StaticString) -> Bool {
    count >= prefix.utf8CodeUnitCount
      && (0..<prefix.utf8CodeUnitCount).allSatisfy { unsafe self[$0] == prefix.utf8Start[$0] }
  }

  /// Where a text stands first.
  fileprivate func offset(of text: StaticString) -> Int? {
    let length = text.utf8CodeUnitCount
    guard count >= length else { return nil }
    return (0...count - length).first { start in
      (0..<length).allSatisfy { unsafe self[start + $0] == text.utf8Start[$0] }
    }
  }
}
