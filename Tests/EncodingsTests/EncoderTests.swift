import Encodings
import Testing

@Suite struct EncoderTests {
  /// A text and its bytes in an encoding.
  struct Case: Sendable {
    let encoding: CharacterEncoding
    let text: String
    let bytes: [UInt8]

    init(_ encoding: CharacterEncoding, _ text: String, _ bytes: [UInt8]) {
      self.encoding = encoding
      self.text = text
      self.bytes = bytes
    }
  }

  @Test(arguments: cases) func characters(example: Case) {
    #expect(encoded(example.text, in: example.encoding) == example.bytes)
  }

  private static let cases: [Case] = [
    Case(.shiftJIS, "\u{2212}¥‾ｱ\u{80}", [0x81, 0x7C, 0x5C, 0x7E, 0xB1, 0x80]),
    // Of IBM's extensions their own place, and not that in NEC's rows.
    Case(.shiftJIS, "ⅰ", [0xFA, 0x40]),
    Case(.shiftJIS, "\u{E000}", bytes("<E000>")),
    Case(.eucJP, "ｱ", [0x8E, 0xB1]),
    // JIS X 0212 is read but never written.
    Case(.eucJP, "丂", bytes("<4E02>")),
    Case(.big5, "十卅\u{2550}", [0xA4, 0x51, 0xA4, 0xCA, 0xF9, 0xF9]),
    Case(.big5, "㇀", bytes("<31C0>")),
    Case(.gbk, "€", [0x80]),
    Case(.gbk, "\u{E5E5}\u{80}", bytes("<E5E5><80>")),
    Case(.gb18030, "€\u{80}", [0xA2, 0xE3, 0x81, 0x30, 0x81, 0x30]),
    Case(.gb18030, "\u{E7C7}😀", [0x81, 0x35, 0xF4, 0x37, 0x94, 0x39, 0xFC, 0x36]),
    Case(.gb18030, "\u{9FB4}\u{E81E}", [0xFE, 0x59, 0xFE, 0x59]),
    Case(
      .iso2022JP, "aあbｱ¥\u{0E}é",
      bytes("a\u{1B}$B$\"\u{1B}(Bb\u{1B}$B%\"\u{1B}(J\\<FFFD><E9>\u{1B}(B")),
    Case(.windows1252, "é\u{81}ф", [0xE9, 0x81] + bytes("<444>")),
    Case(.userDefined, "a\u{F7FF}é", [0x61, 0xFF] + bytes("<E9>")),
    Case(.utf16LE, "é😀", bytes("é😀")),
    Case(.replacement, "é", bytes("é")),
  ]

  private static let multiByte: [CharacterEncoding] = [
    .utf8, .gbk, .gb18030, .big5, .eucJP, .shiftJIS, .iso2022JP, .eucKR,
  ]

  /// What an encoder has bytes for, the decoder reads back; the exceptions are the standard's.
  @Test func whatIsEncodedCanBeDecoded() {
    for encoding in Self.multiByte {
      let values = stride(from: UInt32(0x80), to: 0x10000, by: 13).filter { value in
        guard let scalar = Unicode.Scalar(value) else { return false }
        let body = encoded(String(Character(scalar)), in: encoding)
        guard body.first != UInt8(ascii: "<") else { return false }
        return DecodedText(body, in: encoding).text != String(Character(scalar))
      }
      #expect(values.allSatisfy { Self.isOneWay($0, in: encoding) }, "\(encoding): \(values)")
    }
  }

  @Test func everyByteIsWrittenAsItWasRead() {
    let single = CharacterEncoding.allCases.filter {
      $0 == .userDefined || $0.rawValue.hasPrefix("windows") || $0.rawValue.hasPrefix("ISO-8859")
    }
    for encoding in single + [.ibm866, .koi8R, .koi8U, .macintosh, .macCyrillic] {
      let changed = (UInt8.min...UInt8.max).filter { byte in
        let decoded = DecodedText([byte], in: encoding)
        return !decoded.hasErrors && encoded(decoded.text, in: encoding) != [byte]
      }
      #expect(changed == [], "\(encoding)")
    }
  }

  private static func isOneWay(_ value: UInt32, in encoding: CharacterEncoding) -> Bool {
    switch encoding {
    case .gbk, .gb18030: 0xE78D...0xE864 ~= value
    case .eucJP, .shiftJIS, .iso2022JP:
      [0xA5, 0x203E, 0x2212].contains(value) || 0xFF61...0xFF9F ~= value
    default: false
    }
  }
}
