/// ISO-2022-JP (Encoding Standard, 12.2.1): escape sequences switch between sets of characters.
func decodeISO2022JP(_ bytes: Span<UInt8>, into output: inout TextBuffer) -> Bool {
  var decoder = ISO2022JPDecoder()
  return decoder.decode(bytes, into: &output)
}

private struct ISO2022JPDecoder {
  private enum State {
    case ascii
    case roman
    case katakana
    case jis0208
  }

  /// The standard's "output state"; where a lead byte or an escape waits is in the position alone.
  private var state = State.ascii
  /// The standard's "output": whether nothing came since the last escape sequence. Two of them in a
  /// row are an error, or text could be hidden from a filter.
  private var isBehindEscape = false
  private var position = 0
  private let index = JISIndex.jis0208

  mutating func decode(_ bytes: Span<UInt8>, into output: inout TextBuffer) -> Bool {
    var hasErrors = false
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      let scalar: UInt32?
      if byte == 0x1B {
        guard escape(bytes) else { continue }
        scalar = nil
      } else {
        isBehindEscape = false
        scalar = character(byte, bytes)
      }
      output.append(scalar ?? 0xFFFD)
      hasErrors = hasErrors || scalar == nil
    }
    return hasErrors
  }

  /// What stands behind an escape character. Answers whether it is an error.
  private mutating func escape(_ bytes: Span<UInt8>) -> Bool {
    guard position + 1 < bytes.count, let next = Self.state(bytes[position], bytes[position + 1])
    else {
      isBehindEscape = false
      return true
    }
    position += 2
    state = next
    let isError = isBehindEscape
    isBehindEscape = true
    return isError
  }

  private static func state(_ lead: UInt8, _ byte: UInt8) -> State? {
    switch (lead, byte) {
    case (UInt8(ascii: "("), UInt8(ascii: "B")): .ascii
    case (UInt8(ascii: "("), UInt8(ascii: "J")): .roman
    case (UInt8(ascii: "("), UInt8(ascii: "I")): .katakana
    case (UInt8(ascii: "$"), UInt8(ascii: "@")), (UInt8(ascii: "$"), UInt8(ascii: "B")): .jis0208
    default: nil
    }
  }

  /// What a byte, with its second one, stands for; nil when that is nothing.
  private mutating func character(_ byte: UInt8, _ bytes: Span<UInt8>) -> UInt32? {
    switch state {
    case .ascii, .roman:
      guard byte < 0x80, byte != 0x0E, byte != 0x0F else { return nil }
      if state == .roman, byte == 0x5C { return 0xA5 }
      if state == .roman, byte == 0x7E { return 0x203E }
      return UInt32(byte)
    case .katakana:
      return 0x21...0x5F ~= byte ? 0xFF61 - 0x21 + UInt32(byte) : nil
    case .jis0208:
      guard 0x21...0x7E ~= byte, position < bytes.count else { return nil }
      let second = bytes[position]
      // An escape character stays, so that it can do its work behind the error.
      if second != 0x1B { position += 1 }
      guard 0x21...0x7E ~= second else { return nil }
      let scalar = index[(Int(byte) - 0x21) * 94 + Int(second) - 0x21]
      return scalar == 0 ? nil : UInt32(scalar)
    }
  }
}
