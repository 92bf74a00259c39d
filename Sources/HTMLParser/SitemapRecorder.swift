import ParserWire
import WebURL

/// Turns a sitemap's locations into facts: resolves, counts repetitions, holds the protocol's limits.
struct SitemapRecorder: ~Copyable {
  var writer: SitemapFactsWriter
  private var resolver: LinkResolver
  private var table = LinkTable()
  private let maximumLinks: Int
  private var hasBase = false

  /// Entries of one sitemap (sitemaps.org/protocol.html, "Sitemap index files").
  static let maximumEntries = 50_000
  /// Locations longer than this are not looked at.
  static let maximumLocationLength = 65_536

  init(rules: CanonicalRules, key: FingerprintKey, limits: ParserLimits) {
    writer = SitemapFactsWriter(capacity: limits.frameCapacity)
    resolver = LinkResolver(rules: rules, key: key)
    maximumLinks = limits.maximumLinks
  }

  /// Begins a sitemap that lies at this URL.
  mutating func begin(url: Span<UInt8>) {
    writer.reset()
    table.reset()
    hasBase = resolver.setBase(url)
  }

  /// Counts an entry. Answers false, and marks the sitemap, when it may have no more.
  mutating func beginEntry() -> Bool {
    guard writer.entries < Self.maximumEntries else {
      writer.flags.insert(.tooManyEntries)
      return false
    }
    writer.entries += 1
    return true
  }

  /// A location as it stands in the document.
  mutating func add(_ location: Span<UInt8>, _ detail: SitemapDetail) {
    guard hasBase, location.count <= Self.maximumLocationLength,
      let link = resolver.resolve(location), link.isHTTP
    else {
      writer.invalid += 1
      return
    }
    if !Self.isAbsolute(location) { writer.relative += 1 }
    if let known = table.index(
      hash: link.fingerprint, where: { writer.isLink(at: $0, fingerprint: link.fingerprint) })
    {
      writer.repeatLink(at: known, detail)
    } else if writer.linkCount >= maximumLinks {
      writer.flags.insert(.truncatedLinks)
    } else if let new = Self.append(link, detail, from: resolver, to: &writer) {
      table.insert(new, hash: link.fingerprint)
    }
  }

  /// Whether a location names its scheme and host. White space around it does not count.
  static func isAbsolute(_ location: Span<UInt8>) -> Bool {
    let start = location.trimmedRange.lowerBound
    return location.matchesIgnoringCase("http://", at: start)
      || location.matchesIgnoringCase("https://", at: start)
  }

  private static func append(
    _ link: ResolvedLink, _ detail: SitemapDetail, from resolver: borrowing LinkResolver,
    to writer: inout SitemapFactsWriter
  ) -> Int? {
    resolver.withCanonical { writer.add(link, detail, text: $0) }
  }
}
