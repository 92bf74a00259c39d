package import Encodings

/// A URL as the URL standard has it (https://url.spec.whatwg.org), parsed, resolved, serialised.
///
/// A value owns its href and knows where the parts stand. Two URLs are equal when their hrefs are;
/// what else should count as the same page is for `CanonicalRules` to say.
package struct WebURL: Sendable, Hashable, CustomStringConvertible {
  let bytes: [UInt8]
  let parts: URLComponents

  /// Parses `text`, resolving it against `base` if it is relative. Its query is encoded in the output
  /// encoding of `encoding`, which is that of the document it stands in. Nil where the standard says
  /// failure. O(n).
  package init?(_ text: String, base: WebURL? = nil, encoding: CharacterEncoding = .utf8) {
    self.init(bytes: Array(text.utf8).span, base: base, encoding: encoding)
  }

  /// Parses UTF-8 bytes; see `init(_:base:encoding:)`.
  package init?(bytes: Span<UInt8>, base: WebURL? = nil, encoding: CharacterEncoding = .utf8) {
    var record = URLRecord()
    record.queryEncoding = encoding.output == .utf8 ? nil : encoding.output
    guard record.parse(bytes, base: URLRecord(copying: base)) else { return nil }
    self.init(record)
  }

  init(_ record: borrowing URLRecord) {
    bytes = record.bytes.withBytes { [UInt8](copying: $0) }
    parts = record.parts
  }

  package static func == (left: WebURL, right: WebURL) -> Bool { left.bytes == right.bytes }

  package func hash(into hasher: inout Hasher) { hasher.combine(bytes) }

  package var description: String { href }

  /// Calls `body` with the bytes of the href, which are all ASCII.
  package func withBytes<R, E>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
    try body(bytes.span)
  }
}

extension URLRecord {
  /// A record of `url`, or an empty one.
  init(copying url: WebURL?) {
    self.init()
    guard let url else { return }
    bytes.append(url.bytes.span)
    parts = url.parts
    for position in parts.pathStart..<queryEnd where bytes[position] == UInt8(ascii: "%") {
      hasForeignPercent = true
    }
  }
}
