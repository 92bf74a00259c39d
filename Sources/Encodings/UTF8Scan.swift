/// Finds what is wrong in a text that should be UTF-8.
package enum UTF8Scan {
  /// The first byte that is a NUL or not part of a valid UTF-8 sequence, or nil when there is none: a
  /// text without such bytes can go as it is to whoever takes a NUL for the end. O(text), 32 bytes
  /// at a time through ASCII.
  package static func firstFlaw(in text: Span<UInt8>, from start: Int = 0) -> Int? {
    var offset = start
    while true {
      offset = endOfRun(in: text, from: offset, stopsAtNUL: true)
      // What is not ASCII seldom comes alone.
      while offset < text.count, text[offset] >= 0x80 {
        let length = sequenceLength(in: text, at: offset)
        guard length > 0 else { return offset }
        offset += length
      }
      guard offset < text.count else { return nil }
      if text[offset] == 0 { return offset }
    }
  }

  /// The first byte that is not ASCII, or a NUL; the text's end when there is none.
  package static func endOfNonzeroASCII(in text: Span<UInt8>, from start: Int = 0) -> Int {
    endOfRun(in: text, from: start, stopsAtNUL: true)
  }

  /// The first byte that is not ASCII; the text's end when there is none.
  static func endOfASCII(in text: Span<UInt8>, from start: Int) -> Int {
    endOfRun(in: text, from: start, stopsAtNUL: false)
  }

  /// Whether a text is UTF-8, NUL bytes aside, and not ASCII alone. A last sequence that is cut off,
  /// as in a body that was cut, is forgiven when there are whole ones before it. O(text).
  package static func isPlausible(_ text: Span<UInt8>) -> Bool {
    var hasSequence = false
    var offset = 0
    while true {
      offset = endOfRun(in: text, from: offset, stopsAtNUL: false)
      guard offset < text.count else { return hasSequence }
      let length = sequenceLength(in: text, at: offset)
      guard length > 0 else { return hasSequence && isCutOff(in: text, at: offset) }
      hasSequence = true
      offset += length
    }
  }

  private static func isCutOff(in text: Span<UInt8>, at offset: Int) -> Bool {
    let start = partLength(in: text, at: offset)
    return text[offset] >= 0xC2 && text[offset] <= 0xF4 && offset + start == text.count
  }

  @inline(__always) private static func endOfRun(
    in text: Span<UInt8>, from start: Int, stopsAtNUL: Bool
  ) -> Int {
    let count = text.count
    var offset = start
    while offset + 32 <= count {
      // Both loads end within the text by the condition of the loop.
      let first = unsafe text.bytes.unsafeLoadUnaligned(
        fromUncheckedByteOffset: offset, as: SIMD16<UInt8>.self)
      let second = unsafe text.bytes.unsafeLoadUnaligned(
        fromUncheckedByteOffset: offset + 16, as: SIMD16<UInt8>.self)
      // The upper bit of a lane is set when its byte stops the run: 0 less 1 is 0xFF.
      let suspects =
        stopsAtNUL ? first | (first &- 1) | second | (second &- 1) : first | second
      let halves = unsafe unsafeBitCast(suspects, to: SIMD2<UInt64>.self)
      if (halves[0] | halves[1]) & 0x8080_8080_8080_8080 != 0 { break }
      offset += 32
    }
    if stopsAtNUL {
      while offset < count, text[offset] &- 1 < 0x7F { offset += 1 }
    } else {
      while offset < count, text[offset] < 0x80 { offset += 1 }
    }
    return offset
  }

  /// The length of the valid sequence of two to four bytes that starts here; 0 when there is none.
  @inline(__always) private static func sequenceLength(
    in text: Span<UInt8>, at offset: Int
  ) -> Int {
    let length = expectedLength(text[offset])
    guard length > 1, partLength(in: text, at: offset) == length else { return 0 }
    return length
  }

  /// How many bytes a sequence that starts with this byte has; 1 when none does.
  @inline(__always) private static func expectedLength(_ lead: UInt8) -> Int {
    switch lead {
    case 0xC2...0xDF: 2
    case 0xE0...0xEF: 3
    case 0xF0...0xF4: 4
    default: 1
    }
  }

  /// How many bytes from here are the start of a sequence, whole or cut short; at least 1.
  @inline(__always) static func partLength(in text: Span<UInt8>, at offset: Int) -> Int {
    let lead = text[offset]
    let length = min(expectedLength(lead), text.count - offset)
    guard length > 1, isSecond(text[offset + 1], behind: lead) else { return 1 }
    var taken = 2
    while taken < length, text[offset + taken] & 0xC0 == 0x80 { taken += 1 }
    return taken
  }

  /// Whether a byte may stand second behind this lead byte: no overlong form, no surrogate, nothing
  /// beyond U+10FFFF.
  @inline(__always) private static func isSecond(_ byte: UInt8, behind lead: UInt8) -> Bool {
    switch lead {
    case 0xE0: 0xA0...0xBF ~= byte
    case 0xED: 0x80...0x9F ~= byte
    case 0xF0: 0x90...0xBF ~= byte
    case 0xF4: 0x80...0x8F ~= byte
    default: byte & 0xC0 == 0x80
    }
  }
}
