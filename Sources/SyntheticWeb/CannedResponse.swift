/// One answer of the server: what it says, and how it misbehaves while saying it.
///
/// A value that can be put together by hand: begin with `html`, `redirect` or the like, and add
/// faults with `with(_:)`.
package struct CannedResponse: Sendable, Hashable {
  package struct Field: Sendable, Hashable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// A part of a body.
  package enum Piece: Sendable, Hashable {
    case bytes([UInt8])
    /// The same bytes again and again: so many times, or for ever.
    case repeated([UInt8], times: Int?)
  }

  /// How the end of the body is told.
  package enum Framing: Sendable, Hashable {
    /// By `Content-Length`, which may be wrong by so many bytes.
    case contentLength(error: Int)
    case chunked
    /// By the end of the connection.
    case close
  }

  /// In what portions a body is sent.
  package struct Pace: Sendable, Hashable {
    package var bytes: Int
    package var interval: Duration
  }

  /// Where an answer ends before its time.
  package struct Cut: Sendable, Hashable {
    /// After how many bytes of the body as framed; `nil` before the first byte of the head.
    package var afterBodyBytes: Int?
    package var ending: WireScript.Ending
  }

  package var status: Int
  /// Header fields, but for those of the framing and of the connection.
  package var fields: [Field]
  /// Lines sent after the fields, each without its end.
  package var rawLines: [String] = []
  package var body: [Piece]
  package var framing = Framing.contentLength(error: 0)
  package var delay = Duration.zero
  package var pace: Pace?
  package var cut: Cut?
  /// Whether the connection is closed after the answer.
  package var closes = false
  /// The exact bytes to send instead of everything that the other properties say but `delay`,
  /// `pace` and `closes`.
  package var verbatim: [UInt8]?
  /// What the next requests for the same URL get; the last answer is given from then on.
  package var following: [CannedResponse] = []

  package init(status: Int = 200, fields: [Field] = [], body: [UInt8] = []) {
    self.status = status
    self.fields = fields
    self.body = [.bytes(body)]
  }

  /// A page of HTML, with this as its exact text.
  package static func html(_ text: String, status: Int = 200) -> CannedResponse {
    CannedResponse(
      status: status, fields: [Field("Content-Type", "text/html; charset=utf-8")],
      body: Array(text.utf8))
  }

  /// Text of another media type.
  package static func text(
    _ text: String, mediaType: String = "text/plain", status: Int = 200
  ) -> CannedResponse {
    CannedResponse(
      status: status, fields: [Field("Content-Type", mediaType)], body: Array(text.utf8))
  }

  /// A redirect to a reference, which may be relative.
  package static func redirect(to location: String, status: Int = 302) -> CannedResponse {
    var response = html("<title>Moved</title>", status: status)
    response.fields.append(Field("Location", location))
    return response
  }

  /// An answer that has nothing to say but its status.
  package static func status(_ code: Int) -> CannedResponse {
    html("<title>\(code)</title><p>\(code) \(StatusReason.phrase(for: code))</p>\n", status: code)
  }

  /// Exactly these bytes, be they HTTP or not, and then the end of the connection.
  package static func verbatim(_ bytes: [UInt8]) -> CannedResponse {
    var response = CannedResponse()
    response.verbatim = bytes
    response.closes = true
    return response
  }

  /// The same answer, with this one for the next requests.
  package func then(_ next: CannedResponse) -> CannedResponse {
    var response = self
    response.following.append(next)
    return response
  }
}
