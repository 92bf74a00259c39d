import Fetcher
import HTTPSyntax
import ParserWire
import WebURL

/// The links that stand in an answer's headers: those of `Link` that a `<link>` element would make too,
/// and that of `Refresh`.
struct HeaderLinks {
  /// More than a page has use for; a header can be long.
  private static let limit = 256

  private let url: String
  private var facts: PageFacts

  /// What `facts` says, with the links of the headers added.
  ///
  /// - Parameters:
  ///   - url: the answer's, absolute.
  ///   - resolver: gets `url` as its base.
  static func added(
    to facts: consuming PageFacts, of headers: ResponseHeaders, url: String,
    resolver: inout LinkResolver
  ) -> PageFacts {
    guard headers.link != nil || headers.refresh != nil, resolver.setBase(Array(url.utf8).span)
    else { return facts }
    var links = HeaderLinks(url: url, facts: facts)
    if let value = headers.link { links.addLinks(value, &resolver) }
    if let value = headers.refresh { links.addRefresh(value, &resolver) }
    return links.facts
  }

  private init(url: String, facts: consuming PageFacts) {
    self.url = url
    self.facts = facts
  }

  private mutating func addLinks(_ value: String, _ resolver: inout LinkResolver) {
    for link in LinkHeader.parse(value).prefix(Self.limit) {
      let kinds = link.kinds
      guard !kinds.isEmpty, startsHere(link, &resolver) else { continue }
      for kind in kinds { add(link.target, kind, link.relation, &resolver) }
    }
  }

  /// Whether a link's context is this answer, or a place in it, and not another page.
  private func startsHere(_ link: LinkHeader, _ resolver: inout LinkResolver) -> Bool {
    guard let anchor = link.anchor, let context = resolver.resolve(Array(anchor.utf8).span) else {
      return link.anchor == nil
    }
    return context.fingerprint == resolver.resolve(Array(url.utf8).span)?.fingerprint
  }

  private mutating func addRefresh(_ value: String, _ resolver: inout LinkResolver) {
    let bytes = Array(value.utf8)
    switch DeclarativeRefresh(bytes.span) {
    case .none: break
    case .sameDocument: add(url, .refresh, [], &resolver)
    case .reference(let range):
      add(String(decoding: bytes[range], as: UTF8.self), .refresh, [], &resolver)
    }
  }

  private mutating func add(
    _ reference: String, _ kind: LinkKind, _ relation: LinkRelation,
    _ resolver: inout LinkResolver
  ) {
    facts.linkOccurrences &+= 1
    guard let link = resolver.resolve(Array(reference.utf8).span) else {
      facts.invalidLinks &+= 1
      return
    }
    guard link.isHTTP, let originLength = UInt16(exactly: link.originLength) else {
      facts.otherSchemeLinks &+= 1
      return
    }
    let known = facts.links.firstIndex {
      $0.fingerprint == link.fingerprint && $0.kind == kind && $0.relation == relation
    }
    if let known {
      let count = facts.links[known].count
      facts.links[known].count = count == .max ? count : count + 1
    } else {
      facts.links.append(
        LinkFact(
          fingerprint: link.fingerprint, originFingerprint: link.originFingerprint,
          textOffset: UInt32(facts.text.count), textLength: UInt32(link.length),
          originLength: originLength, count: 1, kind: kind, relation: relation))
      resolver.withCanonical { facts.text.append(contentsOf: [UInt8](copying: $0)) }
    }
    if kind == .canonical, facts.canonicalIndex == nil {
      facts.canonicalIndex = known ?? facts.links.count - 1
    }
  }
}
