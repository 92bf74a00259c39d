/// A character encoding of the Encoding Standard (https://encoding.spec.whatwg.org, section 4).
package enum CharacterEncoding: String, CaseIterable, Sendable {
  case utf8 = "UTF-8"
  case ibm866 = "IBM866"
  case iso8859_2 = "ISO-8859-2"
  case iso8859_3 = "ISO-8859-3"
  case iso8859_4 = "ISO-8859-4"
  case iso8859_5 = "ISO-8859-5"
  case iso8859_6 = "ISO-8859-6"
  case iso8859_7 = "ISO-8859-7"
  case iso8859_8 = "ISO-8859-8"
  case iso8859_8I = "ISO-8859-8-I"
  case iso8859_10 = "ISO-8859-10"
  case iso8859_13 = "ISO-8859-13"
  case iso8859_14 = "ISO-8859-14"
  case iso8859_15 = "ISO-8859-15"
  case iso8859_16 = "ISO-8859-16"
  case koi8R = "KOI8-R"
  case koi8U = "KOI8-U"
  case macintosh = "macintosh"
  case windows874 = "windows-874"
  case windows1250 = "windows-1250"
  case windows1251 = "windows-1251"
  case windows1252 = "windows-1252"
  case windows1253 = "windows-1253"
  case windows1254 = "windows-1254"
  case windows1255 = "windows-1255"
  case windows1256 = "windows-1256"
  case windows1257 = "windows-1257"
  case windows1258 = "windows-1258"
  case macCyrillic = "x-mac-cyrillic"
  case gbk = "GBK"
  case gb18030 = "gb18030"
  case big5 = "Big5"
  case eucJP = "EUC-JP"
  case iso2022JP = "ISO-2022-JP"
  case shiftJIS = "Shift_JIS"
  case eucKR = "EUC-KR"
  case replacement = "replacement"
  case utf16BE = "UTF-16BE"
  case utf16LE = "UTF-16LE"
  case userDefined = "x-user-defined"

  /// The standard's name.
  package var name: String { rawValue }

  /// Whether bytes below 0x80 are ASCII wherever they stand, so that a text of only such bytes needs no
  /// decoding.
  package var isASCIICompatible: Bool {
    switch self {
    case .utf16BE, .utf16LE, .iso2022JP, .replacement: false
    default: true
    }
  }

  /// The encoding that URLs and forms of a document in this encoding use ("get an output encoding",
  /// 4.3).
  package var output: CharacterEncoding {
    switch self {
    case .replacement, .utf16BE, .utf16LE: .utf8
    default: self
    }
  }

  /// The encoding of a label, ASCII white space around it and case ignored ("get an encoding", 4.2);
  /// nil for an unknown label. O(label).
  package init?(label: Span<UInt8>) {
    var start = 0
    var end = label.count
    while start < end, label[start].isASCIISpace { start += 1 }
    while end > start, label[end - 1].isASCIISpace { end -= 1 }
    let label = label.extracting(start..<end)
    guard !label.isEmpty else { return nil }
    for (encoding, labels) in Self.labels where Self.list(labels, contains: label) {
      self = encoding
      return
    }
    return nil
  }

  /// Whether a list of labels, a space behind each but the last, has this one.
  private static func list(_ labels: StaticString, contains label: Span<UInt8>) -> Bool {
    let count = labels.utf8CodeUnitCount
    var start = 0
    while start < count {
      var end = start
      while end < count, unsafe labels.utf8Start[end] != 0x20 { end += 1 }
      let isEqual =
        end - start == label.count
        && label.indices.allSatisfy {
          unsafe label[$0].lowercased == labels.utf8Start[start + $0]
        }
      if isEqual { return true }
      start = end + 1
    }
    return false
  }
}

extension UInt8 {
  /// Tab, line feed, form feed, carriage return, space (Infra Standard, "ASCII whitespace").
  fileprivate var isASCIISpace: Bool {
    self == 0x20 || self == 0x0A || self == 0x09 || self == 0x0D || self == 0x0C
  }

  fileprivate var lowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
}
