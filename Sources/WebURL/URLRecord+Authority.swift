/// Credentials, host and port (states "authority", "host", "port", "path start").
extension URLRecord {
  /// Parses everything from behind the `//` on. `bytes` ends in the scheme's colon.
  mutating func parseAuthority(_ input: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    bytes.append(UInt8(ascii: "/"))
    bytes.append(UInt8(ascii: "/"))
    parts.hasHost = true
    var authorityEnd = start
    var at = -1
    while authorityEnd < end {
      let byte = input[authorityEnd]
      if isSlash(byte) || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#") { break }
      if byte == UInt8(ascii: "@") { at = authorityEnd }
      authorityEnd += 1
    }
    parts.usernameEnd = bytes.count
    if at >= 0 {
      if at + 1 == authorityEnd { return false }
      appendCredentials(input, from: start, to: at)
    }
    return appendHostAndPort(input, from: at >= 0 ? at + 1 : start, to: authorityEnd)
      && parsePathStart(input, from: authorityEnd, to: end)
  }

  private mutating func appendCredentials(_ input: Span<UInt8>, from start: Int, to end: Int) {
    var colon = start
    while colon < end, input[colon] != UInt8(ascii: ":") { colon += 1 }
    bytes.append(input, from: start, to: colon, encoding: .userinfo)
    parts.usernameEnd = bytes.count
    if colon + 1 < end {
      bytes.append(UInt8(ascii: ":"))
      bytes.append(input, from: colon + 1, to: end, encoding: .userinfo)
    }
    if bytes.count > parts.schemeEnd + 3 { bytes.append(UInt8(ascii: "@")) }
  }

  private mutating func appendHostAndPort(
    _ input: Span<UInt8>, from start: Int, to end: Int
  ) -> Bool {
    var colon = start
    var isInBrackets = false
    while colon < end {
      let byte = input[colon]
      if byte == UInt8(ascii: "[") { isInBrackets = true }
      if byte == UInt8(ascii: "]") { isInBrackets = false }
      if byte == UInt8(ascii: ":"), !isInBrackets { break }
      colon += 1
    }
    if colon == start, isSpecial || colon < end { return false }
    parts.hostStart = bytes.count
    guard bytes.appendHost(input, from: start, to: colon, isSpecial: isSpecial) else {
      return false
    }
    parts.hostEnd = bytes.count
    return colon == end || appendPort(input, from: colon + 1, to: end)
  }

  private mutating func appendPort(_ input: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    var value = 0
    for position in start..<end {
      guard input[position].isDigit else { return false }
      value = value * 10 + Int(input[position] & 15)
      if value > 0xFFFF { return false }
    }
    let port = UInt16(value)
    if start == end || port == parts.scheme.defaultPort { return true }
    parts.port = port
    bytes.append(UInt8(ascii: ":"))
    bytes.append(decimal: value)
    return true
  }

  /// Parses the path behind a host, and what follows it.
  mutating func parsePathStart(_ input: Span<UInt8>, from position: Int, to end: Int) -> Bool {
    parts.pathStart = bytes.count
    if position < end, isSlash(input[position]) {
      return parsePathAndRest(input, from: position + 1, to: end)
    }
    if isSpecial { return parsePathAndRest(input, from: position, to: end) }
    appendQueryAndFragment(input, from: position, to: end)
    return true
  }
}

extension ByteBuffer {
  /// Appends `value`, which is not negative, in decimal.
  mutating func append(decimal value: Int) {
    if value >= 10 { append(decimal: value / 10) }
    append(0x30 + UInt8(value % 10))
  }
}
