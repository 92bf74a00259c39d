import Encodings

/// Queries in the encoding of the document that they stand in (URL standard, sections 1.3,
/// "percent-encode after encoding", and 4.4, "query state").
extension URLRecord {
  /// Whether the query that starts here may come out otherwise than in UTF-8. WebSockets and what is not
  /// special always have UTF-8; ASCII is the same in all encodings but the one with escape sequences.
  func needs(
    _ encoding: CharacterEncoding, _ input: Span<UInt8>, from start: Int, to end: Int
  ) -> Bool {
    guard isSpecial, parts.scheme != .ws, parts.scheme != .wss else { return false }
    if encoding == .iso2022JP { return true }
    var position = start
    while position < end, input[position] != UInt8(ascii: "#") {
      if input[position] >= 0x80 { return true }
      position += 1
    }
    return false
  }

  /// Appends the query in an encoding and says where it ended. What the encoding has no bytes for becomes a character reference in decimals, itself percent-encoded.
  mutating func appendQuery(
    _ input: Span<UInt8>, from start: Int, to end: Int, in encoding: CharacterEncoding
  ) -> Int {
    parts.queryStart = bytes.count
    bytes.append(UInt8(ascii: "?"))
    var encoder = TextEncoder(encoding)
    var position = start
    while position < end, input[position] != UInt8(ascii: "#") {
      append(encoder.encode(Self.scalar(in: input, at: &position, to: end)))
    }
    append(encoder.finish())
    return position
  }

  private mutating func append(_ character: EncodedCharacter) {
    for index in 0..<character.count {
      let byte = character[index]
      if byte == UInt8(ascii: "%") { hasForeignPercent = true }
      if ByteSet.specialQuery.contains(byte) {
        bytes.append(percentEncoded: byte)
      } else {
        bytes.append(byte)
      }
    }
    guard let scalar = character.unmappable else { return }
    bytes.append("%26%23")
    append(decimal: scalar)
    bytes.append("%3B")
  }

  private mutating func append(decimal number: UInt32) {
    if number >= 10 { append(decimal: number / 10) }
    bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
  }

  /// The scalar value at `position`, which moves behind it; U+FFFD for a byte that starts none.
  private static func scalar(
    in input: Span<UInt8>, at position: inout Int, to end: Int
  ) -> UInt32 {
    let lead = input[position]
    position += 1
    if lead < 0x80 { return UInt32(lead) }
    let length = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1
    guard lead >= 0xC2, lead <= 0xF4, position + length <= end else { return 0xFFFD }
    var value = UInt32(lead & (0x3F >> UInt8(length)))
    for offset in 0..<length {
      guard input[position + offset] & 0xC0 == 0x80 else { return 0xFFFD }
      value = value << 6 | UInt32(input[position + offset] & 0x3F)
    }
    // No overlong forms, no surrogates, nothing beyond the last.
    let least: UInt32 = length == 1 ? 0x80 : length == 2 ? 0x800 : 0x10000
    guard Unicode.Scalar(value) != nil, value >= least else { return 0xFFFD }
    position += length
    return value
  }
}
