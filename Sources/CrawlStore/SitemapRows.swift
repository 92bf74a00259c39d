package import WebURL

/// A sitemap that was named for the first time: a row of `sitemaps`.
package struct SitemapRow: Sendable, Equatable {
  /// Dense, from 1, given by whoever fills the batch; apart from the ids of URLs.
  package var id: UInt32
  package var host: UInt32
  package var url: String
  /// Who named it: `robots.txt`, `option`, `index`, `redirect`, `well-known`.
  package var origin: String
  /// The sitemap that named it, if one did.
  package var parent: UInt32?
  /// Index files on the way to it.
  package var depth: UInt16
  /// Redirects on the way to it.
  package var hops: UInt8
  /// Whether it was named by its own host's robots.txt or by the person: robots.txt is not asked then.
  package var isInvited: Bool
  /// Never `leased`.
  package var state: URLState
  package var reason: String

  package init(
    id: UInt32, host: UInt32, url: String, origin: String, parent: UInt32?, depth: UInt16,
    hops: UInt8 = 0, isInvited: Bool = false, state: URLState, reason: String
  ) {
    self.id = id
    self.host = host
    self.url = url
    self.origin = origin
    self.parent = parent
    self.depth = depth
    self.hops = hops
    self.isInvited = isInvited
    self.state = state
    self.reason = reason
  }
}

/// What became of a sitemap: a change of its row.
package struct SitemapStateRow: Sendable, Equatable {
  package var sitemap: UInt32
  /// Never `leased`.
  package var state: URLState
  package var reason: String
  package var tries: UInt8 = 0
  /// Unix time in milliseconds before which it is not to be tried again.
  package var retryAt: Int64?
  /// What the server's last answer was; nil when none came.
  package var answer: Answer?

  package init(sitemap: UInt32, state: URLState, reason: String) {
    self.sitemap = sitemap
    self.state = state
    self.reason = reason
  }

  /// A server's answer, and what was in it.
  package struct Answer: Sendable, Equatable {
    /// Unix time in milliseconds.
    package var fetchedAt: Int64
    /// The HTTP status.
    package var status: Int
    /// `urlset`, `index`, `rss`, `atom`, `text`; nil when it was no sitemap.
    package var kind: String?
    /// Entries, those without a usable URL and repetitions included.
    package var entries: Int64 = 0
    /// Entries and alternates without a usable URL.
    package var invalid: Int64 = 0
    /// Those whose URL was relative.
    package var relative: Int64 = 0
    /// What was left out or could not be read.
    package var error: String?

    package init(fetchedAt: Int64, status: Int) {
      self.fetchedAt = fetchedAt
      self.status = status
    }
  }
}

/// What one sitemap says of one URL: a row of `sitemap_entries`.
package struct SitemapEntryRow: Sendable, Equatable {
  package var sitemap: UInt32
  package var url: UInt32
  /// Unix time in milliseconds.
  package var lastModified: Int64?
  /// In thousandths.
  package var priority: UInt16?
  package var changeFrequency: String?
  /// Whether it stands as an alternate of an entry only.
  package var isAlternate: Bool

  package init(
    sitemap: UInt32, url: UInt32, lastModified: Int64?, priority: UInt16?,
    changeFrequency: String?, isAlternate: Bool
  ) {
    self.sitemap = sitemap
    self.url = url
    self.lastModified = lastModified
    self.priority = priority
    self.changeFrequency = changeFrequency
    self.isAlternate = isAlternate
  }
}
