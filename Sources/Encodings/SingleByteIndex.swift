/// The index of a single-byte encoding (Encoding Standard, 5 and 9): what 0x80 to 0xFF stand for.
///
/// The indexes are ICU's tables of the same encodings, taken at first use. Where the standard's differ,
/// its values are given here; `Tests/Reference/encodings.sh` shows that nothing else differs.
struct SingleByteIndex: Sendable {
  /// The scalar value of each byte, 0 where it has none.
  let scalars: [UInt32]
  /// The same in UTF-8, U+FFFD where a byte has none.
  let encoded: [EncodedScalar]
  /// Whether some bytes have none.
  let hasHoles: Bool

  private init(scalars: [UInt32]) {
    self.scalars = scalars
    encoded = scalars.map { EncodedScalar($0 == 0 ? 0xFFFD : $0) }
    hasHoles = scalars.contains(0)
  }

  /// Whether a byte from 0x80 on stands for nothing.
  func isHole(_ byte: UInt8) -> Bool { scalars[Int(byte & 0x7F)] == 0 }

  /// The byte that stands for a scalar value.
  func byte(of scalar: UInt32) -> UInt8? {
    scalars.firstIndex(of: scalar).map { UInt8($0) + 0x80 }
  }

  /// The table of ICU's converter of this name, with some bytes' values replaced, 0 for none.
  private init(_ converter: String, _ changes: KeyValuePairs<UInt8, UInt32> = [:]) {
    var scalars = [UInt32](repeating: 0, count: 128)
    if let icu = ICUConverter(converter) {
      for pointer in 0..<128 { scalars[pointer] = icu.scalar(UInt8(pointer) + 0x80) }
    }
    for (byte, scalar) in changes { scalars[Int(byte & 0x7F)] = scalar }
    self.init(scalars: scalars)
  }

  // MARK: The encodings

  /// The index of a single-byte encoding.
  static func of(_ encoding: CharacterEncoding) -> SingleByteIndex {
    switch encoding {
    case .ibm866: ibm866
    case .iso8859_2: iso8859_2
    case .iso8859_3: iso8859_3
    case .iso8859_4: iso8859_4
    case .iso8859_5: iso8859_5
    case .iso8859_6: iso8859_6
    case .iso8859_7: iso8859_7
    case .iso8859_8, .iso8859_8I: iso8859_8
    case .iso8859_10: iso8859_10
    case .iso8859_13: iso8859_13
    case .iso8859_14: iso8859_14
    case .iso8859_15: iso8859_15
    case .iso8859_16: iso8859_16
    case .koi8R: koi8R
    case .koi8U: koi8U
    case .macintosh: macintosh
    case .windows874: windows874
    case .windows1250: windows1250
    case .windows1251: windows1251
    case .windows1253: windows1253
    case .windows1254: windows1254
    case .windows1255: windows1255
    case .windows1256: windows1256
    case .windows1257: windows1257
    case .windows1258: windows1258
    case .macCyrillic: macCyrillic
    case .userDefined: userDefined
    default: windows1252
    }
  }

  /// Section 14.5: all of 0x80 to 0xFF in the private use area.
  static let userDefined = SingleByteIndex(scalars: (0xF780...0xF7FF).map { $0 })

  private static let ibm866 = SingleByteIndex("ibm-866_P100-1995")
  private static let iso8859_2 = SingleByteIndex("ISO-8859-2")
  private static let iso8859_3 = SingleByteIndex("ISO-8859-3")
  private static let iso8859_4 = SingleByteIndex("ISO-8859-4")
  private static let iso8859_5 = SingleByteIndex("ISO-8859-5")
  private static let iso8859_6 = SingleByteIndex("ISO-8859-6")
  private static let iso8859_7 = SingleByteIndex("ISO-8859-7")
  private static let iso8859_8 = SingleByteIndex("ISO-8859-8")
  private static let iso8859_10 = SingleByteIndex("iso-8859_10-1998")
  private static let iso8859_13 = SingleByteIndex("ISO-8859-13")
  private static let iso8859_14 = SingleByteIndex("iso-8859_14-1998")
  private static let iso8859_15 = SingleByteIndex("ISO-8859-15")
  private static let koi8R = SingleByteIndex("KOI8-R")
  /// With the Belarusian letter in place of two box drawings.
  private static let koi8U = SingleByteIndex("KOI8-U", [0xAE: 0x45E, 0xBE: 0x40E])
  /// With the one character for private use that the standard has, the apple.
  private static let macintosh = SingleByteIndex("macos-0_2-10.2", [0xF0: 0xF8FF])
  private static let windows874 = SingleByteIndex("windows-874-2000")
  private static let windows1250 = SingleByteIndex("windows-1250")
  private static let windows1251 = SingleByteIndex("windows-1251")
  private static let windows1252 = SingleByteIndex("windows-1252")
  private static let windows1253 = SingleByteIndex("windows-1253", [0xAA: 0])
  private static let windows1254 = SingleByteIndex("windows-1254")
  private static let windows1255 = SingleByteIndex("windows-1255", [0xCA: 0x5BA])
  private static let windows1256 = SingleByteIndex("windows-1256")
  private static let windows1257 = SingleByteIndex("windows-1257")
  private static let windows1258 = SingleByteIndex("windows-1258")
  private static let macCyrillic = SingleByteIndex("macos-7_3-10.2")

  /// ICU has none: ISO/IEC 8859-16, which is ISO/IEC 8859-2 for South-Eastern Europe, from 0xA0 on.
  private static let iso8859_16 = SingleByteIndex(
    scalars: (0x80...0x9F).map { $0 }
      + """
      \u{A0}ĄąŁ€„Š§š©Ș«Ź\u{AD}źŻ°±ČłŽ”¶·žčș»ŒœŸż\
      ÀÁÂĂÄĆÆÇÈÉÊËÌÍÎÏĐŃÒÓÔŐÖŚŰÙÚÛÜĘȚß\
      àáâăäćæçèéêëìíîïđńòóôőöśűùúûüęțÿ
      """.unicodeScalars.map(\.value))
}
