/// The host parser (section 3.5): domains, IPv4 and IPv6 addresses, opaque hosts.
extension ByteBuffer {
  /// Appends the serialised host that `input` from `start` to `end` spells, or says false.
  mutating func appendHost(
    _ input: Span<UInt8>, from start: Int, to end: Int, isSpecial: Bool
  ) -> Bool {
    if start < end, input[start] == UInt8(ascii: "[") {
      guard end - start >= 2, input[end - 1] == UInt8(ascii: "]") else { return false }
      guard let address = IPv6Address(input, from: start + 1, to: end - 1) else { return false }
      append(address)
      return true
    }
    return isSpecial
      ? appendDomain(input, from: start, to: end) : appendOpaqueHost(input, from: start, to: end)
  }

  private mutating func appendOpaqueHost(
    _ input: Span<UInt8>, from start: Int, to end: Int
  ) -> Bool {
    for position in start..<end where ByteSet.forbiddenHost.contains(input[position]) {
      return false
    }
    append(input, from: start, to: end, encoding: .c0Control)
    return true
  }

  /// A plain ASCII name is only lower-cased: the standard checks `xn--` labels nowhere else than
  /// beside labels that are not ASCII.
  private mutating func appendDomain(_ input: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    let host = count
    reserve(end - start)
    for position in start..<end {
      let byte = input[position]
      if ByteSet.notPlainDomain.contains(byte) {
        truncate(to: host)
        guard appendEncodedDomain(input, from: start, to: end) else { return false }
        break
      }
      append(byte.lowercased)
    }
    guard endsInNumber(from: host) else { return true }
    let address = withBytes(from: host, to: count) { IPv4Address($0) }
    guard let address else { return false }
    truncate(to: host)
    append(address)
    return true
  }

  /// A domain with percent-encoded or non-ASCII bytes in it.
  private mutating func appendEncodedDomain(
    _ input: Span<UInt8>, from start: Int, to end: Int
  ) -> Bool {
    let domain = percentDecoded(input, from: start, to: end)
    let isASCII = domain.allSatisfy { $0 < 0x80 }
    guard let ascii = isASCII ? domain.map(\.lowercased) : domainToASCII(domain) else {
      return false
    }
    if ascii.isEmpty || ascii.contains(where: ByteSet.forbiddenDomain.contains) { return false }
    append(ascii.span)
    return true
  }

  /// Section 3.5, "ends in a number": then it is an IPv4 address or nothing.
  private func endsInNumber(from host: Int) -> Bool {
    var end = count
    if end > host, self[end - 1] == UInt8(ascii: ".") { end -= 1 }
    var label = end
    while label > host, self[label - 1] != UInt8(ascii: ".") { label -= 1 }
    guard label < end, self[label].isDigit else { return false }
    return withBytes(from: label, to: end) { label in
      var isDecimal = true
      for position in label.indices where !label[position].isDigit { isDecimal = false }
      return isDecimal || IPv4Address.number(label, from: 0, to: label.count) != nil
    }
  }
}

private func percentDecoded(_ input: Span<UInt8>, from start: Int, to end: Int) -> [UInt8] {
  var decoded: [UInt8] = []
  decoded.reserveCapacity(end - start)
  var position = start
  while position < end {
    if input[position] == UInt8(ascii: "%"), position + 2 < end, input[position + 1].isHexDigit,
      input[position + 2].isHexDigit
    {
      decoded.append(input[position + 1].hexValue << 4 | input[position + 2].hexValue)
      position += 3
    } else {
      decoded.append(input[position])
      position += 1
    }
  }
  return decoded
}
