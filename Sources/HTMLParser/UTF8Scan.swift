/// Finds and mends what is wrong in a text that should be UTF-8.
enum UTF8Scan {
  /// The first byte that is a NUL or not part of a valid UTF-8 sequence, or nil when there is none.
  /// O(text), 8 bytes at a time through ASCII.
  static func firstFlaw(in text: Span<UInt8>, from start: Int = 0) -> Int? {
    var offset = start
    while offset < text.count {
      offset = endOfASCII(in: text, from: offset)
      guard offset < text.count else { return nil }
      let length = sequenceLength(in: text, at: offset)
      guard length > 0 else { return offset }
      offset += length
    }
    return nil
  }

  /// The first byte that is not ASCII, or a NUL; the text's end when there is none.
  static func endOfASCII(in text: Span<UInt8>, from start: Int) -> Int {
    var offset = start
    while offset + 8 <= text.count {
      // Within the text by the condition of the loop.
      let word = unsafe text.bytes.unsafeLoadUnaligned(
        fromUncheckedByteOffset: offset, as: UInt64.self)
      // Not zero when some byte is 0x80 or more, or 0.
      let suspects = (word | (word &- 0x0101_0101_0101_0101)) & 0x8080_8080_8080_8080
      if suspects != 0 { break }
      offset += 8
    }
    while offset < text.count, text[offset] &- 1 < 0x7F { offset += 1 }
    return offset
  }

  /// Appends the text to `output` with each NUL and each maximal part of an invalid sequence replaced by
  /// U+FFFD (Encoding Standard, 8.1.1).
  static func repair(_ text: Span<UInt8>, into output: inout [UInt8]) {
    var copied = 0
    while let flaw = firstFlaw(in: text, from: copied) {
      output.append(text.extracting(copied..<flaw))
      output.appendReplacement()
      copied = flaw + max(1, invalidLength(in: text, at: flaw))
    }
    output.append(text.extracting(copied..<text.count))
  }

  /// The length of the valid sequence of two to four bytes that starts here; 0 when there is none.
  private static func sequenceLength(in text: Span<UInt8>, at offset: Int) -> Int {
    let length = expectedLength(text[offset])
    guard length > 1, invalidLength(in: text, at: offset) == length else { return 0 }
    return length
  }

  /// How many bytes a sequence that starts with this byte has; 0 when none does.
  private static func expectedLength(_ lead: UInt8) -> Int {
    switch lead {
    case 0xC2...0xDF: 2
    case 0xE0...0xEF: 3
    case 0xF0...0xF4: 4
    default: 0
    }
  }

  /// How many bytes from here are the start of a sequence, whole or cut short.
  private static func invalidLength(in text: Span<UInt8>, at offset: Int) -> Int {
    let length = expectedLength(text[offset])
    var taken = 1
    while taken < length, offset + taken < text.count {
      let byte = text[offset + taken]
      guard byte & 0xC0 == 0x80, taken > 1 || isSecond(byte, behind: text[offset]) else { break }
      taken += 1
    }
    return taken
  }

  /// Whether a continuation byte may stand behind this lead byte: no overlong form, no surrogate,
  /// nothing beyond U+10FFFF.
  private static func isSecond(_ byte: UInt8, behind lead: UInt8) -> Bool {
    switch lead {
    case 0xE0: byte >= 0xA0
    case 0xED: byte < 0xA0
    case 0xF0: byte >= 0x90
    case 0xF4: byte < 0x90
    default: true
    }
  }
}

extension [UInt8] {
  /// Appends bytes.
  mutating func append(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }
}
