import Encodings

/// What a body is in an encoding, and whether anything had to be replaced.
struct DecodedText: Equatable {
  var text: String
  var hasErrors: Bool

  init(_ text: String, hasErrors: Bool = false) {
    self.text = text
    self.hasErrors = hasErrors
  }

  init(_ bytes: [UInt8], in encoding: CharacterEncoding) {
    (text, hasErrors) = Self.decoded(bytes, encoding)
  }

  private static func decoded(_ bytes: [UInt8], _ encoding: CharacterEncoding) -> (String, Bool) {
    var buffer = TextBuffer()
    let hasErrors = encoding.decode(bytes.span, into: &buffer)
    let text = buffer.withText { text in text.indices.map { text[$0] } }
    // A repair here would hide that the text is no UTF-8.
    return (String(validating: text, as: UTF8.self) ?? "not UTF-8: \(text)", hasErrors)
  }
}

/// The bytes of a text, `<FFFD>` for a scalar value that has none.
func encoded(_ text: String, in encoding: CharacterEncoding) -> [UInt8] {
  var encoder = TextEncoder(encoding)
  var bytes: [UInt8] = []
  func add(_ character: EncodedCharacter) {
    for index in 0..<character.count { bytes.append(character[index]) }
    if let scalar = character.unmappable {
      bytes += Array("<\(String(scalar, radix: 16, uppercase: true))>".utf8)
    }
  }
  for scalar in text.unicodeScalars { add(encoder.encode(scalar.value)) }
  add(encoder.finish())
  return bytes
}

/// Text, then bytes.
func bytes(_ text: String, _ more: UInt8...) -> [UInt8] { Array(text.utf8) + more }
