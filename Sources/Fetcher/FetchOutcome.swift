package import Bodies
package import WebURL

/// What became of a fetch. A failure is an outcome: nothing here is thrown.
package enum FetchOutcome: Sendable {
  /// The server answered, whatever its status code.
  case response(FetchResponse)
  /// No whole answer came.
  case failure(FetchFailure)
}

/// A server's answer.
package struct FetchResponse: Sendable {
  /// The status code of the final answer (never 1xx).
  package var status: Int
  package var headers: ResponseHeaders
  /// The body, decoded.
  package var body: Body
  /// Whether the body was cut short because no more of it was wanted.
  package var isTruncated: Bool
  package var transfer: TransferFacts

  package init(
    status: Int, headers: ResponseHeaders, body: Body, isTruncated: Bool, transfer: TransferFacts
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.isTruncated = isTruncated
    self.transfer = transfer
  }
}

/// Why no whole answer came.
package struct FetchFailure: Sendable, Hashable, CustomStringConvertible {
  /// The kinds of failure, few enough to count by.
  package enum Code: String, Sendable, CaseIterable {
    /// The host's name has no address.
    case dns
    /// No connection: refused, unreachable.
    case connect
    /// The TLS handshake or the certificate.
    case tls
    /// No connection in time.
    case connectTimeout = "connect-timeout"
    /// The transfer took longer than it may.
    case timeout
    /// The server fell silent.
    case stall
    /// The connection broke before the answer was whole.
    case reset
    /// The body is larger than allowed, on the wire or decoded.
    case tooLarge = "too-large"
    /// The server does not speak HTTP as it should.
    case `protocol`
    /// The body's content coding is broken.
    case encoding
    /// The proxy refused or failed.
    case proxy
    /// libcurl cannot use this URL.
    case url
    /// The crawl was stopped.
    case cancelled
    /// Not tried: the address that the host was found at is one to which no connection may be made now.
    case addressFound = "address-found"
    /// Anything else that libcurl reports.
    case other
  }

  package var code: Code
  /// What libcurl said, for people.
  package var detail: String
  package var transfer: TransferFacts
  /// Where the host was found, for `addressFound`.
  package var address: ServerAddress?

  package init(
    code: Code, detail: String, transfer: TransferFacts, address: ServerAddress? = nil
  ) {
    (self.code, self.detail, self.transfer) = (code, detail, transfer)
    self.address = address
  }

  package var description: String { detail.isEmpty ? code.rawValue : "\(code.rawValue): \(detail)" }

  /// Whether trying again later may help.
  package var isTransient: Bool {
    switch code {
    case .dns, .connect, .connectTimeout, .timeout, .stall, .reset, .protocol, .proxy, .other: true
    case .tls, .tooLarge, .encoding, .url, .cancelled, .addressFound: false
    }
  }
}

/// What was measured while bytes moved. Times are microseconds from the start of the transfer.
package struct TransferFacts: Sendable, Hashable {
  /// When the name was resolved.
  package var dnsMicroseconds: Int32 = 0
  /// When the TCP connection stood; 0 when one was reused.
  package var connectMicroseconds: Int32 = 0
  /// When TLS was ready; 0 without TLS or on a reused connection.
  package var tlsMicroseconds: Int32 = 0
  /// When the answer's first byte came.
  package var firstByteMicroseconds: Int32 = 0
  /// When all was over.
  package var totalMicroseconds: Int32 = 0
  /// Body bytes as they came, still coded.
  package var wireBytes: Int64 = 0
  /// Body bytes after decoding.
  package var bodyBytes: Int64 = 0
  /// The peer's address, without port.
  package var peerAddress = ""
  /// `1.0`, `1.1`, `2`, `3`.
  package var httpVersion = ""

  package init() {}
}
