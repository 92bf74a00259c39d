/// The percent rules: upper-case hexadecimal digits, and unreserved octets as themselves.
extension URLRecord {
  /// Rewrites the triplets of path and query in place; the text can only become shorter.
  mutating func rewritePercent(_ rules: CanonicalRules) {
    let decodes = rules.contains(.decodeUnreserved)
    let raises = rules.contains(.upperCasePercent)
    guard decodes || raises else { return }
    let end = queryEnd
    var read = parts.pathStart
    while read < end, bytes[read] != UInt8(ascii: "%") { read += 1 }
    var write = read
    var newQueryStart = parts.queryStart
    while read < end {
      if read == parts.queryStart { newQueryStart = write }
      guard let octet = triplet(at: read, before: end) else {
        bytes[write] = bytes[read]
        read += 1
        write += 1
        continue
      }
      if decodes, octet.isUnreserved, !wouldCompleteTriplet(octet, at: write) {
        bytes[write] = octet
        write += 1
      } else {
        for offset in 0..<3 {
          let byte = bytes[read + offset]
          bytes[write + offset] = raises && byte.isLetter ? byte & 0xDF : byte
        }
        write += 3
      }
      read += 3
    }
    parts.queryStart = newQueryStart
    if write < end { removeBytes(from: write, to: end) }
  }

  /// The octet that a well-formed triplet at `position` stands for.
  private func triplet(at position: Int, before end: Int) -> UInt8? {
    guard bytes[position] == UInt8(ascii: "%"), position + 2 < end else { return nil }
    let high = bytes[position + 1].hexValue
    let low = bytes[position + 2].hexValue
    return high < 16 && low < 16 ? high << 4 | low : nil
  }

  /// Whether a `%` that stood alone would become part of a triplet if `octet` were decoded here:
  /// in `%%341`, a plain `4` would change what the URL says on the next reading.
  private func wouldCompleteTriplet(_ octet: UInt8, at write: Int) -> Bool {
    guard octet.isHexDigit, write > parts.pathStart else { return false }
    let percent = UInt8(ascii: "%")
    if bytes[write - 1] == percent { return true }
    return write - 2 >= parts.pathStart && bytes[write - 2] == percent
      && bytes[write - 1].isHexDigit
  }
}
