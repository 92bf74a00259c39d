/// EUC-JP (Encoding Standard, 12.1.1): two bytes, or three behind 0x8F.
func decodeEUCJP(_ bytes: Span<UInt8>, into output: inout TextBuffer) -> Bool {
  let jis0208 = JISIndex.jis0208
  var hasErrors = false
  var position = 0
  while position < bytes.count {
    let lead = bytes[position]
    if lead < 0x80 {
      output.appendASCII(of: bytes, from: &position)
      continue
    }
    position += 1
    var scalar: UInt32 = 0
    switch lead {
    case 0x8E where position < bytes.count && 0xA1...0xDF ~= bytes[position]:
      scalar = 0xFF61 - 0xA1 + UInt32(bytes[position])
      position += 1
    case 0x8F where position < bytes.count && 0xA1...0xFE ~= bytes[position]:
      position += 1
      scalar = second(behind: bytes[position - 1], JISIndex.jis0212)
    case 0x8E, 0x8F, 0xA1...0xFE:
      scalar = second(behind: lead, jis0208)
    default: break
    }
    if scalar == 0 {
      hasErrors = true
      scalar = 0xFFFD
    }
    output.append(scalar)
  }
  return hasErrors

  /// What the byte at `position` completes, 0 when it is nothing; takes it unless it is ASCII.
  func second(behind lead: UInt8, _ index: [UInt16]) -> UInt32 {
    guard position < bytes.count else { return 0 }
    let byte = bytes[position]
    if byte >= 0x80 { position += 1 }
    guard lead >= 0xA1, 0xA1...0xFE ~= byte else { return 0 }
    return UInt32(index[(Int(lead) - 0xA1) * 94 + Int(byte) - 0xA1])
  }
}
