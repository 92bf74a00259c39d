/// The rules about parameters: sorting, tracking, sessions.
extension URLRecord {
  /// Drops what the rules drop, and the `?` when nothing remains.
  mutating func dropParameters(_ rules: CanonicalRules) {
    let end = queryEnd
    var read = parts.queryStart + 1
    var write = read
    var hasDropped = false
    while read <= end {
      let pieceEnd = endOfPiece(from: read, to: end)
      let isDropped = bytes.withBytes(from: read, to: pieceEnd) { Self.isDropped($0, rules) }
      if isDropped {
        hasDropped = true
      } else {
        for position in read..<pieceEnd { move(position, to: &write) }
        if pieceEnd < end { move(pieceEnd, to: &write) }
      }
      read = pieceEnd + 1
    }
    guard hasDropped else { return }
    if write > parts.queryStart + 1, bytes[write - 1] == UInt8(ascii: "&") { write -= 1 }
    if write == parts.queryStart + 1 { return removeQuery() }
    removeBytes(from: write, to: end)
  }

  private mutating func move(_ position: Int, to write: inout Int) {
    bytes[write] = bytes[position]
    write += 1
  }

  private func endOfPiece(from start: Int, to end: Int) -> Int {
    var position = start
    while position < end, bytes[position] != UInt8(ascii: "&") { position += 1 }
    return position
  }

  private static func isDropped(_ piece: Span<UInt8>, _ rules: CanonicalRules) -> Bool {
    if rules.contains(.dropSessionIDs), names(piece, session) { return true }
    guard rules.contains(.dropTracking) else { return false }
    return names(piece, tracking) || trackingPrefixes.contains { piece.startsIgnoringCase($0) }
  }

  /// Whether the name before the `=` of `piece` is one of `names`.
  private static func names(_ piece: Span<UInt8>, _ names: [StaticString]) -> Bool {
    names.contains { name in
      let length = name.utf8CodeUnitCount
      guard piece.startsIgnoringCase(name) else { return false }
      return piece.count == length || piece[length] == UInt8(ascii: "=")
    }
  }

  private static let session: [StaticString] = [
    "jsessionid", "phpsessid", "sessionid", "session_id", "sid", "cfid", "cftoken", "oscsid",
    "zenid",
  ]

  private static let trackingPrefixes: [StaticString] = ["utm_", "mtm_", "hsa_"]

  private static let tracking: [StaticString] = [
    "gclid", "gclsrc", "dclid", "wbraid", "gbraid", "srsltid", "_ga", "_gl", "fbclid", "msclkid",
    "yclid", "ysclid", "_openstat", "twclid", "ttclid", "igshid", "igsh", "li_fat_id", "epik",
    "mc_cid", "mc_eid", "mkt_tok", "_hsenc", "_hsmi", "vero_id", "vero_conv", "wickedid",
    "oly_anon_id", "oly_enc_id", "s_cid",
  ]

  /// Drops `;jsessionid=…` and its relatives from every segment of the path. A segment that would
  /// be `.` or `..` without them is left as it is: it would mean another path.
  mutating func dropSessionIDsFromPath() {
    let end = pathEnd
    var read = parts.pathStart
    while read < end, bytes[read] != UInt8(ascii: ";") { read += 1 }
    guard read < end else { return }
    while bytes[read] != UInt8(ascii: "/") { read -= 1 }
    var write = read
    while read < end {
      var segmentEnd = read + 1
      while segmentEnd < end, bytes[segmentEnd] != UInt8(ascii: "/") { segmentEnd += 1 }
      moveSegment(from: read, to: segmentEnd, write: &write)
      read = segmentEnd
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
      let isSession = bytes.withBytes(from: read + 1, to: next) { Self.names($0, Self.session) }
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

  /// Sorts the parameters by name, then by value, byte by byte, and drops the empty ones.
  mutating func sortQuery() {
    let start = parts.queryStart + 1
    let end = queryEnd
    var pieces = bytes.withBytes(from: start, to: end) { query in
      [UInt8](copying: query).split(separator: UInt8(ascii: "&"))
    }
    pieces.sort { left, right in
      let leftName = left.prefix { $0 != UInt8(ascii: "=") }
      let rightName = right.prefix { $0 != UInt8(ascii: "=") }
      if leftName.elementsEqual(rightName) { return left.lexicographicallyPrecedes(right) }
      return leftName.lexicographicallyPrecedes(rightName)
    }
    if pieces.isEmpty { return removeQuery() }
    let sorted = pieces.joined(separator: CollectionOfOne(UInt8(ascii: "&")))
    var write = start
    for byte in sorted {
      bytes[write] = byte
      write += 1
    }
    if write < end { removeBytes(from: write, to: end) }
  }
}
