/// Encodes a text scalar value by scalar value, by the encoders of the Encoding Standard (sections 9 to 14).
///
/// A value for one text: ISO-2022-JP remembers where it is. The first use of an encoding builds its
/// indexes, a few milliseconds.
package struct TextEncoder: Sendable {
  private let encoding: CharacterEncoding
  private var state = ISO2022JPState.ascii

  enum ISO2022JPState {
    case ascii
    case roman
    case jis0208
  }

  /// An encoder of `encoding`'s output encoding.
  package init(_ encoding: CharacterEncoding) { self.encoding = encoding.output }

  /// Encodes a scalar value. O(1), but for single-byte encodings O(128).
  package mutating func encode(_ scalar: UInt32) -> EncodedCharacter {
    if encoding == .iso2022JP { return encodeISO2022JP(scalar) }
    if scalar < 0x80 { return EncodedCharacter(UInt8(scalar)) }
    switch encoding {
    case .utf8: return EncodedCharacter(EncodedScalar(scalar))
    case .gbk, .gb18030: return encodeGB18030(scalar)
    case .big5: return .pair(ReverseIndex.big5.pointer(of: scalar), Big5Index.bytes, scalar)
    case .eucKR: return .pair(ReverseIndex.eucKR.pointer(of: scalar), EUCKRIndex.bytes, scalar)
    case .eucJP: return encodeEUCJP(scalar)
    case .shiftJIS: return encodeShiftJIS(scalar)
    default:
      guard let byte = SingleByteIndex.of(encoding).byte(of: scalar) else {
        return .unmappable(scalar)
      }
      return EncodedCharacter(byte)
    }
  }

  /// Ends the text: what is needed to return to the initial state.
  package mutating func finish() -> EncodedCharacter {
    defer { state = .ascii }
    return state == .ascii ? EncodedCharacter() : .toASCII
  }

  /// 10.2.2. What has moved in 2022 keeps its old place as well.
  private func encodeGB18030(_ scalar: UInt32) -> EncodedCharacter {
    if scalar == 0xE5E5 { return .unmappable(scalar) }
    if scalar == 0x20AC, encoding == .gbk { return EncodedCharacter(0x80) }
    if 0xE78D...0xE864 ~= scalar,
      let moved = GB18030Index.moved2022.first(where: { UInt32($0.old) == scalar })
    {
      return EncodedCharacter(UInt8(moved.code >> 8), UInt8(moved.code & 0xFF))
    }
    if let pointer = ReverseIndex.gb18030.pointer(of: scalar) {
      return .pair(pointer, GB18030Index.bytes, scalar)
    }
    if encoding == .gbk { return .unmappable(scalar) }
    let pointer = GB18030Index.pointerInRanges(of: scalar)
    return EncodedCharacter(
      UInt8(0x81 + pointer / 12_600), UInt8(0x30 + pointer / 1260 % 10),
      UInt8(0x81 + pointer / 10 % 126), UInt8(0x30 + pointer % 10))
  }

  /// 12.1.2.
  private func encodeEUCJP(_ scalar: UInt32) -> EncodedCharacter {
    switch scalar {
    case 0xA5: return EncodedCharacter(0x5C)
    case 0x203E: return EncodedCharacter(0x7E)
    case 0xFF61...0xFF9F: return EncodedCharacter(0x8E, UInt8(scalar - 0xFF61 + 0xA1))
    default:
      let pointer = ReverseIndex.jis0208.pointer(of: scalar == 0x2212 ? 0xFF0D : scalar)
      return .pair(pointer, { Self.rowAndCell($0, from: 0xA1) }, scalar)
    }
  }

  /// 12.3.2.
  private func encodeShiftJIS(_ scalar: UInt32) -> EncodedCharacter {
    switch scalar {
    case 0x80: return EncodedCharacter(0x80)
    case 0xA5: return EncodedCharacter(0x5C)
    case 0x203E: return EncodedCharacter(0x7E)
    case 0xFF61...0xFF9F: return EncodedCharacter(UInt8(scalar - 0xFF61 + 0xA1))
    default:
      let pointer = ReverseIndex.shiftJIS.pointer(of: scalar == 0x2212 ? 0xFF0D : scalar)
      return .pair(pointer, JISIndex.shiftJISBytes, scalar)
    }
  }

  /// 12.2.2, the steps that restore the code point unrolled.
  private mutating func encodeISO2022JP(_ scalar: UInt32) -> EncodedCharacter {
    let isControl = scalar == 0x0E || scalar == 0x0F || scalar == 0x1B
    if isControl {
      let escape = state == .jis0208 ? enter(.ascii) : EncodedCharacter()
      return escape + .unmappable(0xFFFD)
    }
    if scalar < 0x80 {
      let needsASCII = state == .jis0208 || (state == .roman && (scalar == 0x5C || scalar == 0x7E))
      return (needsASCII ? enter(.ascii) : EncodedCharacter()) + EncodedCharacter(UInt8(scalar))
    }
    if scalar == 0xA5 || scalar == 0x203E {
      return enter(.roman) + EncodedCharacter(scalar == 0xA5 ? 0x5C : 0x7E)
    }
    var wide = scalar == 0x2212 ? 0xFF0D : scalar
    if 0xFF61...0xFF9F ~= wide { wide = JISIndex.katakana[Int(wide - 0xFF61)] }
    guard let pointer = ReverseIndex.jis0208.pointer(of: wide) else {
      let escape = state == .jis0208 ? enter(.ascii) : EncodedCharacter()
      return escape + .unmappable(wide)
    }
    let escape = enter(.jis0208)
    return escape + .pair(pointer, { Self.rowAndCell($0, from: 0x21) }, scalar)
  }

  /// Changes the state; nothing when it is the present one.
  private mutating func enter(_ next: ISO2022JPState) -> EncodedCharacter {
    if state == next { return EncodedCharacter() }
    state = next
    switch next {
    case .ascii: return .toASCII
    case .roman: return EncodedCharacter(0x1B, UInt8(ascii: "("), UInt8(ascii: "J"))
    case .jis0208: return EncodedCharacter(0x1B, UInt8(ascii: "$"), UInt8(ascii: "B"))
    }
  }

  private static func rowAndCell(_ pointer: Int, from first: Int) -> (UInt8, UInt8) {
    (UInt8(pointer / 94 + first), UInt8(pointer % 94 + first))
  }
}
