/// A byte order mark, which outranks every other sign of an encoding ("BOM sniff", Encoding Standard, 6).
package enum ByteOrderMark: Sendable {
  case utf8
  case utf16BE
  case utf16LE

  /// The mark that a text starts with, if any.
  package init?(_ text: Span<UInt8>) {
    if text.count >= 3, text[0] == 0xEF, text[1] == 0xBB, text[2] == 0xBF {
      self = .utf8
    } else if text.count >= 2, text[0] == 0xFE, text[1] == 0xFF {
      self = .utf16BE
    } else if text.count >= 2, text[0] == 0xFF, text[1] == 0xFE {
      self = .utf16LE
    } else {
      return nil
    }
  }

  /// Its bytes.
  package var length: Int { self == .utf8 ? 3 : 2 }

  /// The encoding that it announces.
  package var encoding: CharacterEncoding {
    switch self {
    case .utf8: .utf8
    case .utf16BE: .utf16BE
    case .utf16LE: .utf16LE
    }
  }
}
