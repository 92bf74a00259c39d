/// What can be wrong with an answer on purpose.
package enum Fault: Sendable, Hashable {
  /// This status code, with a page that says so.
  case status(Int)
  /// A 503 that asks the client to come back in so many seconds.
  case unavailable(retryAfter: Int)
  /// The answer begins only after a while.
  case delay(Duration)
  /// The body comes in small pieces with pauses between them.
  case drip(bytes: Int, every: Duration)
  /// The connection is closed in good order after so many bytes of the body.
  case drop(afterBodyBytes: Int)
  /// The connection is reset (RST) after so many bytes of the body.
  case reset(afterBodyBytes: Int)
  /// Nothing comes at all, and the connection stays open.
  case silence
  /// Nothing comes after so many bytes of the body, and the connection stays open.
  case stall(afterBodyBytes: Int)
  /// The body never ends.
  case endless
  /// `Content-Length` is off by so many bytes; the connection is closed after the body.
  case wrongLength(by: Int)
  /// A line that stands among the headers as it is.
  case headerLine(String)
  /// The body is chunked.
  case chunked
  /// The body is chunked, and what should be the second chunk's size is none.
  case brokenChunk
  /// The body has the content coding gzip.
  case gzip
  /// A small gzip body that decodes to so many bytes.
  case gzipBomb(bytes: Int)
  /// The gzip body ends in the middle, although all of the response is there.
  case truncatedGzip
  /// The body is so long, and otherwise well.
  case large(bytes: Int)

  /// The status code of the answer.
  package var status: Int {
    switch self {
    case .status(let code): code
    case .unavailable: 503
    default: 200
    }
  }
}
