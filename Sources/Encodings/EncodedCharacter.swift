/// What an encoder makes of one scalar value: at most eight bytes, and whether there was something that
/// the encoding has no bytes for.
package struct EncodedCharacter: Sendable, Hashable {
  /// The bytes, the first lowest.
  private var bits: UInt64 = 0
  /// How many bytes there are.
  package private(set) var count = 0
  /// The scalar value that has no bytes; it comes behind the bytes.
  package private(set) var unmappable: UInt32?

  init() {}

  init(_ bytes: UInt8...) {
    for byte in bytes { append(byte) }
  }

  init(_ scalar: EncodedScalar) {
    bits = UInt64(scalar.bytes)
    count = scalar.length
  }

  /// A byte. `index` must be less than `count`.
  package subscript(index: Int) -> UInt8 {
    precondition(index >= 0 && index < count, "byte read behind an encoded character")
    return UInt8(truncatingIfNeeded: bits >> UInt64(8 * index))
  }

  private mutating func append(_ byte: UInt8) {
    precondition(count < 8, "an encoded character has at most eight bytes")
    bits |= UInt64(byte) << UInt64(8 * count)
    count += 1
  }

  static func + (first: EncodedCharacter, second: EncodedCharacter) -> EncodedCharacter {
    var sum = first
    for index in 0..<second.count { sum.append(second[index]) }
    sum.unmappable = second.unmappable
    return sum
  }

  static func unmappable(_ scalar: UInt32) -> EncodedCharacter {
    var character = EncodedCharacter()
    character.unmappable = scalar
    return character
  }

  /// The two bytes of a pointer, or, when there is none, the scalar value as unmappable.
  static func pair(
    _ pointer: Int?, _ bytes: (Int) -> (UInt8, UInt8), _ scalar: UInt32
  ) -> EncodedCharacter {
    guard let pointer else { return .unmappable(scalar) }
    let (first, second) = bytes(pointer)
    return EncodedCharacter(first, second)
  }

  /// ISO-2022-JP's way back to ASCII.
  static let toASCII = EncodedCharacter(0x1B, UInt8(ascii: "("), UInt8(ascii: "B"))
}
