/// The named characters of XHTML's document types, which its pages use and which XML alone does not know
/// (HTML Standard, 14.2).
enum XHTMLEntities {
  /// Appends a document with HTML's named characters in place of references to them. The five names of
  /// XML stay, and so does what stands in comments and CDATA sections. False, with nothing appended, when
  /// there is nothing to replace. O(text); three times as long as the text at most.
  static func replace(
    in text: Span<UInt8>, _ references: inout CharacterReferences, into output: inout [UInt8]
  ) -> Bool {
    guard let first = nextReference(in: text, from: 0) else { return false }
    var copied = 0
    var next: Int? = first
    while let start = next {
      output.append(text.extracting(copied..<start))
      let end = endOfReference(in: text, from: start)
      references.append(start..<end, of: text, in: .text, to: &output)
      copied = end
      next = nextReference(in: text, from: end)
    }
    output.append(text.extracting(copied..<text.count))
    return true
  }

  /// The next `&` that starts a name, ended by a semicolon, that is not XML's own.
  private static func nextReference(in text: Span<UInt8>, from start: Int) -> Int? {
    var place = start
    while place < text.count {
      let byte = text[place]
      if byte == UInt8(ascii: "&") {
        if isReference(in: text, at: place) { return place }
      } else if byte == UInt8(ascii: "<"), let end = endOfLiteral(in: text, from: place) {
        place = end
        continue
      }
      place += 1
    }
    return nil
  }

  private static func isReference(in text: Span<UInt8>, at place: Int) -> Bool {
    let end = endOfReference(in: text, from: place)
    guard end - place > 2, end <= text.count, text[end - 1] == UInt8(ascii: ";"),
      text[place + 1].isASCIILetter
    else { return false }
    let name = text.extracting(place..<end)
    return !ownNames.contains { name.isEqual(to: $0) }
  }

  private static let ownNames: [StaticString] = ["&amp;", "&lt;", "&gt;", "&quot;", "&apos;"]

  /// The place behind a reference's semicolon, or behind its letters and digits.
  private static func endOfReference(in text: Span<UInt8>, from start: Int) -> Int {
    var end = start + 1
    let limit = min(text.count, start + NamedReferences.longestName + 2)
    while end < limit, text[end].isASCIILetter || text[end].isASCIIDigit { end += 1 }
    return end < limit && text[end] == UInt8(ascii: ";") ? end + 1 : end
  }

  /// The end of the comment or CDATA section that starts here, if one does.
  private static func endOfLiteral(in text: Span<UInt8>, from start: Int) -> Int? {
    let isComment = text.matchesIgnoringCase("<!--", at: start)
    guard isComment || text.matchesIgnoringCase("<![cdata[", at: start) else { return nil }
    let closing: StaticString = isComment ? "-->" : "]]>"
    var end = ByteSearch.first(UInt8(ascii: ">"), in: text, from: start + 4)
    while end < text.count {
      if text.matchesIgnoringCase(closing, at: end - 2) { return end + 1 }
      end = ByteSearch.first(UInt8(ascii: ">"), in: text, from: end + 1)
    }
    return text.count
  }
}

extension Span where Element == UInt8 {
  /// Whether these bytes are this text.
  func isEqual(to text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    return indices.allSatisfy { unsafe self[$0] == text.utf8Start[$0] }
  }
}
