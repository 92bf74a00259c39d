import ParserWire
import WebURL

/// What a parser would find in the pages and sitemaps of a simulated web.
struct PageReader: ~Copyable {
  private let web: SimulatedWeb
  private var resolver: LinkResolver
  private var pages: [Int: PageFacts] = [:]
  private var sitemaps: [Int: SitemapFacts] = [:]

  init(_ web: SimulatedWeb, key: FingerprintKey) {
    self.web = web
    resolver = LinkResolver(key: key)
  }

  mutating func facts(ofPage number: Int) -> PageFacts {
    if let facts = pages[number] { return facts }
    var facts = PageFacts()
    var seen: Set<Seen> = []
    for link in web.pages[number].links {
      facts.linkOccurrences += 1
      let relation: LinkRelation = link.isNofollow ? .nofollow : []
      guard let fact = fact(link.target, link.kind, relation, &facts.text),
        seen.insert(Seen(fingerprint: fact.fingerprint, kind: fact.kind, relation: relation))
          .inserted
      else { continue }
      facts.links.append(fact)
    }
    pages[number] = facts
    return facts
  }

  mutating func facts(ofSitemap site: Int) -> SitemapFacts {
    if let facts = sitemaps[site] { return facts }
    var facts = SitemapFacts()
    let targets: [String]
    switch web.sites[site].sitemap {
    case .none: targets = []
    case .pages(let numbers):
      facts.kind = .urlset
      targets = numbers.map(web.url(ofPage:))
    case .index(let numbers):
      facts.kind = .index
      targets = numbers.map { web.sites[$0].origin + "/sitemap.xml" }
    }
    var seen: Set<UInt64> = []
    for target in targets {
      facts.entries += 1
      guard let fact = fact(target, .sitemap, [], &facts.text),
        seen.insert(fact.fingerprint).inserted
      else { continue }
      facts.links.append(fact)
      facts.details.append(SitemapDetail())
    }
    sitemaps[site] = facts
    return facts
  }

  private struct Seen: Hashable {
    let fingerprint: UInt64
    let kind: LinkKind
    let relation: LinkRelation
  }

  private mutating func fact(
    _ reference: String, _ kind: LinkKind, _ relation: LinkRelation, _ text: inout [UInt8]
  ) -> LinkFact? {
    guard let link = resolver.resolve(Array(reference.utf8).span), link.isHTTP else { return nil }
    let fact = LinkFact(
      fingerprint: link.fingerprint, originFingerprint: link.originFingerprint,
      textOffset: UInt32(text.count), textLength: UInt32(link.length),
      originLength: UInt16(clamping: link.originLength), count: 1, kind: kind, relation: relation)
    resolver.withCanonical { text += [UInt8](copying: $0) }
    return fact
  }
}
