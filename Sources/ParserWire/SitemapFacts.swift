package import WebURL

/// What a sitemap lists, as the crawler gets it from a parser process.
///
/// A sitemap with n URLs costs three arrays, whatever n is. For an index the URLs are those of further
/// sitemaps, for all other kinds they are pages'.
package struct SitemapFacts: Sendable, Equatable {
  /// What the document turned out to be.
  package var kind: SitemapKind = .none
  /// What else holds for it.
  package var flags: SitemapFlags = []
  /// Entries that were read, those without a usable URL and repetitions included.
  package var entries: UInt32 = 0
  /// Entries and alternates whose URL is not a valid http or https URL.
  package var invalid: UInt32 = 0
  /// Entries and alternates whose URL was relative, which the protocol does not allow.
  package var relative: UInt32 = 0
  /// The distinct canonical URLs, the most important first: by priority, then by last modification,
  /// then in the order of the document.
  package var links: [LinkFact] = []
  /// What the sitemap says of each link, in the same order.
  package var details: [SitemapDetail] = []
  /// The canonical URLs of `links`, printable ASCII.
  package var text: [UInt8] = []

  /// A document that lists nothing.
  package init() {}

  /// The canonical URL of a link of this sitemap.
  package func url(of link: LinkFact) -> String {
    String(decoding: text[link.textRange], as: UTF8.self)
  }
}

/// What kind of document a sitemap is (sitemaps.org/protocol.html). The raw values stand on the wire.
package enum SitemapKind: UInt8, Sendable, CaseIterable {
  /// No sitemap at all.
  case none
  /// A list of pages in XML.
  case urlset
  /// A list of sitemaps in XML.
  case index
  /// An RSS feed, of any version.
  case rss
  /// An Atom feed.
  case atom
  /// One URL a line.
  case text

  /// The name that people read, in reports and in `crawl.db`.
  package var name: String {
    switch self {
    case .none: "none"
    case .urlset: "urlset"
    case .index: "index"
    case .rss: "rss"
    case .atom: "atom"
    case .text: "text"
    }
  }
}

/// What a sitemap suffered. The bits stand on the wire: add at the end.
package struct SitemapFlags: OptionSet, Sendable, Hashable {
  package let rawValue: UInt32

  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// More entries than a sitemap may have; the rest was not read.
  package static let tooManyEntries = SitemapFlags(rawValue: 1 << 0)
  /// More bytes, decompressed, than a sitemap may have; the rest was not read.
  package static let tooManyBytes = SitemapFlags(rawValue: 1 << 1)
  /// More distinct URLs than fit into the reply, or than the settings allow.
  package static let truncatedLinks = SitemapFlags(rawValue: 1 << 2)
  /// The parser gave up before the end: nested too deeply, or for want of memory.
  package static let incomplete = SitemapFlags(rawValue: 1 << 3)
  /// The compressed data ends early or is damaged; what came before that was read.
  package static let damagedCompression = SitemapFlags(rawValue: 1 << 4)

  /// In a person's words, for a record; nil when all is well.
  package var complaint: String? {
    let complaints: [(SitemapFlags, String)] = [
      (.damagedCompression, "compressed data is damaged"),
      (.tooManyBytes, "more bytes than a sitemap may have"),
      (.tooManyEntries, "more URLs than a sitemap may have"),
      (.truncatedLinks, "more URLs than are recorded"),
      (.incomplete, "could not be read to its end"),
    ]
    let texts = complaints.filter { contains($0.0) }.map(\.1)
    return texts.isEmpty ? nil : texts.joined(separator: "; ")
  }
}

/// What a sitemap says of one of its URLs.
package struct SitemapDetail: Sendable, Equatable {
  /// When it was last modified: Unix time in milliseconds; nil if not said, or not in a date's form.
  package var lastModified: Int64?
  /// Its priority among the site's URLs in thousandths, 0 to 1000; nil if not said.
  package var priority: UInt16?
  /// How often it is likely to change; nil if not said.
  package var changeFrequency: ChangeFrequency?
  /// Whether it stands as an alternate (`xhtml:link`) of an entry, not as an entry.
  package var isAlternate: Bool

  package init(
    lastModified: Int64? = nil, priority: UInt16? = nil, changeFrequency: ChangeFrequency? = nil,
    isAlternate: Bool = false
  ) {
    self.lastModified = lastModified
    self.priority = priority
    self.changeFrequency = changeFrequency
    self.isAlternate = isAlternate
  }

  /// The priority that the protocol gives to URLs without one.
  package static let defaultPriority: UInt16 = 500

  /// Whether a URL is to be fetched before another by what the sitemap says of them.
  package func precedes(_ other: SitemapDetail) -> Bool {
    let (mine, its) = (
      priority ?? Self.defaultPriority, other.priority ?? Self.defaultPriority
    )
    if mine != its { return mine > its }
    return (lastModified ?? .min) > (other.lastModified ?? .min)
  }
}

/// `<changefreq>`. The raw values stand on the wire.
package enum ChangeFrequency: UInt8, Sendable, CaseIterable {
  case always = 1
  case hourly
  case daily
  case weekly
  case monthly
  case yearly
  case never

  /// The protocol's word.
  package var name: String { "\(self)" }
}
