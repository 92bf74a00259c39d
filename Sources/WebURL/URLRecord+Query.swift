/// The rules about the query's parameters: sorting, tracking, sessions.
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

  mutating func move(_ position: Int, to write: inout Int) {
    bytes[write] = bytes[position]
    write += 1
  }

  private func endOfPiece(from start: Int, to end: Int) -> Int {
    var position = start
    while position < end, bytes[position] != UInt8(ascii: "&") { position += 1 }
    return position
  }

  private static func isDropped(_ piece: Span<UInt8>, _ rules: CanonicalRules) -> Bool {
    if rules.contains(.dropSessionIDs), ParameterNames.session.name(piece) { return true }
    return rules.contains(.dropTracking) && ParameterNames.tracking.name(piece)
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
