/// Session numbers in the path.
extension URLRecord {
  /// Drops `;jsessionid=…` and its relatives from every segment of the path, and the segments in which
  /// ASP.NET keeps its own. A segment that would be `.` or `..` without them is left as it is: it would
  /// mean another path.
  mutating func dropSessionIDsFromPath() {
    let end = pathEnd
    var read = parts.pathStart
    while read < end, bytes[read] != UInt8(ascii: ";"), bytes[read] != UInt8(ascii: "(") {
      read += 1
    }
    guard read < end else { return }
    while bytes[read] != UInt8(ascii: "/") { read -= 1 }
    var write = read
    while read < end {
      var segmentEnd = read + 1
      while segmentEnd < end, bytes[segmentEnd] != UInt8(ascii: "/") { segmentEnd += 1 }
      let isSession = bytes.withBytes(from: read + 1, to: segmentEnd) { Self.isASPSession($0) }
      if !isSession { moveSegment(from: read, to: segmentEnd, write: &write) }
      read = segmentEnd
    }
    if write == parts.pathStart {
      bytes[write] = UInt8(ascii: "/")
      write += 1
    }
    if write < end { removeBytes(from: write, to: end) }
  }

  /// Moves one segment, slash first, without its session parameters.
  private mutating func moveSegment(from start: Int, to end: Int, write: inout Int) {
    var head = start
    while head < end, bytes[head] != UInt8(ascii: ";") { head += 1 }
    let isDots = bytes.withBytes(from: start + 1, to: head) { isDotSegment($0) }
    for position in start..<head { move(position, to: &write) }
    var read = head
    while read < end {
      var next = read + 1
      while next < end, bytes[next] != UInt8(ascii: ";") { next += 1 }
      let isSession = bytes.withBytes(from: read + 1, to: next) { ParameterNames.session.name($0) }
      if isDots || !isSession { for position in read..<next { move(position, to: &write) } }
      read = next
    }
  }

  private func isDotSegment(_ segment: Span<UInt8>) -> Bool {
    var position = 0
    var dots = 0
    while position < segment.count {
      if segment[position] == UInt8(ascii: ".") {
        position += 1
      } else if segment.startsIgnoringCase("%2e", at: position) {
        position += 3
      } else {
        return false
      }
      dots += 1
    }
    return dots == 1 || dots == 2
  }

  /// Whether a segment is `(S(…))`, perhaps with ASP.NET's other marks beside it, or `(…)` with the 24
  /// letters and digits of its first version.
  private static func isASPSession(_ segment: Span<UInt8>) -> Bool {
    guard segment.count > 2, segment[0] == UInt8(ascii: "("),
      segment[segment.count - 1] == UInt8(ascii: ")")
    else { return false }
    let end = segment.count - 1
    var position = wordEnd(segment, from: 1, to: end)
    if position == end { return end - 1 == 24 }
    position = 1
    var hasSession = false
    while position + 2 < end {
      guard segment[position].isLetter, segment[position + 1] == UInt8(ascii: "(") else {
        return false
      }
      let close = wordEnd(segment, from: position + 2, to: end)
      guard close > position + 2, close < end, segment[close] == UInt8(ascii: ")") else {
        return false
      }
      if segment[position] == UInt8(ascii: "S") { hasSession = true }
      position = close + 1
    }
    return hasSession && position == end
  }

  private static func wordEnd(_ segment: Span<UInt8>, from start: Int, to end: Int) -> Int {
    var position = start
    while position < end,
      segment[position].isLetter || segment[position].isDigit
        || segment[position] == UInt8(ascii: "-") || segment[position] == UInt8(ascii: "_")
    {
      position += 1
    }
    return position
  }
}
