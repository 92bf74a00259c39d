/// The name by which a robots.txt addresses a crawler: its product token (RFC 9309, 2.2.1).
package enum RobotsAgent {
  /// Whether `token` is a product token as the RFC has it: letters, `_` and `-`, at least one.
  package static func isProductToken(_ token: String) -> Bool {
    !token.isEmpty && token.utf8.allSatisfy { $0.isTokenCharacter }
  }

  /// The product token of a `User-Agent` header, as in `Orbweaver` for `Orbweaver/1.0 (+https://…)`:
  /// what stands before the first slash or blank. Nil where nothing does, or where it has characters
  /// that no robots.txt could name it by. Digits are let pass: the RFC has none, but some crawlers do.
  package static func productToken(ofHeader header: String) -> String? {
    let token = header.utf8.drop { $0.isBlank }.prefix { !$0.isBlank && $0 != UInt8(ascii: "/") }
    guard let first = token.first, first.isTokenCharacter,
      token.allSatisfy({ $0.isTokenCharacter || $0.isDigit })
    else { return nil }
    return String(Substring(token))
  }
}

extension UInt8 {
  /// RFC 9309, section 2.2.1: letters, `_` and `-`.
  var isTokenCharacter: Bool {
    (self | 0x20) &- 0x61 < 26 || self == UInt8(ascii: "_") || self == UInt8(ascii: "-")
  }

  var isDigit: Bool { self &- 0x30 < 10 }

  /// A space, tab, line feed, vertical tab, form feed or carriage return.
  var isBlank: Bool { self == 0x20 || self &- 0x09 < 5 }

  var lowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
}
