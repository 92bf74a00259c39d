/// Whether a text may hold a `<base>`: a look at its bytes, cheap and never wrong when it says no.
enum BaseScan {
  /// Whether `<base` stands anywhere, in any case of letters, also in a comment or a script. O(text),
  /// 16 bytes at a time.
  static func mayHaveBase(_ text: Span<UInt8>) -> Bool {
    let opening = SIMD16<UInt8>(repeating: UInt8(ascii: "<"))
    let letter = SIMD16<UInt8>(repeating: UInt8(ascii: "b"))
    let lowerCase = SIMD16<UInt8>(repeating: 0x20)
    var offset = 0
    // A byte more than the block is looked at.
    while offset + 17 <= text.count {
      // Both loads end within the text by the condition of the loop.
      let first = unsafe text.bytes.unsafeLoadUnaligned(
        fromUncheckedByteOffset: offset, as: SIMD16<UInt8>.self)
      let second = unsafe text.bytes.unsafeLoadUnaligned(
        fromUncheckedByteOffset: offset + 1, as: SIMD16<UInt8>.self)
      // Zero in the lanes where both bytes match.
      let differences = (first ^ opening) | ((second | lowerCase) ^ letter)
      if differences.hasZeroLane, isBase(in: text, from: offset, to: offset + 16) { return true }
      offset += 16
    }
    return isBase(in: text, from: offset, to: text.count)
  }

  private static func isBase(in text: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    for offset in start..<end where text[offset] == UInt8(ascii: "<") {
      if text.matchesIgnoringCase("<base", at: offset) { return true }
    }
    return false
  }
}

extension SIMD16<UInt8> {
  /// Whether some lane is zero.
  fileprivate var hasZeroLane: Bool {
    let halves = unsafe unsafeBitCast(self, to: SIMD2<UInt64>.self)
    let ones = SIMD2<UInt64>(repeating: 0x0101_0101_0101_0101)
    let zeros = (halves &- ones) & ~halves & SIMD2(repeating: 0x8080_8080_8080_8080)
    return (zeros[0] | zeros[1]) != 0
  }
}
