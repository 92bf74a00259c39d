/// Decodes character references (HTML Standard, 13.2.5.72 to 80).
struct CharacterReferences {
  /// Where a reference stands.
  enum Place {
    /// In text.
    case text
    /// In an attribute's value: a name without semicolon is none when `=`, a letter or a digit follows.
    case attribute
  }

  private var names = NamedReferences()

  /// Appends the text of a range of the input: references decoded, NUL made U+FFFD, CR and CR LF made
  /// LF. O(range).
  mutating func append(
    _ range: Range<Int>, of input: Span<UInt8>, in place: Place, to output: inout [UInt8]
  ) {
    var offset = range.lowerBound
    while offset < range.upperBound {
      let byte = input[offset]
      switch byte {
      case UInt8(ascii: "&"):
        offset = appendReference(at: offset, to: range.upperBound, of: input, in: place, &output)
      case 0:
        output.appendReplacement()
        offset += 1
      case 0x0D:
        output.append(0x0A)
        offset += 1
        if offset < range.upperBound, input[offset] == 0x0A { offset += 1 }
      default:
        output.append(byte)
        offset += 1
      }
    }
  }

  /// Whether `append` would change anything.
  @inline(__always)
  static func mayChange(_ range: Range<Int>, of input: Span<UInt8>) -> Bool {
    var offset = range.lowerBound
    while offset + 8 <= range.upperBound {
      let word = ByteSearch.word(in: input, at: offset)
      if word.marking(UInt8(ascii: "&")) | word.marking(0x0D) | word.marking(0) != 0 { return true }
      offset += 8
    }
    while offset < range.upperBound {
      let byte = input[offset]
      if byte == UInt8(ascii: "&") || byte == 0x0D || byte == 0 { return true }
      offset += 1
    }
    return false
  }

  /// Appends the reference that starts at an `&`, or the `&` alone; answers the place behind it.
  mutating func appendReference(
    at start: Int, to end: Int, of input: Span<UInt8>, in place: Place, _ output: inout [UInt8]
  ) -> Int {
    if start + 1 < end, input[start + 1] == UInt8(ascii: "#") {
      if let behind = Self.appendNumeric(at: start + 2, to: end, of: input, &output) {
        return behind
      }
    } else if let behind = appendNamed(at: start + 1, to: end, of: input, in: place, &output) {
      return behind
    }
    output.append(UInt8(ascii: "&"))
    return start + 1
  }

  private mutating func appendNamed(
    at start: Int, to end: Int, of input: Span<UInt8>, in place: Place, _ output: inout [UInt8]
  ) -> Int? {
    var behind = start
    let limit = min(end, start + NamedReferences.longestName)
    while behind < limit, input[behind].isASCIIAlphanumeric { behind += 1 }
    if behind < end, input[behind] == UInt8(ascii: ";"),
      let reference = names.find(input, start..<behind)
    {
      names.append(reference, to: &output)
      return behind + 1
    }
    behind = min(behind, start + NamedReferences.longestBareName)
    while behind > start {
      if let reference = names.find(input, start..<behind), reference.mayBeBare {
        if place == .attribute, behind < end,
          input[behind].isASCIIAlphanumeric || input[behind] == UInt8(ascii: "=")
        {
          return nil
        }
        names.append(reference, to: &output)
        return behind
      }
      behind -= 1
    }
    return nil
  }

  /// A numeric reference whose `x` or first digit stands at `start`; nil when it has no digits.
  private static func appendNumeric(
    at start: Int, to end: Int, of input: Span<UInt8>, _ output: inout [UInt8]
  ) -> Int? {
    let isHexadecimal = start < end && input[start] | 0x20 == UInt8(ascii: "x")
    let digits = isHexadecimal ? start + 1 : start
    var behind = digits
    var value: UInt32 = 0
    while behind < end, let digit = input[behind].digit(isHexadecimal: isHexadecimal) {
      // Stays above all code points once it is there.
      value = min(value * (isHexadecimal ? 16 : 10) + digit, 0x110000)
      behind += 1
    }
    guard behind > digits else { return nil }
    output.append(scalar: scalar(value))
    return behind < end && input[behind] == UInt8(ascii: ";") ? behind + 1 : behind
  }

  /// What a number stands for (13.2.5.80).
  private static func scalar(_ value: UInt32) -> Unicode.Scalar {
    let replacement: Unicode.Scalar = "\u{FFFD}"
    if value == 0 { return replacement }
    let meant = value &- 0x80 < 0x20 ? UInt32(windows1252[Int(value & 0x1F)]) : value
    return Unicode.Scalar(meant) ?? replacement
  }

  /// The standard's table of numbers that are meant in windows-1252; the five without a character stay.
  private static let windows1252: [UInt16] = [
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
    0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
  ]
}

extension UInt8 {
  fileprivate var isASCIIAlphanumeric: Bool { isASCIILetter || isASCIIDigit }

  fileprivate func digit(isHexadecimal: Bool) -> UInt32? {
    if isASCIIDigit { return UInt32(self & 0x0F) }
    let letter = (self | 0x20) &- 0x61
    return isHexadecimal && letter < 6 ? UInt32(letter) + 10 : nil
  }
}

extension [UInt8] {
  /// Appends U+FFFD.
  mutating func appendReplacement() { append(scalar: "\u{FFFD}") }

  /// Appends bytes.
  mutating func append(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }

  /// Appends a character in UTF-8.
  mutating func append(scalar: Unicode.Scalar) {
    if scalar.isASCII {
      append(UInt8(truncatingIfNeeded: scalar.value))
    } else if let encoded = UTF8.encode(scalar) {
      append(contentsOf: encoded)
    }
  }
}
