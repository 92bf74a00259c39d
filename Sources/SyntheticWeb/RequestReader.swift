/// Cuts what a connection receives into request heads, however the bytes arrive.
///
/// A value without a socket. Each byte is looked at once while the head grows, and once when it is
/// complete.
package struct RequestReader: Sendable {
  /// How long a head may be; a longer one is refused with 431.
  package static let longestHead = 16_384

  /// What the bytes so far amount to.
  package enum Progress: Sendable, Hashable {
    case needsMore
    /// A request, and its head as it came over the wire.
    case request(RequestHead, raw: [UInt8])
    /// Nothing that follows on this connection can be understood.
    case refused(RequestRefusal)
  }

  private var buffer: [UInt8] = []
  private var start = 0
  private var scanned = 0

  package init() {}

  /// How many bytes wait to be understood.
  package var buffered: Int { buffer.count - start }

  package mutating func append(_ bytes: Span<UInt8>) {
    if start == buffer.count { removeUsed() }
    for index in bytes.indices { buffer.append(bytes[index]) }
  }

  /// The next request, if it is complete. Call it again until it needs more: clients may send many
  /// requests at once.
  package mutating func next() -> Progress {
    skipEmptyLines()
    guard let end = endOfHead() else {
      if buffered > RequestReader.longestHead { return .refused(.headersTooLarge) }
      // What cannot begin a method, like a TLS hello, never becomes a request.
      let isHopeless = start < buffer.count && !buffer[start].isTokenByte
      return isHopeless ? .refused(.badRequest) : .needsMore
    }
    guard end - start <= RequestReader.longestHead else { return .refused(.headersTooLarge) }
    let raw = Array(buffer[start..<end])
    start = end
    scanned = end
    if start > RequestReader.longestHead { removeUsed() }
    do throws(RequestRefusal) {
      return .request(try RequestParser.parse(raw.span), raw: raw)
    } catch {
      return .refused(error)
    }
  }

  /// A server ignores empty lines before a request (RFC 9112, section 2.2).
  private mutating func skipEmptyLines() {
    while start < buffer.count,
      buffer[start] == UInt8(ascii: "\n")
        || (buffer[start] == UInt8(ascii: "\r")
          && (start + 1 == buffer.count || buffer[start + 1] == UInt8(ascii: "\n")))
    {
      guard buffer[start] == UInt8(ascii: "\n") || start + 1 < buffer.count else { return }
      start += 1
    }
    scanned = max(scanned, start)
  }

  /// Where the empty line that closes the head ends.
  private mutating func endOfHead() -> Int? {
    while scanned < buffer.count {
      let index = scanned
      scanned += 1
      guard buffer[index] == UInt8(ascii: "\n"), index > start else { continue }
      let before = buffer[index - 1] == UInt8(ascii: "\r") ? index - 2 : index - 1
      if before >= start, buffer[before] == UInt8(ascii: "\n") { return index + 1 }
    }
    return nil
  }

  private mutating func removeUsed() {
    buffer.removeFirst(start)
    scanned -= start
    start = 0
  }
}
