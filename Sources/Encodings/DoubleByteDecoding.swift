/// What a byte that is not ASCII does where a character may start.
enum LeadByte {
  /// It starts a sequence of two.
  case lead
  /// It is a character by itself.
  case character(UInt32)
  /// It is none.
  case error
}

/// The loop of the encodings whose characters have one byte or two (Encoding Standard, 10 to 13).
///
/// The second byte of what is no character is read again if it is ASCII: no wrong encoding swallows
/// a quote or a bracket.
///
/// - Parameters:
///   - classify: What a byte from 0x80 on does.
///   - pair: Appends what a lead byte and the byte behind it stand for; false when that is nothing.
/// - Returns: Whether anything was replaced.
@inline(__always)
func decodeDoubleBytes(
  _ bytes: Span<UInt8>, into output: inout TextBuffer, classify: (UInt8) -> LeadByte,
  pair: (UInt8, UInt8, inout TextBuffer) -> Bool
) -> Bool {
  var hasErrors = false
  var position = 0
  while position < bytes.count {
    let byte = bytes[position]
    if byte < 0x80 {
      output.appendASCII(of: bytes, from: &position)
      continue
    }
    position += 1
    switch classify(byte) {
    case .character(let scalar):
      output.append(scalar)
      continue
    case .lead where position < bytes.count:
      let second = bytes[position]
      let isCharacter = pair(byte, second, &output)
      if isCharacter || second >= 0x80 { position += 1 }
      if isCharacter { continue }
    default: break
    }
    output.appendReplacement()
    hasErrors = true
  }
  return hasErrors
}

/// Big5 (12.1.1).
func decodeBig5(_ bytes: Span<UInt8>, into output: inout TextBuffer) -> Bool {
  let index = Big5Index.scalars
  return decodeDoubleBytes(bytes, into: &output) {
    0x81...0xFE ~= $0 ? .lead : .error
  } pair: {
    lead, second, output in
    guard let pointer = Big5Index.pointer(lead, second) else { return false }
    let scalar = index[pointer]
    if scalar != 0 {
      output.append(scalar)
      return true
    }
    guard let letters = Big5Index.letterAndMark(pointer) else { return false }
    output.append(letters.letter)
    output.append(letters.mark)
    return true
  }
}

/// EUC-KR with the extension of windows-949 (13.1.1).
func decodeEUCKR(_ bytes: Span<UInt8>, into output: inout TextBuffer) -> Bool {
  let index = EUCKRIndex.scalars
  return decodeDoubleBytes(bytes, into: &output) {
    0x81...0xFE ~= $0 ? .lead : .error
  } pair: {
    lead, second, output in
    guard let pointer = EUCKRIndex.pointer(lead, second), index[pointer] != 0 else { return false }
    output.append(UInt32(index[pointer]))
    return true
  }
}

/// Shift_JIS (12.3.1).
func decodeShiftJIS(_ bytes: Span<UInt8>, into output: inout TextBuffer) -> Bool {
  let index = JISIndex.jis0208
  return decodeDoubleBytes(bytes, into: &output) { byte in
    switch byte {
    case 0x80: .character(0x80)
    case 0xA1...0xDF: .character(0xFF61 - 0xA1 + UInt32(byte))
    case 0x81...0x9F, 0xE0...0xFC: .lead
    default: .error
    }
  } pair: { lead, second, output in
    guard let pointer = JISIndex.shiftJISPointer(lead, second) else { return false }
    if JISIndex.userDefined ~= pointer {
      output.append(0xE000 + UInt32(pointer - JISIndex.userDefined.lowerBound))
      return true
    }
    guard pointer < index.count, index[pointer] != 0 else { return false }
    output.append(UInt32(index[pointer]))
    return true
  }
}
