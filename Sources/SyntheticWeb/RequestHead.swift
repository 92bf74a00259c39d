/// The head of an HTTP/1 request, as far as this server cares (RFC 9112, sections 2 to 6).
package struct RequestHead: Sendable, Hashable {
  package enum Method: Sendable, Hashable { case get, head, other }

  package var method: Method
  /// Path and query, as sent, without scheme and authority where the client sent an absolute target.
  package var target: [UInt8]
  /// The authority of an absolute target, or else of the `Host` header; empty where there is none.
  package var authority: [UInt8]
  /// Whether the target was absolute, as clients send it to a proxy.
  package var isAbsolute: Bool
  /// The 1 of HTTP/1.1, or the 0 of HTTP/1.0.
  package var minorVersion: UInt8
  /// Whether the client wants to keep the connection, and may.
  package var keepsAlive: Bool
  /// Whether a body follows, which this server never reads.
  package var hasBody: Bool
}
