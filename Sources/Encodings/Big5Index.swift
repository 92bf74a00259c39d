/// The index of Big5 with the Hong Kong supplementary character set (Encoding Standard, 5).
enum Big5Index {
  /// Scalar values by pointer, 0 where there is none. ICU's Big5-HKSCS, plus what it has for private use
  /// or not at all. O(1); built at first use.
  static let scalars: [UInt32] = {
    var scalars = [UInt32](repeating: 0, count: 126 * 157)
    guard let icu = ICUConverter("ibm-1375_P100-2008") else { return scalars }
    for pointer in scalars.indices {
      let (lead, trail) = bytes(pointer)
      scalars[pointer] = icu.scalar(lead, trail)
    }
    for (code, scalar) in additions { scalars[pointer(code)] = scalar.value }
    // ETEN's pictures of the control characters.
    for control in 0...0x1F { scalars[pointer(0xA3C0) + control] = 0x2400 + UInt32(control) }
    scalars[pointer(0xA3E0)] = 0x2421
    return scalars
  }()

  /// A pointer that stands for two characters: a letter and a mark on it.
  static func letterAndMark(_ pointer: Int) -> (letter: UInt32, mark: UInt32)? {
    switch pointer {
    case 1133: (0xCA, 0x304)
    case 1135: (0xCA, 0x30C)
    case 1164: (0xEA, 0x304)
    case 1166: (0xEA, 0x30C)
    default: nil
    }
  }

  /// The pointer of two bytes, or nil when the second cannot be one (11.1.1).
  @inline(__always) static func pointer(_ lead: UInt8, _ trail: UInt8) -> Int? {
    guard 0x40...0x7E ~= trail || 0xA1...0xFE ~= trail else { return nil }
    return (Int(lead) - 0x81) * 157 + Int(trail) - (trail < 0x7F ? 0x40 : 0x62)
  }

  private static func pointer(_ code: UInt16) -> Int {
    pointer(UInt8(code >> 8), UInt8(code & 0xFF)) ?? 0
  }

  /// The two bytes of a pointer (11.1.2).
  static func bytes(_ pointer: Int) -> (UInt8, UInt8) {
    let (row, cell) = pointer.quotientAndRemainder(dividingBy: 157)
    return (UInt8(row + 0x81), UInt8(cell + (cell < 0x3F ? 0x40 : 0x62)))
  }

  /// By code: HKSCS's second places for characters that Big5 has already, and characters that came into
  /// Unicode with version 4.1 and later. Found by comparing ICU's table with the standard's
  /// (`Tests/Reference/encodings.sh`).
  private static let additions: [(code: UInt16, scalar: Unicode.Scalar)] = [
    (0x87A4, "龗"), (0x87AC, "龖"), (0x8840, "㇀"), (0x8841, "㇁"), (0x8842, "㇂"), (0x8843, "㇃"),
    (0x8844, "㇄"), (0x8846, "㇅"), (0x8849, "㇆"), (0x884A, "㇇"), (0x884D, "㇈"), (0x884F, "㇉"),
    (0x8850, "㇊"), (0x8851, "㇋"), (0x8852, "㇌"), (0x8854, "㇍"), (0x8855, "㇎"), (0x88A9, "⏚"),
    (0x88AA, "⏛"), (0x8C43, "龦"), (0x8C6D, "龧"), (0x8C74, "龨"), (0x8CB7, "龩"), (0x8CB9, "龪"),
    (0x8CBB, "龫"), (0x8CC0, "龬"), (0x8CD7, "龭"), (0x8CD8, "龮"), (0x8CDA, "龯"), (0x8CED, "龲"),
    (0x8D48, "龳"), (0x8E69, "箸"), (0x8E6F, "簆"), (0x8E7E, "糎"), (0x8EAB, "緒"), (0x8EB4, "縝"),
    (0x8ECD, "者"), (0x8ED0, "耨"), (0x8F57, "菁"), (0x8F69, "蒨"), (0x8F6E, "萏"), (0x8FCB, "覦"),
    (0x8FCC, "覩"), (0x8FFE, "起"), (0x906D, "都"), (0x907A, "銹"), (0x90DC, "靜"), (0x90F1, "響"),
    (0x91BF, "鼖"), (0x9244, "蔃"), (0x92AF, "兙"), (0x92B0, "兛"), (0x92B1, "兝"), (0x92B2, "兞"),
    (0x92C8, "鍮"), (0x92D1, "瑹"), (0x9447, "浧"), (0x94CA, "禛"), (0x95D9, "邗"), (0x9644, "靝"),
    (0x96ED, "瀞"), (0x96FC, "嬨"), (0x9B76, "爁"), (0x9B78, "矗"), (0x9B7B, "纇"), (0x9BC6, "駖"),
    (0x9BDE, "釔"), (0x9BEC, "惞"), (0x9BF6, "澶"), (0x9C42, "輶"), (0x9C53, "侻"), (0x9C62, "營"),
    (0x9C68, "鄄"), (0x9C6B, "鷰"), (0x9C77, "菏"), (0x9CBC, "尐"), (0x9CBD, "秣"), (0x9CD0, "婧"),
    (0x9D57, "輋"), (0x9D5A, "筑"), (0x9DC4, "拐"), (0x9EA9, "恢"), (0x9EEF, "痹"), (0x9EFD, "汊"),
    (0x9F60, "鬮"), (0x9F66, "鼗"), (0x9FCB, "僭"), (0x9FD8, "弌"), (0xA063, "蠏"), (0xA077, "拎"),
    (0xA0D5, "瑨"), (0xA0DF, "煢"), (0xA0E4, "牐"), (0xC6CF, "廴"), (0xC6D3, "无"), (0xC6D5, "癶"),
    (0xC6D7, "隶"), (0xC6DE, "〃"), (0xC6DF, "仝"), (0xC879, "㇏"), (0xC8A1, "龰"), (0xC8A3, "龱"),
    (0xFA5F, "倩"), (0xFA66, "偽"), (0xFABD, "包"), (0xFAC5, "卄"), (0xFAD5, "卿"), (0xFB48, "嘅"),
    (0xFBB8, "婷"), (0xFBF3, "幵"), (0xFBF9, "廐"), (0xFC4F, "彘"), (0xFC6C, "悤"), (0xFCB9, "撐"),
    (0xFCE2, "晴"), (0xFCF1, "杞"), (0xFDB7, "沜"), (0xFDB8, "渝"), (0xFDBB, "港"), (0xFDF1, "煮"),
    (0xFE52, "猪"), (0xFE6F, "瑜"), (0xFEAA, "瓩"), (0xFEDD, "砉"),
  ]
}
