import Encodings

/// Makes UTF-8 of a body. What is UTF-8 already is not copied.
struct BodyDecoder: ~Copyable {
  private var buffer = TextBuffer()

  /// One body that made the buffer larger than this does not keep it so.
  private static let keptCapacity = 8 << 20

  /// Lends the body's text as UTF-8 without NUL bytes and without byte order mark, and says whether
  /// anything had to be replaced. A NUL becomes U+FFFD, as it does in names and values of HTML.
  mutating func withDecoded<R>(
    _ body: Span<UInt8>, from encoding: CharacterEncoding, _ use: (Span<UInt8>, Bool) -> R
  ) -> R {
    let mark = ByteOrderMark(body)
    let body = body.extracting((mark?.length ?? 0)..<body.count)
    let isPlain =
      encoding == .utf8
      ? UTF8Scan.firstFlaw(in: body) == nil
      : encoding.isASCIICompatible && UTF8Scan.endOfNonzeroASCII(in: body) == body.count
    if isPlain { return use(body, false) }
    buffer.clear()
    let hasErrors = encoding.decode(body, into: &buffer)
    let hasNULs = buffer.replaceNULs()
    let result = buffer.withText { use($0, hasErrors || hasNULs) }
    buffer.clear(keeping: Self.keptCapacity)
    return result
  }
}
