/// Steps through a header's value.
struct HeaderReader {
  private let scalars: [Unicode.Scalar]
  private var position = 0
  private var end: Int

  init(_ text: some StringProtocol) {
    scalars = Array(text.unicodeScalars)
    end = scalars.count
  }

  /// Nil at the end.
  var next: Unicode.Scalar? { position < end ? scalars[position] : nil }

  mutating func trimSpace() {
    while position < end, scalars[position].isHTTPSpace { position += 1 }
    while end > position, scalars[end - 1].isHTTPSpace { end -= 1 }
  }

  /// Moves on over those that fulfil the condition, and hands them back.
  mutating func take(while condition: (Unicode.Scalar) -> Bool) -> [Unicode.Scalar] {
    let start = position
    while position < end, condition(scalars[position]) { position += 1 }
    return Array(scalars[start..<position])
  }

  /// Moves on over `scalar`, if it is next.
  mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar else { return false }
    position += 1
    return true
  }

  /// Moves on over blanks and tabs.
  mutating func skipBlanks() {
    while let next, next == " " || next == "\t" { position += 1 }
  }

  /// Reads a quoted string, its quotes and backslashes taken away (Fetch Standard, "collect an HTTP
  /// quoted string"); an open one ends with the value.
  mutating func takeQuoted() -> [Unicode.Scalar] {
    position += 1
    var value: [Unicode.Scalar] = []
    while let scalar = next {
      position += 1
      if scalar == "\"" { break }
      if scalar == "\\" {
        value.append(next ?? "\\")
        position = min(position + 1, end)
      } else {
        value.append(scalar)
      }
    }
    return value
  }

  /// The values of a header whose lines were joined with commas; those in quoted strings do not
  /// separate (Fetch Standard, "get, decode, and split").
  static func split(_ values: some StringProtocol) -> [String] {
    var reader = HeaderReader(values)
    var parts: [String] = []
    while true {
      let start = reader.position
      while let next = reader.next, next != "," {
        if next == "\"" { _ = reader.takeQuoted() } else { reader.position += 1 }
      }
      let part = reader.scalars[start..<reader.position]
      let isBlank = { (scalar: Unicode.Scalar) in scalar == " " || scalar == "\t" }
      let trimmed = part.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
      parts.append(Array(trimmed).text)
      guard reader.skip(",") else { return parts }
    }
  }
}

extension Unicode.Scalar {
  /// HTTP white space: tab, line feed, carriage return, space.
  var isHTTPSpace: Bool { self == " " || self == "\t" || self == "\n" || self == "\r" }

  /// An HTTP token code point (MIME Sniffing Standard, section 2; RFC 9110, 5.6.2).
  var isToken: Bool {
    switch self {
    case "0"..."9", "A"..."Z", "a"..."z", "!", "#", "$", "%", "&", "'", "*", "+", "-", ".", "^",
      "_", "`", "|", "~":
      true
    default: false
    }
  }

  /// An HTTP quoted-string token code point.
  var isInQuotedString: Bool {
    self == "\t" || ("\u{20}"..."\u{7E}").contains(self) || ("\u{80}"..."\u{FF}").contains(self)
  }
}

extension [Unicode.Scalar] {
  var text: String { String(String.UnicodeScalarView(self)) }

  var lowercasedASCII: String {
    map { ("A"..."Z").contains($0) ? Unicode.Scalar(UInt8($0.value | 0x20)) : $0 }.text
  }
}
