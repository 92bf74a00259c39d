/// The indexes of the Japanese encodings (Encoding Standard, 5: "index jis0208", "index jis0212"): BMP
/// scalar values by pointer, 0 where there is none.
///
/// They are built from ICU's converters at first use; `Tests/Reference/encodings.sh` shows that they are
/// the standard's.
enum JISIndex {
  /// The pointers that Shift_JIS gives to characters of the user's own; not in the index.
  static let userDefined = 8836...10715

  /// Rows 1 to 94 and, for Shift_JIS alone, IBM's extensions behind them. O(1); built once.
  static let jis0208: [UInt16] = {
    var scalars = [UInt16](repeating: 0, count: 11280)
    guard let icu = ICUConverter("ibm-943_P15A-2003") else { return scalars }
    for pointer in scalars.indices where !(userDefined ~= pointer) {
      let (lead, trail) = shiftJISBytes(pointer)
      scalars[pointer] = UInt16(truncatingIfNeeded: icu.scalar(lead, trail))
    }
    return scalars
  }()

  /// What stands behind 0x8F in EUC-JP. ICU has NEC's Roman numerals in front of row 84 as well, which
  /// are left out. O(1); built once.
  static let jis0212: [UInt16] = {
    var scalars = [UInt16](repeating: 0, count: 94 * 94)
    guard let icu = ICUConverter("euc-jp-2007") else { return scalars }
    for pointer in scalars.indices where !(82 * 94...82 * 94 + 22 ~= pointer) {
      scalars[pointer] = UInt16(
        truncatingIfNeeded: icu.scalar(
          0x8F, UInt8(0xA1 + pointer / 94), UInt8(0xA1 + pointer % 94)))
    }
    return scalars
  }()

  /// The pointer of two bytes of Shift_JIS, or nil when the second cannot be one (12.3.1).
  @inline(__always) static func shiftJISPointer(_ lead: UInt8, _ trail: UInt8) -> Int? {
    guard 0x40...0x7E ~= trail || 0x80...0xFC ~= trail else { return nil }
    let row = Int(lead) - (lead < 0xA0 ? 0x81 : 0xC1)
    return row * 188 + Int(trail) - (trail < 0x7F ? 0x40 : 0x41)
  }

  /// The two bytes of a pointer (12.3.2).
  static func shiftJISBytes(_ pointer: Int) -> (UInt8, UInt8) {
    let (row, cell) = pointer.quotientAndRemainder(dividingBy: 188)
    return (
      UInt8(row + (row < 0x1F ? 0x81 : 0xC1)), UInt8(cell + (cell < 0x3F ? 0x40 : 0x41))
    )
  }

  /// "Index ISO-2022-JP katakana": the full-width forms of U+FF61 to U+FF9F.
  static let katakana: [UInt32] =
    "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜"
    .unicodeScalars.map(\.value)
}
