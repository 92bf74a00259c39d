/// The parts of a URL, each a fresh string. O(length of the part).
extension WebURL {
  /// The whole URL, serialised.
  package var href: String { text(0, bytes.count) }

  /// `https`, without the colon, in lower case.
  package var scheme: String { text(0, parts.schemeEnd) }

  /// Percent-encoded; empty when there is none.
  package var username: String {
    parts.hasCredentials ? text(parts.schemeEnd + 3, parts.usernameEnd) : ""
  }

  /// Percent-encoded; empty when there is none.
  package var password: String {
    guard parts.hasCredentials, parts.usernameEnd < parts.hostStart - 1 else { return "" }
    return text(parts.usernameEnd + 1, parts.hostStart - 1)
  }

  /// The serialised host, an IPv6 address in brackets; nil when the URL has none, empty in
  /// `file:///path`.
  package var host: String? {
    parts.hasHost ? text(parts.hostStart, parts.hostEnd) : nil
  }

  /// Nil when the URL names none or the default one of its scheme.
  package var port: UInt16? { parts.port }

  /// The port that a client would connect to; nil when the scheme has no default.
  package var effectivePort: UInt16? { parts.port ?? parts.scheme.defaultPort }

  /// The path with its slashes, percent-encoded.
  package var path: String { text(parts.pathStart, parts.pathEnd(in: bytes.count)) }

  /// Without the `?`; empty and nil are different.
  package var query: String? {
    parts.hasQuery ? text(parts.queryStart + 1, parts.queryEnd(in: bytes.count)) : nil
  }

  /// Without the `#`; empty and nil are different.
  package var fragment: String? {
    parts.hasFragment ? text(parts.fragmentStart + 1, bytes.count) : nil
  }

  /// What a client asks the server for: the path and, with its `?`, the query.
  package var pathAndQuery: String {
    text(parts.pathStart, parts.queryEnd(in: bytes.count))
  }

  /// Scheme, host and port, the port only if it is not the default: `https://example.com:8443`.
  /// Nil where the standard has an opaque origin, as for `file:` and `data:`; a `blob:` URL has
  /// the origin of the http(s) URL inside.
  package var origin: String? {
    switch parts.scheme {
    case .http, .https, .ws, .wss, .ftp:
      return scheme + "://" + text(parts.hostStart, parts.pathStart)
    case .file: return nil
    case .notSpecial:
      guard scheme == "blob", let inner = WebURL(path), inner.isHTTP else { return nil }
      return inner.origin
    }
  }

  /// Whether this is http or https: what the crawler fetches.
  package var isHTTP: Bool { parts.scheme.isHTTP }

  private func text(_ start: Int, _ end: Int) -> String {
    String(decoding: bytes[start..<end], as: UTF8.self)
  }
}
