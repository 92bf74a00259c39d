/// What stands before the root element of an XML document (XML 1.0, section 2.8).
enum XMLProlog {
  /// Whether the root element is `html`, with or without a prefix, the XHTML namespace taken for
  /// granted. Nil where the bytes end before it. Bytes must be of an encoding that holds ASCII.
  static func rootIsXHTML(_ text: Span<UInt8>) -> Bool? {
    var position = text.matches([0xEF, 0xBB, 0xBF], at: 0) ? 3 : 0
    while true {
      while position < text.count, text[position].isXMLSpace { position += 1 }
      guard position < text.count else { return nil }
      guard text[position] == UInt8(ascii: "<") else { return false }
      let next: Int?
      if text.matches("<!--", at: position) {
        next = text.end(of: "-->", from: position + 4)
      } else if text.matches("<?", at: position) {
        next = text.end(of: "?>", from: position + 2)
      } else if text.matches(ignoringCase: "<!DOCTYPE", at: position) {
        next = endOfDoctype(text, from: position + 9)
      } else {
        return rootName(text, from: position + 1)
      }
      guard let next else { return nil }
      position = next
    }
  }

  private static func rootName(_ text: Span<UInt8>, from start: Int) -> Bool? {
    var name = start
    var end = start
    while end < text.count {
      let byte = text[end]
      if byte.isXMLSpace || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") {
        return end - name == 4 && text.matches("html", at: name)
      }
      // `<!` may become a comment or a doctype yet.
      if end == start, byte == UInt8(ascii: "!"), text.count - start < 8 { return nil }
      end += 1
      if byte == UInt8(ascii: ":") { name = end }
    }
    return nil
  }

  /// Behind the `>` that ends a document type declaration, its internal subset skipped.
  private static func endOfDoctype(_ text: Span<UInt8>, from start: Int) -> Int? {
    var depth = 0
    var quote: UInt8 = 0
    for index in start..<text.count {
      let byte = text[index]
      if quote != 0 {
        if byte == quote { quote = 0 }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: "[") {
        depth += 1
      } else if byte == UInt8(ascii: "]") {
        depth -= 1
      } else if byte == UInt8(ascii: ">"), depth <= 0 {
        return index + 1
      }
    }
    return nil
  }
}

extension UInt8 {
  fileprivate var isXMLSpace: Bool { self == 0x20 || self == 0x0A || self == 0x09 || self == 0x0D }
}

extension Span<UInt8> {
  /// The index behind the first `text` at or behind `start`.
  fileprivate func end(of text: StaticString, from start: Int) -> Int? {
    guard start < count else { return nil }
    for index in start..<count where matches(text, at: index) {
      return index + text.utf8CodeUnitCount
    }
    return nil
  }
}
