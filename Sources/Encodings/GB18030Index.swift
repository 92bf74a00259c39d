/// The indexes of gb18030 (Encoding Standard, 5: "index gb18030", "index gb18030 ranges").
enum GB18030Index {
  /// The characters of two bytes: BMP scalar values by pointer. ICU's table, in which the 18 characters
  /// that GB 18030-2022 moved out of private use are put where the standard has them, and the
  /// ideographic space at 0xA3A0, where pages have it. O(1); built at first use.
  static let scalars: [UInt16] = {
    var scalars = scalars2005
    for (code, _, scalar) in moved2022 { scalars[pointer(code)] = scalar }
    scalars[pointer(0xA3A0)] = 0x3000
    return scalars
  }()

  /// GB 18030-2005 and, where it differs, 2022, by their code: what they stood for, and stand for.
  static let moved2022: [(code: UInt16, old: UInt16, new: UInt16)] = [
    (0xA6D9, 0xE78D, 0xFE10), (0xA6DA, 0xE78E, 0xFE12), (0xA6DB, 0xE78F, 0xFE11),
    (0xA6DC, 0xE790, 0xFE13), (0xA6DD, 0xE791, 0xFE14), (0xA6DE, 0xE792, 0xFE15),
    (0xA6DF, 0xE793, 0xFE16), (0xA6EC, 0xE794, 0xFE17), (0xA6ED, 0xE795, 0xFE18),
    (0xA6F3, 0xE796, 0xFE19), (0xFE59, 0xE81E, 0x9FB4), (0xFE61, 0xE826, 0x9FB5),
    (0xFE66, 0xE82B, 0x9FB6), (0xFE67, 0xE82C, 0x9FB7), (0xFE6D, 0xE832, 0x9FB8),
    (0xFE7E, 0xE843, 0x9FB9), (0xFE90, 0xE854, 0x9FBA), (0xFEA0, 0xE864, 0x9FBB),
  ]

  private static let scalars2005: [UInt16] = {
    var scalars = [UInt16](repeating: 0, count: 126 * 190)
    guard let icu = ICUConverter("gb18030") else { return scalars }
    for pointer in scalars.indices {
      let (lead, trail) = bytes(pointer)
      scalars[pointer] = UInt16(
        truncatingIfNeeded: icu.scalar(lead, trail, keepsPrivateUse: true))
    }
    // As it was whatever this ICU knows.
    for (code, old, _) in moved2022 { scalars[pointer(code)] = old }
    scalars[pointer(0xA3A0)] = 0xE5E5
    return scalars
  }()

  /// The pointer of two bytes, or nil when the second cannot be one (10.2.1).
  @inline(__always) static func pointer(_ lead: UInt8, _ trail: UInt8) -> Int? {
    guard 0x40...0x7E ~= trail || 0x80...0xFE ~= trail else { return nil }
    return (Int(lead) - 0x81) * 190 + Int(trail) - (trail < 0x7F ? 0x40 : 0x41)
  }

  private static func pointer(_ code: UInt16) -> Int {
    pointer(UInt8(code >> 8), UInt8(code & 0xFF)) ?? 0
  }

  /// The two bytes of a pointer (10.2.2).
  static func bytes(_ pointer: Int) -> (UInt8, UInt8) {
    let (row, cell) = pointer.quotientAndRemainder(dividingBy: 190)
    return (UInt8(row + 0x81), UInt8(cell + (cell < 0x3F ? 0x40 : 0x41)))
  }

  // MARK: Four bytes

  /// A run of scalar values that have four bytes each, the pointers as consecutive as they are.
  private struct FourByteRange {
    let pointer: Int
    let scalar: UInt32
  }

  /// "Index gb18030 ranges": what has no two bytes takes four, in the order of Unicode. The exception
  /// of 2005, U+E7C7, is in the functions below.
  private static let ranges: [FourByteRange] = {
    var hasTwoBytes = [Bool](repeating: false, count: 0x10000)
    for scalar in scalars2005 { hasTwoBytes[Int(scalar)] = true }
    // Changed places in 2005.
    hasTwoBytes[0x1E3F] = false
    hasTwoBytes[0xE7C7] = true
    var ranges: [FourByteRange] = []
    var pointer = 0
    var isInRange = false
    for scalar in UInt32(0x80)...0xFFFF {
      let isIn = !hasTwoBytes[Int(scalar)] && !(0xD800...0xDFFF ~= scalar)
      if isIn, !isInRange { ranges.append(FourByteRange(pointer: pointer, scalar: scalar)) }
      if isIn { pointer += 1 }
      isInRange = isIn
    }
    return ranges + [FourByteRange(pointer: 189_000, scalar: 0x10000)]
  }()

  /// "Index gb18030 ranges code point" of a pointer. O(log ranges).
  static func scalar(inRangesAt pointer: Int) -> UInt32? {
    guard pointer <= 39_419 || 189_000...1_237_575 ~= pointer else { return nil }
    if pointer == 7457 { return 0xE7C7 }
    return lastRange { $0.pointer <= pointer }.map { $0.scalar + UInt32(pointer - $0.pointer) }
  }

  /// "Index gb18030 ranges pointer" of a scalar value that has no two bytes. O(log ranges).
  static func pointerInRanges(of scalar: UInt32) -> Int {
    if scalar == 0xE7C7 { return 7457 }
    return lastRange { $0.scalar <= scalar }.map { $0.pointer + Int(scalar - $0.scalar) } ?? 0
  }

  private static func lastRange(_ isAtOrBefore: (FourByteRange) -> Bool) -> FourByteRange? {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if isAtOrBefore(ranges[middle]) { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? ranges[low - 1] : nil
  }
}
