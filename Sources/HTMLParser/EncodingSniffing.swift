import Encodings
import ParserWire

/// Which encoding a body is in (HTML Standard, 13.2.3.2).
enum EncodingSniffing {
  /// Enough of a body to see whether it has the zero bytes of UTF-16.
  private static let sample = 1024

  /// The encoding of a body: its byte order mark, else what the header says, else what it declares itself,
  /// else UTF-8 if it has more than ASCII and all of it is UTF-8, else windows-1252, which is where
  /// browsers end too. A label that nobody knows says nothing. XML has no `<meta>`, and ends at UTF-8.
  ///
  /// One thing is not as the standard says, because it would lose every link: a header that says UTF-16
  /// of a body with tags and without a zero byte, and hence without a tag of UTF-16, says nothing.
  static func encoding(
    of body: Span<UInt8>, header: Span<UInt8>, documentType: DocumentType
  ) -> CharacterEncoding {
    if let mark = ByteOrderMark(body) { return mark.encoding }
    if let encoding = CharacterEncoding(label: header), !isRefuted(encoding, by: body) {
      return encoding
    }
    switch documentType {
    case .html: return declared(in: body) ?? guess(body)
    case .xhtml: return XMLDeclaration.encoding(of: body) ?? .utf8
    // By the protocol all sitemaps are UTF-8; those that are not seldom say so.
    case .sitemap: return XMLDeclaration.encoding(of: body) ?? guess(body)
    }
  }

  private static func isRefuted(_ encoding: CharacterEncoding, by body: Span<UInt8>) -> Bool {
    guard encoding == .utf16BE || encoding == .utf16LE else { return false }
    let head = body.extracting(first: sample)
    return !head.indices.contains { head[$0] == 0 } && hasTag(head)
  }

  private static func hasTag(_ text: Span<UInt8>) -> Bool {
    text.indices.dropLast().contains { index in
      let next = text[index + 1]
      return text[index] == UInt8(ascii: "<")
        && ((next | 0x20) &- 0x61 < 26 || next == UInt8(ascii: "!") || next == UInt8(ascii: "/"))
    }
  }

  /// The first `<meta>` that the parser will see has the last word, wherever it stands (13.2.3.4,
  /// "changing the encoding while parsing"): all that came before it is parsed anew.
  private static func declared(in body: Span<UInt8>) -> CharacterEncoding? {
    let prescanned = CharsetPrescan.encoding(of: body)
    if prescanned == .utf16BE || prescanned == .utf16LE { return prescanned }
    return CharsetPrescan.encodingOfFirstMeta(in: body) ?? prescanned
  }

  private static func guess(_ body: Span<UInt8>) -> CharacterEncoding {
    if let encoding = utf16OfBasicLatin(body) { return encoding }
    return UTF8Scan.isPlausible(body) ? .utf8 : .windows1252
  }

  /// UTF-16 without a mark, seen by every other byte being zero, as it is in markup.
  private static func utf16OfBasicLatin(_ body: Span<UInt8>) -> CharacterEncoding? {
    let head = body.extracting(first: min(body.count & ~1, sample))
    guard !head.isEmpty else { return nil }
    let isZeroFirst = head[0] == 0
    for index in head.indices where (head[index] == 0) != (index.isMultiple(of: 2) == isZeroFirst) {
      return nil
    }
    return isZeroFirst ? .utf16BE : .utf16LE
  }
}
