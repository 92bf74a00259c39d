import Encodings

/// A URL being written, serialised from the first byte on: the standard's "URL record", as bytes.
///
/// The parser of the URL standard (https://url.spec.whatwg.org, section 4.4) is spread over the
/// extensions of this type by the part of a URL that they read. Where the standard steps through
/// states a code point at a time, each part here is one function that reads all of it. Every one
/// takes the input with `position` and `end` in it, appends to `bytes`, and says false where the
/// standard says failure; the record then holds nothing of use.
///
/// A record is a workspace: once it has grown to the usual size, parsing into it allocates nothing.
struct URLRecord: ~Copyable {
  var bytes = ByteBuffer(capacity: 256)
  var parts = URLComponents()
  /// Whether path or query hold a `%` that came with the input, whose triplet may want rewriting.
  var hasForeignPercent = false
  /// What the queries of the input are encoded in, nil for UTF-8; `clear` leaves it as it is.
  var queryEncoding: CharacterEncoding?
  /// Holds the input without its tabs and newlines, in the rare case that it has some.
  private var cleaned = ByteBuffer(capacity: 16)

  init() {}

  /// Empty before the first parse and after one that failed. An empty base is no base.
  var isEmpty: Bool { bytes.isEmpty }
  var isSpecial: Bool { parts.scheme.isSpecial }
  var pathEnd: Int { parts.pathEnd(in: bytes.count) }
  var queryEnd: Int { parts.queryEnd(in: bytes.count) }

  /// Parses `input`, UTF-8 and untrimmed, against `base`, which may be empty. O(n).
  ///
  /// Bytes that are not UTF-8 are percent-encoded one by one, so that the server they came from
  /// gets them back; in a host they are a failure.
  mutating func parse(_ input: Span<UInt8>, base: borrowing URLRecord) -> Bool {
    var start = 0
    var end = input.count
    while start < end, input[start] <= 0x20 { start += 1 }
    while end > start, input[end - 1] <= 0x20 { end -= 1 }
    var hasTabOrNewline = false
    for position in start..<end where input[position].isTabOrNewline { hasTabOrNewline = true }
    let parsed =
      hasTabOrNewline
      ? parseWithoutTabs(input, from: start, to: end, base: base)
      : parseTrimmed(input, from: start, to: end, base: base)
    if !parsed { clear() }
    return parsed
  }

  mutating func clear() {
    bytes.truncate(to: 0)
    parts = URLComponents()
    hasForeignPercent = false
  }

  private mutating func parseWithoutTabs(
    _ input: Span<UInt8>, from start: Int, to end: Int, base: borrowing URLRecord
  ) -> Bool {
    var text = ByteBuffer(capacity: 16)
    swap(&text, &cleaned)
    text.truncate(to: 0)
    for position in start..<end where !input[position].isTabOrNewline {
      text.append(input[position])
    }
    let parsed = text.withBytes { parseTrimmed($0, from: 0, to: $0.count, base: base) }
    swap(&text, &cleaned)
    return parsed
  }

  private mutating func parseTrimmed(
    _ input: Span<UInt8>, from start: Int, to end: Int, base: borrowing URLRecord
  ) -> Bool {
    clear()
    bytes.reserve(end - start + 8)
    if let colon = Self.schemeEnd(input, from: start, to: end) {
      return parseAfterScheme(input, from: start, colon: colon, to: end, base: base)
    }
    if base.isEmpty { return false }
    if base.parts.hasOpaquePath {
      guard start < end, input[start] == UInt8(ascii: "#") else { return false }
      copyThroughQuery(of: base)
      appendQueryAndFragment(input, from: start, to: end)
      return true
    }
    if base.parts.scheme == .file { return parseFile(input, from: start, to: end, base: base) }
    return parseRelative(input, from: start, to: end, base: base)
  }

  /// The index of the colon that ends a scheme, if the input begins with one.
  private static func schemeEnd(_ input: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    guard start < end, input[start].isLetter else { return nil }
    for position in (start + 1)..<end {
      let byte = input[position]
      if byte.isLetter || byte.isDigit { continue }
      switch byte {
      case UInt8(ascii: ":"): return position
      case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): continue
      default: return nil
      }
    }
    return nil
  }

  private mutating func parseAfterScheme(
    _ input: Span<UInt8>, from start: Int, colon: Int, to end: Int, base: borrowing URLRecord
  ) -> Bool {
    for position in start..<colon { bytes.append(input[position].lowercased) }
    parts.scheme = URLScheme(bytes, length: colon - start)
    parts.schemeEnd = colon - start
    bytes.append(UInt8(ascii: ":"))
    let rest = colon + 1
    if parts.scheme == .file { return parseFile(input, from: rest, to: end, base: base) }
    let slashes = countSlashes(input, from: rest, to: end)
    if isSpecial {
      let hasDoubleSlash =
        slashes >= 2 && input[rest] == UInt8(ascii: "/") && input[rest + 1] == UInt8(ascii: "/")
      if base.parts.scheme == parts.scheme, !hasDoubleSlash {
        return parseRelative(input, from: rest, to: end, base: base)
      }
      return parseAuthority(input, from: rest + slashes, to: end)
    }
    if slashes >= 2 { return parseAuthority(input, from: rest + 2, to: end) }
    if slashes == 1 { return parsePathAndRest(input, from: rest + 1, to: end) }
    return parseOpaquePath(input, from: rest, to: end)
  }

  /// Whether `byte` separates segments: `/`, and in special URLs also `\`.
  @inline(__always) func isSlash(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "/") || (byte == UInt8(ascii: "\\") && isSpecial)
  }

  func countSlashes(_ input: Span<UInt8>, from start: Int, to end: Int) -> Int {
    var position = start
    while position < end, isSlash(input[position]) { position += 1 }
    return position - start
  }
}
