/// Where a scalar value stands in an index: "index pointer" of the Encoding Standard, section 5, the
/// first place unless it says otherwise.
struct ReverseIndex: Sendable {
  /// Pointers plus 1 by BMP scalar value, 0 where there is none.
  private var plane0 = [UInt16](repeating: 0, count: 0x10000)
  private var others: [UInt32: UInt16] = [:]

  /// The pointer of a scalar value, or nil. O(1).
  func pointer(of scalar: UInt32) -> Int? {
    let entry = scalar < 0x10000 ? plane0[Int(scalar)] : others[scalar] ?? 0
    return entry == 0 ? nil : Int(entry) - 1
  }

  private mutating func enter(_ scalar: UInt32, at pointer: Int, replacing: Bool = false) {
    guard scalar != 0, replacing || self.pointer(of: scalar) == nil else { return }
    let entry = UInt16(pointer + 1)
    if scalar < 0x10000 { plane0[Int(scalar)] = entry } else { others[scalar] = entry }
  }

  private init(_ index: [UInt16], without: ClosedRange<Int>? = nil) {
    for pointer in index.indices where without?.contains(pointer) != true {
      enter(UInt32(index[pointer]), at: pointer)
    }
  }

  /// EUC-JP's and ISO-2022-JP's.
  static let jis0208 = ReverseIndex(JISIndex.jis0208)

  /// "Index Shift_JIS pointer": not in the rows that NEC took from IBM.
  static let shiftJIS = ReverseIndex(JISIndex.jis0208, without: 8272...8835)

  static let eucKR = ReverseIndex(EUCKRIndex.scalars)

  static let gb18030 = ReverseIndex(GB18030Index.scalars)

  /// "Index Big5 pointer": not in Hong Kong's part before 0xA140, which servers may not know; the last
  /// place for a few box drawings and numerals that have two.
  static let big5: ReverseIndex = {
    var reverse = ReverseIndex([])
    let hasLastPlace: Set<UInt32> = [0x2550, 0x255E, 0x2561, 0x256A, 0x5341, 0x5345]
    let index = Big5Index.scalars
    for pointer in index.indices where pointer >= (0xA1 - 0x81) * 157 {
      let scalar = index[pointer]
      reverse.enter(scalar, at: pointer, replacing: hasLastPlace.contains(scalar))
    }
    return reverse
  }()
}
