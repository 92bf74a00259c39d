import Encodings
import Testing

/// Single cases of the decoders' algorithms; `DigestTests` has all the rest.
@Suite struct DecoderTests {
  /// Each maximal part of a broken sequence becomes one U+FFFD (Encoding Standard, 8.1.1).
  @Test(arguments: brokenSequences) func brokenUTF8(broken: [UInt8], replacements: Int) {
    let expected = "a" + String(repeating: "\u{FFFD}", count: replacements) + "\0b"
    let decoded = DecodedText(bytes("a") + broken + bytes("\0b"), in: .utf8)
    #expect(decoded == DecodedText(expected, hasErrors: true))
  }

  private static let brokenSequences: [([UInt8], Int)] = [
    ([0xC0, 0x80], 2), ([0xE0, 0x80, 0x80], 3), ([0xED, 0xA0, 0x80], 3), ([0xE2, 0x82], 1),
    ([0xF0, 0x9F, 0x98], 1), ([0xF4, 0x90, 0x80, 0x80], 4), ([0xF5], 1), ([0x80], 1),
    ([0xE2, 0x82, 0xE2, 0x82], 2), ([0xFF, 0xFE], 2),
  ]

  @Test(arguments: brokenUnits) func brokenUTF16(broken: [UInt8], text: String) {
    #expect(DecodedText(broken, in: .utf16BE) == DecodedText(text, hasErrors: true))
    let swapped = stride(from: 0, to: broken.count, by: 2).flatMap { index -> [UInt8] in
      index + 1 < broken.count ? [broken[index + 1], broken[index]] : [broken[index]]
    }
    // Half a unit is the lower half of one and the upper half of the other, and nothing in both.
    #expect(DecodedText(swapped, in: .utf16LE) == DecodedText(text, hasErrors: true))
  }

  private static let brokenUnits: [([UInt8], String)] = [
    ([0x41], "\u{FFFD}"), ([0x00, 0x41, 0x42], "A\u{FFFD}"), ([0xD8, 0x3D], "\u{FFFD}"),
    ([0xD8, 0x3D, 0xDE], "\u{FFFD}"), ([0xD8, 0x3D, 0x00, 0x41], "\u{FFFD}A"),
    ([0xDE, 0x00, 0x00, 0x41], "\u{FFFD}A"),
    ([0xD8, 0x3D, 0xD8, 0x3D, 0xDE, 0x00], "\u{FFFD}😀"),
  ]

  /// What follows a lead byte that leads nowhere is read again if it is ASCII.
  @Test(arguments: [
    CharacterEncoding.gb18030, .gbk, .big5, .eucJP, .shiftJIS, .eucKR,
  ]) func noQuoteIsSwallowed(encoding: CharacterEncoding) {
    for quote in ["\"", "<", ">", "'", " ", "&", "\n"] {
      let swallowing = (UInt8(0x80)...0xFF).filter { lead in
        !DecodedText([lead] + bytes(quote + "x"), in: encoding).text.hasSuffix(quote + "x")
      }
      #expect(swallowing == [], "\(encoding)")
    }
  }

  /// A body in an encoding, and its text.
  struct Case: Sendable {
    let encoding: CharacterEncoding
    let body: [UInt8]
    let text: String

    init(_ encoding: CharacterEncoding, _ body: [UInt8], _ text: String) {
      self.encoding = encoding
      self.body = body
      self.text = text
    }
  }

  @Test(arguments: valid) func characters(example: Case) {
    #expect(DecodedText(example.body, in: example.encoding) == DecodedText(example.text))
  }

  private static let valid: [Case] = [
    Case(.gb18030, [0x81, 0x30, 0x81, 0x30], "\u{80}"),
    Case(.gb18030, [0xE3, 0x32, 0x9A, 0x35], "\u{10FFFF}"),
    Case(.gb18030, [0x81, 0x35, 0xF4, 0x37], "\u{E7C7}"),
    Case(.gb18030, [0xA6, 0xD9, 0xFE, 0x59, 0xA3, 0xA0], "\u{FE10}\u{9FB4}\u{3000}"),
    Case(.gbk, [0x80, 0xA8, 0xBC], "€ḿ"),
    Case(.big5, [0x88, 0x62, 0x88, 0x64], "\u{CA}\u{304}\u{CA}\u{30C}"),
    Case(.big5, [0x87, 0xA4, 0xA3, 0xE0, 0xFE, 0xDD], "龗␡砉"),
    Case(.eucJP, [0x8F, 0xB0, 0xA1, 0x8E, 0xB1, 0xA4, 0xA2], "丂ｱあ"),
    Case(.shiftJIS, [0x80, 0xB1, 0x82, 0xA0, 0xF0, 0x40], "\u{80}ｱあ\u{E000}"),
    Case(.shiftJIS, [0xFA, 0x40, 0x81, 0x60], "ⅰ～"),
    Case(.eucKR, [0x81, 0x41, 0xB3, 0xAA], "갂나"),
    Case(.iso2022JP, bytes("a\u{1B}$B$\"\u{1B}(J\\~\u{1B}(I1"), "aあ¥‾ｱ"),
    Case(.windows1252, [0x80, 0x81, 0x9D, 0xE9], "€\u{81}\u{9D}é"),
    Case(.koi8U, [0xAE, 0xBE, 0xC1], "ўЎа"),
    Case(.iso8859_16, [0xA4, 0xAA, 0xE3, 0xFE, 0x85], "€Șăț\u{85}"),
    Case(.macintosh, [0xF0, 0xDB], "\u{F8FF}€"),
    Case(.userDefined, [0x41, 0x80, 0xFF], "A\u{F780}\u{F7FF}"),
    Case(.iso8859_8I, [0xE0], "א"),
  ]

  @Test(arguments: invalid) func errors(example: Case) {
    #expect(
      DecodedText(example.body, in: example.encoding)
        == DecodedText(example.text, hasErrors: true))
  }

  private static let invalid: [Case] = [
    Case(.gb18030, [0x81, 0x30, 0x81], "\u{FFFD}"),
    Case(.gb18030, [0x81, 0x30, 0x41], "\u{FFFD}0A"),
    Case(.gb18030, [0x81, 0x30, 0x81, 0x41], "\u{FFFD}0\u{4E04}"),
    Case(.gb18030, [0xFE, 0x39, 0xFE, 0x39, 0xFF], "\u{FFFD}\u{FFFD}"),
    Case(.eucJP, [0x8F, 0xA1, 0x22], "\u{FFFD}\""),
    Case(.eucJP, [0x8F, 0xB0], "\u{FFFD}"),
    // Nothing between two escape sequences.
    Case(.iso2022JP, bytes("\u{1B}$B\u{1B}(Ba"), "\u{FFFD}a"),
    Case(.iso2022JP, bytes("\u{1B}(X"), "\u{FFFD}(X"),
    Case(.iso2022JP, [0x0E, 0x0F, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"),
    Case(.windows874, [0xDB], "\u{FFFD}"),
    Case(.windows1253, [0xAA], "\u{FFFD}"),
    Case(.replacement, bytes("any <a>"), "\u{FFFD}"),
  ]

  @Test func nothingIsNothing() {
    for encoding in CharacterEncoding.allCases {
      #expect(DecodedText([], in: encoding) == DecodedText(""))
    }
  }
}
