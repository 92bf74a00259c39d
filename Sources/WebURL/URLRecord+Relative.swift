/// References that take their beginning from the base (states "relative" and "relative slash").
extension URLRecord {
  /// Parses a reference without scheme, or with the base's own special one and no `//`.
  mutating func parseRelative(
    _ input: Span<UInt8>, from position: Int, to end: Int, base: borrowing URLRecord
  ) -> Bool {
    if position < end, base.isSlash(input[position]) {
      return parseRelativeSlash(input, from: position, to: end, base: base)
    }
    copyThroughAuthority(of: base)
    guard position < end else {
      copyPathAndQuery(of: base)
      return true
    }
    switch input[position] {
    case UInt8(ascii: "?"):
      copyPath(of: base)
      appendQueryAndFragment(input, from: position, to: end)
    case UInt8(ascii: "#"):
      copyPathAndQuery(of: base)
      appendQueryAndFragment(input, from: position, to: end)
    default:
      copyPath(of: base)
      dropPathPrefix()
      shortenPath()
      return parsePathAndRest(input, from: position, to: end)
    }
    return true
  }

  private mutating func parseRelativeSlash(
    _ input: Span<UInt8>, from position: Int, to end: Int, base: borrowing URLRecord
  ) -> Bool {
    if position + 1 < end, base.isSlash(input[position + 1]) {
      copyScheme(of: base)
      let slashes = isSpecial ? countSlashes(input, from: position, to: end) : 2
      return parseAuthority(input, from: position + slashes, to: end)
    }
    copyThroughAuthority(of: base)
    return parsePathAndRest(input, from: position + 1, to: end)
  }

  mutating func copyScheme(of base: borrowing URLRecord) {
    bytes.truncate(to: 0)
    bytes.append(base.bytes, from: 0, to: base.parts.schemeEnd + 1)
    parts.scheme = base.parts.scheme
    parts.schemeEnd = base.parts.schemeEnd
  }

  private mutating func copyThroughAuthority(of base: borrowing URLRecord) {
    bytes.truncate(to: 0)
    bytes.append(base.bytes, from: 0, to: base.parts.authorityEnd)
    parts = base.parts
    parts.pathStart = base.parts.authorityEnd
    parts.queryStart = -1
    parts.fragmentStart = -1
  }

  /// Copies the path with the `/.` before it, if the base has one.
  private mutating func copyPath(of base: borrowing URLRecord) {
    bytes.append(base.bytes, from: base.parts.authorityEnd, to: base.pathEnd)
    parts.pathStart = base.parts.pathStart
    hasForeignPercent = base.hasForeignPercent
  }

  private mutating func copyPathAndQuery(of base: borrowing URLRecord) {
    copyPath(of: base)
    bytes.append(base.bytes, from: base.pathEnd, to: base.queryEnd)
    parts.queryStart = base.parts.queryStart
  }

  mutating func copyThroughQuery(of base: borrowing URLRecord) {
    bytes.truncate(to: 0)
    bytes.append(base.bytes, from: 0, to: base.queryEnd)
    parts = base.parts
    parts.fragmentStart = -1
    hasForeignPercent = base.hasForeignPercent
  }

  /// Takes the `/.` away again before the path changes; `parsePathAndRest` puts it back if needed.
  private mutating func dropPathPrefix() {
    guard !parts.hasHost, parts.pathStart > parts.schemeEnd + 1 else { return }
    bytes.remove(from: parts.schemeEnd + 1, to: parts.pathStart)
    parts.pathStart = parts.schemeEnd + 1
  }
}
