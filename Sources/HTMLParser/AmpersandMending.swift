import Glibc

/// Mends the most frequent mistake in hand-made XML: ampersands that begin no reference, as in URLs
/// with a query. libxml2 would read on from one, but without it and the name behind it.
enum AmpersandMending {
  /// Lends the text with `&amp;` for each ampersand that begins no reference (XML 1.0, section 4.1);
  /// the text itself when there is none. CDATA sections are left alone. Says, too, whether it ends
  /// early, for there were more of them than anybody but an attacker writes. O(text).
  static func withMended<R>(
    _ text: Span<UInt8>, _ use: (Span<UInt8>, _ isCut: Bool) -> R
  ) -> R {
    var position = 0
    var copied = 0
    var section = 0..<0
    var mended: [UInt8] = []
    while let next = find("&", in: text, from: position) {
      guard mended.count < copied + mostAdded else { return use(mended.span, true) }
      if next >= section.upperBound { section = sectionOfCDATA(in: text, from: section, next) }
      if section.contains(next) {
        position = section.upperBound
      } else if let end = endOfReference(in: text, at: next) {
        position = end
      } else {
        position = next + 1
        mended.append(text.extracting(copied..<position))
        mended.append(contentsOf: [0x61, 0x6D, 0x70, 0x3B])
        copied = position
      }
    }
    guard copied > 0 else { return use(text, false) }
    mended.append(text.extracting(copied..<text.count))
    return use(mended.span, false)
  }

  /// The first CDATA section behind the last one that ends behind an offset.
  private static func sectionOfCDATA(
    in text: Span<UInt8>, from last: Range<Int>, _ offset: Int
  ) -> Range<Int> {
    var section = last
    while section.upperBound <= offset {
      guard let start = find("<![cdata[", in: text, from: section.upperBound) else {
        return text.count..<text.count + 1
      }
      section = start..<(find("]]>", in: text, from: start) ?? text.count)
      if section.upperBound == text.count { break }
    }
    return section
  }

  /// Where a text stands at or behind an offset.
  private static func find(
    _ needle: StaticString, in text: Span<UInt8>, from start: Int
  ) -> Int? {
    var position = start
    while let found = findByte(unsafe needle.utf8Start[0], in: text, from: position) {
      if text.matchesIgnoringCase(needle, at: found) { return found }
      position = found + 1
    }
    return nil
  }

  private static func findByte(_ byte: UInt8, in text: Span<UInt8>, from start: Int) -> Int? {
    unsafe text.withUnsafeBytes { bytes -> Int? in
      guard start < bytes.count, let base = bytes.baseAddress else { return nil }
      let found = unsafe memchr(base + start, Int32(byte), bytes.count - start)
      return unsafe found.map { unsafe UnsafeRawPointer($0) - base }
    }
  }

  /// Where the reference that begins at this ampersand ends, if one does.
  private static func endOfReference(in text: Span<UInt8>, at ampersand: Int) -> Int? {
    let limit = min(text.count, ampersand + longestReference)
    var position = ampersand + 1
    guard position < limit else { return nil }
    let isNumber = text[position] == UInt8(ascii: "#")
    let isHex = isNumber && position + 1 < limit && text[position + 1] == UInt8(ascii: "x")
    if isNumber { position += isHex ? 2 : 1 }
    let start = position
    while position < limit, text[position] != UInt8(ascii: ";") {
      let byte = text[position]
      let isPart =
        isHex
        ? byte.isASCIIDigit || byte.asciiLowercased &- 0x61 < 6
        : isNumber ? byte.isASCIIDigit : isNamePart(byte, isFirst: position == start)
      guard isPart else { return nil }
      position += 1
    }
    return position < limit && position > start ? position + 1 : nil
  }

  private static func isNamePart(_ byte: UInt8, isFirst: Bool) -> Bool {
    if byte.asciiLowercased &- 0x61 < 26 || byte >= 0x80 || byte == UInt8(ascii: "_") {
      return true
    }
    return !isFirst && (byte.isASCIIDigit || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "."))
  }

  /// Bytes that are added at most: a million ampersands.
  private static let mostAdded = 4 << 20
  /// No reference of use is longer.
  private static let longestReference = 64
}
