/// gb18030 and GBK (Encoding Standard, 10.2.1): two bytes, or four whose second is a digit.
func decodeGB18030(_ bytes: Span<UInt8>, into output: inout TextBuffer) -> Bool {
  let index = GB18030Index.scalars
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
    if lead == 0x80 {
      scalar = 0x20AC
    } else if lead != 0xFF, position < bytes.count {
      let second = bytes[position]
      if 0x30...0x39 ~= second {
        scalar = fourBytes()
      } else {
        if let pointer = GB18030Index.pointer(lead, second) { scalar = UInt32(index[pointer]) }
        if scalar != 0 || second >= 0x80 { position += 1 }
      }
    }
    if scalar == 0 {
      hasErrors = true
      scalar = 0xFFFD
    }
    output.append(scalar)
  }
  return hasErrors

  /// What the four bytes from before `position` on stand for, 0 when that is nothing. All are taken
  /// when they have the form of such a sequence, and when the body ends in one; else the first alone.
  func fourBytes() -> UInt32 {
    let left = bytes.count - position
    guard left > 1 else {
      position += left
      return 0
    }
    guard 0x81...0xFE ~= bytes[position + 1] else { return 0 }
    guard left > 2 else {
      position += left
      return 0
    }
    guard 0x30...0x39 ~= bytes[position + 2] else { return 0 }
    let pointer =
      ((Int(bytes[position - 1]) - 0x81) * 10 + Int(bytes[position]) - 0x30) * 1260
      + (Int(bytes[position + 1]) - 0x81) * 10 + Int(bytes[position + 2]) - 0x30
    position += 3
    return GB18030Index.scalar(inRangesAt: pointer) ?? 0
  }
}
