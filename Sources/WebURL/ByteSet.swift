/// A set of bytes in two machine words, for the ASCII half; the other half is in or out as a whole.
///
/// The sets are computed properties so that the optimiser folds them into constants.
struct ByteSet {
  private let low: UInt64
  private let high: UInt64
  private let hasNonASCII: Bool

  @inline(__always) private init(low: UInt64, high: UInt64, hasNonASCII: Bool) {
    self.low = low
    self.high = high
    self.hasNonASCII = hasNonASCII
  }

  @inline(__always) static var empty: ByteSet { ByteSet(low: 0, high: 0, hasNonASCII: false) }

  @inline(__always) func contains(_ byte: UInt8) -> Bool {
    if byte >= 0x80 { return hasNonASCII }
    return (byte < 64 ? low : high) >> UInt64(byte & 63) & 1 == 1
  }

  @inline(__always) func with(_ scalar: Unicode.Scalar) -> ByteSet {
    let value = UInt64(scalar.value)
    let bit = UInt64(1) << (value & 63)
    return ByteSet(
      low: value < 64 ? low | bit : low, high: value < 64 ? high : high | bit,
      hasNonASCII: hasNonASCII)
  }

  @inline(__always) func union(_ other: ByteSet) -> ByteSet {
    ByteSet(
      low: low | other.low, high: high | other.high, hasNonASCII: hasNonASCII || other.hasNonASCII)
  }
}

/// The percent-encode sets of the URL standard, section 1.3.
extension ByteSet {
  @inline(__always) static var c0Control: ByteSet {
    ByteSet(low: 0xFFFF_FFFF, high: 1 << 63, hasNonASCII: true)
  }
  @inline(__always) static var fragment: ByteSet {
    c0Control.with(" ").with("\"").with("<").with(">").with("`")
  }
  @inline(__always) static var query: ByteSet {
    c0Control.with(" ").with("\"").with("#").with("<").with(">")
  }
  @inline(__always) static var specialQuery: ByteSet { query.with("'") }
  @inline(__always) static var path: ByteSet {
    query.with("?").with("^").with("`").with("{").with("}")
  }
  @inline(__always) static var userinfo: ByteSet {
    path.with("/").with(":").with(";").with("=").with("@").with("[").with("\\").with("]").with("|")
  }
}

/// Other classes of the URL standard.
extension ByteSet {
  /// Section 3.1, "forbidden host code point".
  @inline(__always) static var forbiddenHost: ByteSet {
    empty.with("\0").with("\t").with("\n").with("\r").with(" ").with("#").with("/").with(":")
      .with("<").with(">").with("?").with("@").with("[").with("\\").with("]").with("^").with("|")
  }
  /// Section 3.1, "forbidden domain code point".
  @inline(__always) static var forbiddenDomain: ByteSet {
    ByteSet(low: 0xFFFF_FFFF, high: 1 << 63, hasNonASCII: false).union(forbiddenHost).with("%")
  }
  /// What cannot simply be lower-cased in a domain: forbidden, percent-encoded, not ASCII.
  @inline(__always) static var notPlainDomain: ByteSet {
    ByteSet(low: 0, high: 0, hasNonASCII: true).union(forbiddenDomain)
  }
  /// What stops the copying of a path: encoded, a terminator, or the start of `%2e`.
  @inline(__always) static var pathStop: ByteSet { path.with("/").with("\\").with("%") }
}

extension UInt8 {
  @inline(__always) var isDigit: Bool { self &- 0x30 < 10 }
  @inline(__always) var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }
  @inline(__always) var isHexDigit: Bool { hexValue < 16 }
  /// 0 to 15, or 255 when this is no hexadecimal digit.
  @inline(__always) var hexValue: UInt8 {
    if isDigit { return self &- 0x30 }
    let letter = (self | 0x20) &- 0x61
    return letter < 6 ? letter + 10 : 255
  }
  @inline(__always) var lowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
  /// The upper-case hexadecimal digit of 0 to 15.
  @inline(__always) var hexDigit: UInt8 { self < 10 ? 0x30 + self : 0x37 + self }
  /// RFC 3986, section 2.3: letters, digits, `-`, `.`, `_`, `~`.
  @inline(__always) var isUnreserved: Bool {
    isLetter || isDigit || self == UInt8(ascii: "-") || self == UInt8(ascii: ".")
      || self == UInt8(ascii: "_") || self == UInt8(ascii: "~")
  }
  @inline(__always) var isTabOrNewline: Bool { self == 0x0A || self == 0x0D || self == 0x09 }
}

extension ByteBuffer {
  @inline(__always) mutating func append(percentEncoded byte: UInt8) {
    append(UInt8(ascii: "%"))
    append((byte >> 4).hexDigit)
    append((byte & 15).hexDigit)
  }

  /// Appends `first..<end` of `bytes`, with what is in `set` percent-encoded.
  @inline(__always) mutating func append(
    _ bytes: Span<UInt8>, from first: Int, to end: Int, encoding set: ByteSet
  ) {
    reserve(end - first)
    for position in first..<end {
      let byte = bytes[position]
      if set.contains(byte) { append(percentEncoded: byte) } else { append(byte) }
    }
  }
}
