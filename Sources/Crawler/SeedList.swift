import WebURL

/// The seeds of a crawl as links, in canonical form, each once.
struct SeedList {
  private(set) var links: [LinkFact] = []
  private(set) var text: [UInt8] = []

  init(
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

  /// Links of one kind, resolved against the URL of the page that named them; those that lead nowhere
  /// are left out.
  init(
    references: [String], kind: LinkKind, base: String, resolver: inout LinkResolver
  ) {
    guard resolver.setBase(Array(base.utf8).span) else { return }
    for reference in references {
      guard let link = resolver.resolve(Array(reference.utf8).span), link.isHTTP else { continue }
      append(link, kind: kind, resolver)
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
