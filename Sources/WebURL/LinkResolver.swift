package import Encodings

/// What became of one link: enough to decide about it without looking at its text again.
package struct ResolvedLink: Sendable, Hashable {
  /// Whether the link leads to http or https.
  package let isHTTP: Bool
  /// Bytes of the canonical URL.
  package let length: Int
  /// Bytes of its `scheme://host[:port]`; 0 when it is not http(s).
  package let originLength: Int
  /// Of the canonical URL.
  package let fingerprint: UInt64
  /// Of its first `originLength` bytes; 0 when it is not http(s).
  package let originFingerprint: UInt64
}

/// Resolves the links of one document after another: the workspace of one worker.
///
/// It parses, canonicalises and fingerprints in place; once its buffers have grown to the usual
/// size it allocates nothing, but for hosts that are not ASCII and for `sortQuery`.
package struct LinkResolver: ~Copyable {
  private let rules: CanonicalRules
  private let key: FingerprintKey
  private var base = URLRecord()
  private var link = URLRecord()
  private let noBase = URLRecord()

  /// `dropUserinfo` is always applied, so that the origin is a prefix of the canonical URL.
  package init(rules: CanonicalRules = .standard, key: FingerprintKey) {
    self.rules = rules.union(.dropUserinfo)
    self.key = key
  }

  /// Takes `absoluteURL` as the base of the references to come. False, with the base unchanged, if
  /// it does not parse. O(n).
  package mutating func setBase(_ absoluteURL: Span<UInt8>) -> Bool {
    let encoding = link.queryEncoding
    link.queryEncoding = nil
    defer { link.queryEncoding = encoding }
    guard link.parse(absoluteURL, base: noBase) else { return false }
    swap(&base, &link)
    link.clear()
    return true
  }

  /// Sets the encoding of the document that the references to come stand in, which the queries of http
  /// and a few other URLs take over (HTML standard, "encoding-parsing a URL"; URL standard, 4.4).
  /// UTF-8 unless set.
  package mutating func setQueryEncoding(_ documentEncoding: CharacterEncoding) {
    let encoding = documentEncoding.output
    link.queryEncoding = encoding == .utf8 ? nil : encoding
  }

  /// Resolves `reference`, the UTF-8 value of an attribute as it stands there, against the base (or
  /// alone, before the first base). Nil when it is not a URL. O(n).
  package mutating func resolve(_ reference: Span<UInt8>) -> ResolvedLink? {
    guard link.parse(reference, base: base) else { return nil }
    link.canonicalize(rules)
    let isHTTP = link.parts.scheme.isHTTP
    let originLength = isHTTP ? link.parts.pathStart : 0
    return ResolvedLink(
      isHTTP: isHTTP, length: link.bytes.count, originLength: originLength,
      fingerprint: link.bytes.withBytes { key.fingerprint(of: $0) },
      originFingerprint: isHTTP
        ? link.bytes.withBytes(from: 0, to: originLength) { key.fingerprint(of: $0) } : 0)
  }

  /// Calls `body` with the canonical URL of the last resolve, empty if that one failed.
  package func withCanonical<R, E>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
    try link.bytes.withBytes(body)
  }
}
