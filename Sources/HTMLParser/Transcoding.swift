/// Decodes bytes to UTF-8. What cannot be decoded becomes U+FFFD, and so does U+0000.
enum Transcoding {
  /// Appends the text of these bytes. Answers whether anything was replaced.
  static func append(
    _ bytes: Span<UInt8>, from encoding: CharacterEncoding, to output: inout [UInt8]
  ) -> Bool {
    output.reserveCapacity(bytes.count + bytes.count / 2)
    switch encoding {
    case .utf8: return appendUTF8(bytes, to: &output)
    case .utf16BE: return appendUTF16(bytes, isBigEndian: true, to: &output)
    case .utf16LE: return appendUTF16(bytes, isBigEndian: false, to: &output)
    case .windows1252: return appendWindows1252(bytes, to: &output)
    case .userDefined: return appendUserDefined(bytes, to: &output)
    case .replacement:
      // An encoding that is only ever used to attack (Encoding Standard, 14.1).
      if !bytes.isEmpty { output.appendReplacement() }
      return !bytes.isEmpty
    default:
      guard var converter = IconvConverter(encoding) else {
        return appendWindows1252(bytes, to: &output)
      }
      return converter.append(bytes, to: &output)
    }
  }

  private static func appendUTF8(_ bytes: Span<UInt8>, to output: inout [UInt8]) -> Bool {
    UTF8Scan.repair(bytes, into: &output)
    return true
  }

  private static func appendUTF16(
    _ bytes: Span<UInt8>, isBigEndian: Bool, to output: inout [UInt8]
  ) -> Bool {
    let high = isBigEndian ? 0 : 1
    let count = bytes.count / 2
    func unit(_ index: Int) -> UInt32 {
      UInt32(bytes[2 * index + high]) << 8 | UInt32(bytes[2 * index + 1 - high])
    }
    var wasReplaced = bytes.count % 2 != 0
    var index = 0
    while index < count {
      var value = unit(index)
      index += 1
      if value & 0xFC00 == 0xD800, index < count, unit(index) & 0xFC00 == 0xDC00 {
        value = 0x10000 + (value & 0x3FF) << 10 + unit(index) & 0x3FF
        index += 1
      }
      wasReplaced = output.append(codePoint: value) || wasReplaced
    }
    if bytes.count % 2 != 0 { output.appendReplacement() }
    return wasReplaced
  }

  private static func appendWindows1252(_ bytes: Span<UInt8>, to output: inout [UInt8]) -> Bool {
    var wasReplaced = false
    for index in bytes.indices {
      let byte = bytes[index]
      let value = byte &- 0x80 < 0x20 ? UInt32(windows1252[Int(byte & 0x1F)]) : UInt32(byte)
      wasReplaced = output.append(codePoint: value) || wasReplaced
    }
    return wasReplaced
  }

  private static func appendUserDefined(_ bytes: Span<UInt8>, to output: inout [UInt8]) -> Bool {
    var wasReplaced = false
    for index in bytes.indices {
      let byte = UInt32(bytes[index])
      wasReplaced = output.append(codePoint: byte < 0x80 ? byte : 0xF700 + byte) || wasReplaced
    }
    return wasReplaced
  }

  /// What 0x80 to 0x9F mean in windows-1252 (Encoding Standard, index windows-1252).
  private static let windows1252: [UInt16] = [
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
    0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
  ]
}

extension [UInt8] {
  /// Appends a code point, U+FFFD in place of U+0000 and of surrogates; answers whether it did so.
  fileprivate mutating func append(codePoint value: UInt32) -> Bool {
    if value &- 1 < 0x7F {
      append(UInt8(truncatingIfNeeded: value))
      return false
    }
    guard value != 0, let scalar = Unicode.Scalar(value), let encoded = UTF8.encode(scalar) else {
      appendReplacement()
      return true
    }
    append(contentsOf: encoded)
    return false
  }

  /// Appends U+FFFD.
  mutating func appendReplacement() {
    append(0xEF)
    append(0xBF)
    append(0xBD)
  }
}
