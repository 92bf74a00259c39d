/// Path, query and fragment (states "path", "opaque path", "query", "fragment").
extension URLRecord {
  /// Parses path segments from `start` on, the first without its slash, then query and fragment.
  mutating func parsePathAndRest(_ input: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    if !parts.hasHost { parts.pathStart = parts.schemeEnd + 1 }
    var position = start
    while true {
      position = appendSegment(input, from: position, to: end)
      guard position < end, isSlash(input[position]) else { break }
      position += 1
    }
    keepPathFromLookingLikeAHost()
    appendQueryAndFragment(input, from: position, to: end)
    return true
  }

  /// Appends one segment and says where it ended in the input.
  @inline(__always) private mutating func appendSegment(
    _ input: Span<UInt8>, from start: Int, to end: Int
  ) -> Int {
    if start < end, input[start] == UInt8(ascii: ".") || input[start] == UInt8(ascii: "%"),
      let dots = dotSegment(input, from: start, to: end)
    {
      if dots.isDouble { shortenPath() }
      if dots.end == end || !isSlash(input[dots.end]) { bytes.append(UInt8(ascii: "/")) }
      return dots.end
    }
    return appendNamedSegment(input, from: start, to: end)
  }

  @inline(__always) private mutating func appendNamedSegment(
    _ input: Span<UInt8>, from start: Int, to end: Int
  ) -> Int {
    let segmentStart = bytes.count
    bytes.append(UInt8(ascii: "/"))
    var position = start
    while position < end {
      let byte = input[position]
      if !ByteSet.pathStop.contains(byte) {
        bytes.append(byte)
      } else if isSlash(byte) || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#") {
        break
      } else if byte == UInt8(ascii: "%") {
        hasForeignPercent = true
        bytes.append(byte)
      } else if byte == UInt8(ascii: "\\") {
        bytes.append(byte)
      } else {
        bytes.append(percentEncoded: byte)
      }
      position += 1
    }
    if parts.scheme == .file, segmentStart == parts.pathStart { normalizeDriveLetter() }
    return position
  }

  /// Reads `.` or `..`, spelt with `%2e` or without, that is a whole segment.
  private func dotSegment(
    _ input: Span<UInt8>, from start: Int, to end: Int
  ) -> (isDouble: Bool, end: Int)? {
    var position = start
    var dots = 0
    while position < end {
      if input[position] == UInt8(ascii: ".") {
        position += 1
      } else if input.startsIgnoringCase("%2e", at: position), position + 3 <= end {
        position += 3
      } else {
        break
      }
      dots += 1
    }
    guard dots == 1 || dots == 2 else { return nil }
    if position < end {
      let byte = input[position]
      let ends = isSlash(byte) || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
      guard ends else { return nil }
    }
    return (dots == 2, position)
  }

  /// Takes away the last segment (section 4.2, "shorten a URL's path").
  mutating func shortenPath() {
    let end = bytes.count
    guard end > parts.pathStart else { return }
    if parts.scheme == .file, isDriveLetterPath(upTo: end) { return }
    var slash = end - 1
    while bytes[slash] != UInt8(ascii: "/") { slash -= 1 }
    bytes.truncate(to: slash)
  }

  /// With no host, a path that begins with `//` would be read back as a host: `/.` goes before it.
  private mutating func keepPathFromLookingLikeAHost() {
    guard !parts.hasHost, bytes.count >= parts.pathStart + 2,
      bytes[parts.pathStart + 1] == UInt8(ascii: "/")
    else { return }
    bytes.insert("/.", at: parts.pathStart)
    parts.pathStart += 2
  }

  /// Parses the path of `mailto:`, `data:` and their like.
  mutating func parseOpaquePath(_ input: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    parts.hasOpaquePath = true
    parts.pathStart = bytes.count
    var position = start
    while position < end {
      let byte = input[position]
      if byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#") { break }
      position += 1
    }
    bytes.append(input, from: start, to: position, encoding: .c0Control)
    // A space before the query or fragment would be trimmed if that part were later taken away.
    if position < end, position > start, input[position - 1] == 0x20 {
      bytes.truncate(to: bytes.count - 1)
      bytes.append(percentEncoded: 0x20)
    }
    appendQueryAndFragment(input, from: position, to: end)
    return true
  }

  /// Appends what is left of the input, which is empty or begins with `?` or `#`.
  mutating func appendQueryAndFragment(_ input: Span<UInt8>, from start: Int, to end: Int) {
    var position = start
    if position < end, input[position] == UInt8(ascii: "?") {
      if let encoding = queryEncoding, needs(encoding, input, from: start + 1, to: end) {
        position = appendQuery(input, from: start + 1, to: end, in: encoding)
      } else {
        position = appendQuery(input, from: start + 1, to: end)
      }
    }
    guard position < end else { return }
    parts.fragmentStart = bytes.count
    bytes.append(UInt8(ascii: "#"))
    bytes.append(input, from: position + 1, to: end, encoding: .fragment)
  }

  /// Appends the query in UTF-8 and says where it ended.
  private mutating func appendQuery(_ input: Span<UInt8>, from start: Int, to end: Int) -> Int {
    parts.queryStart = bytes.count
    bytes.append(UInt8(ascii: "?"))
    let set = isSpecial ? ByteSet.specialQuery : ByteSet.query
    var position = start
    while position < end {
      let byte = input[position]
      if byte == UInt8(ascii: "#") { break }
      if byte == UInt8(ascii: "%") { hasForeignPercent = true }
      if set.contains(byte) { bytes.append(percentEncoded: byte) } else { bytes.append(byte) }
      position += 1
    }
    return position
  }
}
