/// `file:` URLs and their drive letters (states "file", "file slash", "file host").
extension URLRecord {
  /// Parses what follows `file:`, or a reference whose base is a file URL.
  mutating func parseFile(
    _ input: Span<UInt8>, from start: Int, to end: Int, base: borrowing URLRecord
  ) -> Bool {
    beginFile()
    if start < end, isSlash(input[start]) {
      if start + 1 < end, isSlash(input[start + 1]) {
        return parseFileHost(input, from: start + 2, to: end)
      }
      return parseFileSlash(input, from: start + 1, to: end, base: base)
    }
    guard base.parts.scheme == .file else {
      return parsePathAndRest(input, from: start, to: end)
    }
    if start < end, input[start] != UInt8(ascii: "?"), input[start] != UInt8(ascii: "#"),
      Self.startsWithDriveLetter(input, from: start, to: end)
    {
      copyFileHost(of: base)
      return parsePathAndRest(input, from: start, to: end)
    }
    return parseRelative(input, from: start, to: end, base: base)
  }

  private mutating func beginFile() {
    clear()
    bytes.append("file://")
    parts.scheme = .file
    parts.hasHost = true
    parts.schemeEnd = 4
    parts.usernameEnd = 7
    parts.hostStart = 7
    parts.hostEnd = 7
    parts.pathStart = 7
  }

  private mutating func copyFileHost(of base: borrowing URLRecord) {
    bytes.append(base.bytes, from: base.parts.hostStart, to: base.parts.hostEnd)
    parts.hostEnd = bytes.count
    parts.pathStart = bytes.count
  }

  /// `file:/path`, with `start` behind the slash.
  private mutating func parseFileSlash(
    _ input: Span<UInt8>, from start: Int, to end: Int, base: borrowing URLRecord
  ) -> Bool {
    if base.parts.scheme == .file {
      copyFileHost(of: base)
      let path = base.parts.pathStart
      if !Self.startsWithDriveLetter(input, from: start, to: end), base.beginsWithDriveLetter() {
        bytes.append(base.bytes, from: path, to: path + 3)
      }
    }
    return parsePathAndRest(input, from: start, to: end)
  }

  /// `file://host/path`, with `start` behind the slashes.
  private mutating func parseFileHost(
    _ input: Span<UInt8>, from start: Int, to end: Int
  ) -> Bool {
    var hostEnd = start
    while hostEnd < end, !Self.endsSegment(input[hostEnd]) { hostEnd += 1 }
    if hostEnd == start + 2, Self.startsWithDriveLetter(input, from: start, to: end) {
      return parsePathAndRest(input, from: start, to: end)
    }
    if hostEnd > start {
      guard bytes.appendHost(input, from: start, to: hostEnd, isSpecial: true) else { return false }
      let isLocal = bytes.withBytes(from: 7, to: bytes.count) { $0.equals("localhost") }
      if isLocal { bytes.truncate(to: 7) }
      parts.hostEnd = bytes.count
    }
    return parsePathStart(input, from: hostEnd, to: end)
  }

  private static func endsSegment(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "?")
      || byte == UInt8(ascii: "#")
  }

  /// Section 4.2, "starts with a Windows drive letter".
  private static func startsWithDriveLetter(
    _ input: Span<UInt8>, from start: Int, to end: Int
  ) -> Bool {
    guard end - start >= 2, input[start].isLetter else { return false }
    guard input[start + 1] == UInt8(ascii: ":") || input[start + 1] == UInt8(ascii: "|") else {
      return false
    }
    return end - start == 2 || endsSegment(input[start + 2])
  }

  /// Whether the first segment of the path is `X:`.
  private func beginsWithDriveLetter() -> Bool {
    let path = parts.pathStart
    guard pathEnd >= path + 3, bytes[path + 1].isLetter else { return false }
    guard bytes[path + 2] == UInt8(ascii: ":") else { return false }
    return pathEnd == path + 3 || bytes[path + 3] == UInt8(ascii: "/")
  }

  /// Whether the whole path, up to `end`, is `/X:`.
  func isDriveLetterPath(upTo end: Int) -> Bool {
    let path = parts.pathStart
    return end == path + 3 && bytes[path + 1].isLetter && bytes[path + 2] == UInt8(ascii: ":")
  }

  /// Writes `/X|` as `/X:` where that is the whole path so far.
  mutating func normalizeDriveLetter() {
    let path = parts.pathStart
    guard bytes.count == path + 3, bytes[path + 1].isLetter else { return }
    if bytes[path + 2] == UInt8(ascii: "|") { bytes[path + 2] = UInt8(ascii: ":") }
  }
}
