extension CharacterEncoding {
  /// Appends the text that these bytes stand for, decoded by the algorithm of the Encoding Standard
  /// for this encoding (sections 8 to 14), error mode "replacement": what cannot be decoded becomes
  /// U+FFFD. A byte order mark is not looked for; one that is there is decoded like the rest. O(bytes);
  /// the text has at most three bytes for each.
  ///
  /// The first use of a legacy encoding builds its index, a few milliseconds.
  ///
  /// - Returns: Whether anything had to be replaced.
  package func decode(_ bytes: Span<UInt8>, into output: inout TextBuffer) -> Bool {
    output.reserve(bytes.count + bytes.count / 8)
    switch self {
    case .utf8: return decodeUTF8(bytes, into: &output)
    case .utf16BE: return decodeUTF16(bytes, isBigEndian: true, into: &output)
    case .utf16LE: return decodeUTF16(bytes, isBigEndian: false, into: &output)
    case .gbk, .gb18030: return decodeGB18030(bytes, into: &output)
    case .big5: return decodeBig5(bytes, into: &output)
    case .eucJP: return decodeEUCJP(bytes, into: &output)
    case .iso2022JP: return decodeISO2022JP(bytes, into: &output)
    case .shiftJIS: return decodeShiftJIS(bytes, into: &output)
    case .eucKR: return decodeEUCKR(bytes, into: &output)
    case .replacement:
      // An encoding that is only ever used to attack (14.1).
      if !bytes.isEmpty { output.appendReplacement() }
      return !bytes.isEmpty
    case .userDefined: return decodeSingleByte(bytes, SingleByteIndex.userDefined, into: &output)
    default: return decodeSingleByte(bytes, SingleByteIndex.of(self), into: &output)
    }
  }
}

/// 8.1.1: each maximal part of what is no sequence becomes one U+FFFD.
private func decodeUTF8(_ bytes: Span<UInt8>, into output: inout TextBuffer) -> Bool {
  var hasErrors = false
  var copied = 0
  var position = 0
  while let flaw = UTF8Scan.firstFlaw(in: bytes, from: position) {
    position = flaw + 1
    if bytes[flaw] == 0 { continue }
    output.append(bytes, copied..<flaw)
    output.appendReplacement()
    hasErrors = true
    position = flaw + UTF8Scan.partLength(in: bytes, at: flaw)
    copied = position
  }
  output.append(bytes, copied..<bytes.count)
  return hasErrors
}

/// 14.2.1, "shared UTF-16 decoder".
private func decodeUTF16(
  _ bytes: Span<UInt8>, isBigEndian: Bool, into output: inout TextBuffer
) -> Bool {
  let high = isBigEndian ? 0 : 1
  func unit(_ position: Int) -> UInt32 {
    UInt32(bytes[position + high]) << 8 | UInt32(bytes[position + 1 - high])
  }
  var hasErrors = false
  var position = 0
  while position + 2 <= bytes.count {
    let first = unit(position)
    position += 2
    guard first & 0xF800 == 0xD800 else {
      output.append(first)
      continue
    }
    if first < 0xDC00 {
      // A leading surrogate before the end, with or without half a unit, is one error with it.
      if bytes.count - position < 2 { break }
      let second = unit(position)
      if second & 0xFC00 == 0xDC00 {
        position += 2
        output.append(0x10000 + (first & 0x3FF) << 10 + (second & 0x3FF))
        continue
      }
    }
    hasErrors = true
    output.appendReplacement()
  }
  let isCut = bytes.count % 2 != 0 || endsInLeadingSurrogate()
  if isCut { output.appendReplacement() }
  return hasErrors || isCut

  func endsInLeadingSurrogate() -> Bool {
    bytes.count >= 2 && unit(bytes.count / 2 * 2 - 2) & 0xFC00 == 0xD800
  }
}

/// 9.1, with an index of UTF-8.
private func decodeSingleByte(
  _ bytes: Span<UInt8>, _ index: SingleByteIndex, into output: inout TextBuffer
) -> Bool {
  let table = index.encoded
  var position = 0
  while true {
    output.appendASCII(of: bytes, from: &position)
    while position < bytes.count, bytes[position] >= 0x80 {
      output.append(table[Int(bytes[position] & 0x7F)])
      position += 1
    }
    guard position < bytes.count else { break }
  }
  return index.hasHoles && bytes.indices.contains { bytes[$0] >= 0x80 && index.isHole(bytes[$0]) }
}

extension TextBuffer {
  /// Appends the ASCII bytes from `position` on, and moves it behind them.
  @inline(__always) mutating func appendASCII(of bytes: Span<UInt8>, from position: inout Int) {
    let end = UTF8Scan.endOfASCII(in: bytes, from: position)
    append(bytes, position..<end)
    position = end
  }
}
