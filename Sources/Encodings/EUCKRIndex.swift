/// The index of EUC-KR (Encoding Standard, 5), which is that of windows-949: BMP scalar values by
/// pointer, 0 where there is none.
enum EUCKRIndex {
  /// From ICU's converter, at first use. O(1).
  static let scalars: [UInt16] = {
    var scalars = [UInt16](repeating: 0, count: 126 * 190)
    guard let icu = ICUConverter("windows-949-2000") else { return scalars }
    for pointer in scalars.indices {
      let (lead, trail) = bytes(pointer)
      scalars[pointer] = UInt16(truncatingIfNeeded: icu.scalar(lead, trail))
    }
    return scalars
  }()

  /// The pointer of two bytes, or nil when the second cannot be one (13.1.1).
  @inline(__always) static func pointer(_ lead: UInt8, _ trail: UInt8) -> Int? {
    0x41...0xFE ~= trail ? (Int(lead) - 0x81) * 190 + Int(trail) - 0x41 : nil
  }

  /// The two bytes of a pointer (13.1.2).
  static func bytes(_ pointer: Int) -> (UInt8, UInt8) {
    (UInt8(pointer / 190 + 0x81), UInt8(pointer % 190 + 0x41))
  }
}
