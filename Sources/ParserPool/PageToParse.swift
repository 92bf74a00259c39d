package import Bodies
package import ParserWire

/// A page, or a sitemap, for the parsers.
package struct PageToParse: Sendable {
  /// The bytes, decoded from their content coding, in the pool's arena.
  package let body: Body
  /// The canonical URL.
  package let url: String
  /// What the `Content-Type` header said, or empty.
  package let charset: String
  package let type: DocumentType

  package init(_ body: Body, url: String, charset: String, type: DocumentType) {
    (self.body, self.url, self.charset, self.type) = (body, url, charset, type)
  }

  /// A process that works on a page leaves its requests in the socket, which must have room for all.
  private static let longestURL = 16_384
  /// No encoding has a label as long as this: a longer one is as good as none.
  private static let longestCharset = 64

  /// Why it is not parsed at all; nil when it is.
  ///
  /// - Parameter capacity: bytes of the largest body that a process takes.
  func refusal(capacity: UInt32) -> ParseFailure? {
    guard body.count <= capacity else {
      return ParseFailure(.tooLarge, "more than \(capacity) bytes")
    }
    guard url.utf8.count <= Self.longestURL else {
      return ParseFailure(.tooLarge, "a URL of more than \(Self.longestURL) bytes")
    }
    return nil
  }

  /// What a process is asked, but for the slot of its answer.
  var request: ParseRequest {
    let label = charset.utf8.count <= Self.longestCharset ? Array(charset.utf8) : []
    return ParseRequest(
      slot: 0, bodyOffset: UInt64(body.offset), bodyLength: UInt32(body.count),
      url: Array(url.utf8), charset: label, documentType: type)
  }
}
