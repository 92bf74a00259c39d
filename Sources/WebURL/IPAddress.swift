/// An IPv4 address as the URL standard reads it (section 3.5, "IPv4 parser"): one to four numbers,
/// each decimal, octal or hexadecimal, the last of which fills what is left.
struct IPv4Address {
  let value: UInt32

  init(value: UInt32) { self.value = value }

  init?(_ text: Span<UInt8>) {
    var end = text.count
    if end > 1, text[end - 1] == UInt8(ascii: ".") { end -= 1 }
    var value: UInt64 = 0
    var parts = 0
    var start = 0
    while true {
      var dot = start
      while dot < end, text[dot] != UInt8(ascii: ".") { dot += 1 }
      guard parts < 4, let number = Self.number(text, from: start, to: dot) else { return nil }
      if dot == end {
        guard number < 1 << (8 * UInt64(4 - parts)) else { return nil }
        self.value = UInt32(value << (8 * UInt64(4 - parts)) | number)
        return
      }
      guard number <= 255 else { return nil }
      value = value << 8 | number
      parts += 1
      start = dot + 1
    }
  }

  /// Section 3.5, "IPv4 number parser". What does not fit stops growing, far beyond any limit.
  static func number(_ text: Span<UInt8>, from first: Int, to end: Int) -> UInt64? {
    var start = first
    var radix: UInt64 = 10
    guard start < end else { return nil }
    if end - start >= 2, text[start] == UInt8(ascii: "0") {
      if text[start + 1] | 0x20 == UInt8(ascii: "x") {
        radix = 16
        start += 2
      } else {
        radix = 8
        start += 1
      }
    }
    var value: UInt64 = 0
    for position in start..<end {
      let digit = UInt64(text[position].hexValue)
      guard digit < radix else { return nil }
      value = min(value * radix + digit, 1 << 40)
    }
    return value
  }
}

/// An IPv6 address (section 3.5, "IPv6 parser").
struct IPv6Address {
  private var pieces = InlineArray<8, UInt16>(repeating: 0)

  /// - Parameters:
  ///   - high: the first four pieces.
  ///   - low: the others.
  init(high: UInt64, low: UInt64) {
    for index in 0..<4 {
      pieces[index] = UInt16(truncatingIfNeeded: high >> UInt64(48 - 16 * index))
      pieces[index + 4] = UInt16(truncatingIfNeeded: low >> UInt64(48 - 16 * index))
    }
  }

  init?(_ text: Span<UInt8>, from start: Int, to end: Int) {
    var position = start
    var index = 0
    var compress = -1
    if position < end, text[position] == UInt8(ascii: ":") {
      guard position + 1 < end, text[position + 1] == UInt8(ascii: ":") else { return nil }
      position += 2
      index = 1
      compress = 1
    }
    while position < end {
      guard index < 8 else { return nil }
      if text[position] == UInt8(ascii: ":") {
        guard compress < 0 else { return nil }
        position += 1
        index += 1
        compress = index
        continue
      }
      let pieceStart = position
      pieces[index] = Self.piece(text, at: &position, to: end)
      if position < end, text[position] == UInt8(ascii: ".") {
        guard position > pieceStart, index <= 6 else { return nil }
        guard readDottedQuad(text, from: pieceStart, to: end, at: index) else { return nil }
        index += 2
        break
      }
      if position < end {
        guard text[position] == UInt8(ascii: ":"), position + 1 < end else { return nil }
        position += 1
      }
      index += 1
    }
    guard compress >= 0 || index == 8 else { return nil }
    if compress >= 0 { moveToEnd(from: compress, to: index) }
  }

  /// Up to four hexadecimal digits; none leaves `position` where it was, on a byte that then is
  /// neither colon nor dot and fails the caller.
  private static func piece(_ text: Span<UInt8>, at position: inout Int, to end: Int) -> UInt16 {
    var value: UInt16 = 0
    var length = 0
    while length < 4, position < end, text[position].isHexDigit {
      value = value << 4 | UInt16(text[position].hexValue)
      position += 1
      length += 1
    }
    return value
  }

  /// Reads exactly `d.d.d.d`, decimal without leading zeros, up to `end`.
  private mutating func readDottedQuad(
    _ text: Span<UInt8>, from start: Int, to end: Int, at index: Int
  ) -> Bool {
    var position = start
    for octet in 0..<4 {
      if octet > 0 {
        guard position < end, text[position] == UInt8(ascii: ".") else { return false }
        position += 1
      }
      let first = position
      var value = 0
      while position < end, text[position].isDigit, position - first < 3 {
        value = value * 10 + Int(text[position] & 15)
        position += 1
      }
      guard position > first, value <= 255 else { return false }
      if position - first > 1, text[first] == UInt8(ascii: "0") { return false }
      let high = octet % 2 == 0 ? 0 : pieces[index + octet / 2] << 8
      pieces[index + octet / 2] = high | UInt16(value)
    }
    return position == end
  }

  /// Moves the pieces behind `::` to the end of the address.
  private mutating func moveToEnd(from compress: Int, to count: Int) {
    var from = count - 1
    var to = 7
    while from >= compress, to != from {
      pieces[to] = pieces[from]
      pieces[from] = 0
      from -= 1
      to -= 1
    }
  }

  /// The longest run of at least two zero pieces, the first of the longest.
  fileprivate func longestZeroRun() -> Range<Int>? {
    var longest: Range<Int>?
    var start = 0
    while start < 8 {
      var end = start
      while end < 8, pieces[end] == 0 { end += 1 }
      if end - start > max(longest?.count ?? 1, 1) { longest = start..<end }
      start = end + 1
    }
    return longest
  }

  fileprivate subscript(index: Int) -> UInt16 { pieces[index] }

  /// Four pieces as one number, the first as the highest.
  func number(from first: Int) -> UInt64 {
    var number: UInt64 = 0
    for index in first..<first + 4 { number = number << 16 | UInt64(pieces[index]) }
    return number
  }
}

extension ByteBuffer {
  mutating func append(_ address: IPv4Address) {
    for octet in 0..<4 {
      if octet > 0 { append(UInt8(ascii: ".")) }
      append(decimal: Int(address.value >> UInt32(24 - 8 * octet) & 255))
    }
  }

  /// Appends the address in brackets, compressed as section 3.6 says ("IPv6 serializer").
  mutating func append(_ address: IPv6Address) {
    append(UInt8(ascii: "["))
    let zeros = address.longestZeroRun()
    var index = 0
    while index < 8 {
      if let zeros, index == zeros.lowerBound {
        append(zeros.lowerBound == 0 ? "::" : ":")
        index = zeros.upperBound
        continue
      }
      append(hexadecimal: address[index])
      if index < 7 { append(UInt8(ascii: ":")) }
      index += 1
    }
    append(UInt8(ascii: "]"))
  }

  private mutating func append(hexadecimal value: UInt16) {
    var shift = UInt16(12)
    while shift > 0, value >> shift == 0 { shift -= 4 }
    while true {
      let digit = UInt8(value >> shift & 15)
      append(digit < 10 ? 0x30 + digit : 0x57 + digit)
      if shift == 0 { return }
      shift -= 4
    }
  }
}
