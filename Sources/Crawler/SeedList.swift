import Robots
package import WebURL

/// The seeds of a crawl as links, in canonical form, each once.
package struct SeedList: Sendable {
  package private(set) var links: [LinkFact] = []
  package private(set) var text: [UInt8] = []

  package init(
    _ seeds: [WebURL], kind: LinkKind = .seed, rules: CanonicalRules, key: FingerprintKey
  ) {
    var resolver = LinkResolver(rules: rules, key: key)
    var seen: Set<UInt64> = []
    for seed in seeds {
      guard let link = seed.withBytes({ resolver.resolve($0) }), link.isHTTP,
        seen.insert(link.fingerprint).inserted
      else { continue }
      append(link, kind: kind, resolver)
    }
  }

  /// One link, resolved against the URL of the page that named it; nil when it leads nowhere.
  init?(
    reference: String, kind: LinkKind, base: String, resolver: inout LinkResolver
  ) {
    guard resolver.setBase(Array(base.utf8).span),
      let link = resolver.resolve(Array(reference.utf8).span), link.isHTTP
    else { return nil }
    append(link, kind: kind, resolver)
  }

  /// The sitemaps that a robots.txt names, resolved against its URL. Those that lead nowhere are left
  /// out, as are those that were no UTF-8 and so lead nowhere that anybody meant.
  init(sitemapsNamedBy rules: RobotsRules, at url: String, resolver: inout LinkResolver) {
    guard resolver.setBase(Array(url.utf8).span) else { return }
    for reference in rules.sitemaps where !reference.unicodeScalars.contains("\u{FFFD}") {
      guard let link = resolver.resolve(Array(reference.utf8).span), link.isHTTP else { continue }
      append(link, kind: .sitemap, resolver)
    }
  }

  private mutating func append(
    _ link: ResolvedLink, kind: LinkKind, _ resolver: borrowing LinkResolver
  ) {
    links.append(
      LinkFact(
        fingerprint: link.fingerprint, originFingerprint: link.originFingerprint,
        textOffset: UInt32(text.count), textLength: UInt32(link.length),
        originLength: UInt16(clamping: link.originLength), count: 1, kind: kind, relation: []))
    resolver.withCanonical { bytes in
      for index in bytes.indices { text.append(bytes[index]) }
    }
  }
}
