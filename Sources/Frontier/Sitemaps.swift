/// Who named a sitemap.
package enum SitemapOrigin: Sendable, CaseIterable {
  /// A line of robots.txt.
  case robots
  /// The person who started the crawl.
  case option
  /// A sitemap index.
  case index
  /// A sitemap that has moved.
  case redirect
  /// Nobody: it is one of the places where sites have it.
  case wellKnown

  /// The name that people read, in the table `sitemaps`.
  package var name: String {
    switch self {
    case .robots: "robots.txt"
    case .option: "option"
    case .index: "index"
    case .redirect: "redirect"
    case .wellKnown: "well-known"
    }
  }

  /// The origin of a name; nil for a name that none has.
  package init?(name: String) {
    guard let origin = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = origin
  }
}

/// Where sitemaps were named.
package struct SitemapSource: Sendable {
  package let origin: SitemapOrigin
  /// The host whose robots.txt, or whose sitemap, named them; nil for the person.
  package let host: UInt32?
  /// The id of the sitemap that named them, if one did.
  package let parent: UInt32?
  /// Index files on the way to them.
  package let depth: UInt16
  /// Redirects on the way to them.
  package let hops: UInt8

  package init(
    _ origin: SitemapOrigin, host: UInt32?, parent: UInt32? = nil, depth: UInt16 = 0,
    hops: UInt8 = 0
  ) {
    self.origin = origin
    self.host = host
    self.parent = parent
    self.depth = depth
    self.hops = hops
  }

  /// Whether a sitemap of a host that is named here may be fetched whatever its robots.txt says.
  func invites(to host: UInt32) -> Bool {
    origin == .option || (origin == .robots && self.host == host)
  }

  /// Named on the command line.
  package static let option = SitemapSource(.option, host: nil)
}

/// What the frontier makes of sitemaps that were named; reused from time to time.
package struct SitemapDiscovery: Sendable {
  /// A sitemap named for the first time.
  package struct NewSitemap: Sendable {
    /// Dense, from 1, apart from the ids of URLs.
    package let id: UInt32
    package let host: UInt32
    /// Which of the links it is.
    package let link: Int
    package let exclusion: Exclusion?
    /// Whether it was named by its own host's robots.txt or by the person: that is leave to fetch it.
    package let isInvited: Bool
  }

  package internal(set) var newSitemaps: [NewSitemap] = []
  package internal(set) var newHosts: [Discovery.NewHost] = []
  /// Sitemaps that were left out, without a record, because there are too many.
  package internal(set) var leftOut = 0
  /// Whether a worker that waits would find work now.
  package internal(set) var hasWork = false

  package init() {}
}

/// A sitemap that waits for its turn.
struct QueuedSitemap {
  let id: UInt32
  let origin: SitemapOrigin
  /// Whether it was named by its own host's robots.txt or by the person: that is leave to fetch it.
  let isInvited: Bool
  let depth: UInt16
  let hops: UInt8
  /// Tries so far.
  var tries: UInt8
  /// The canonical URL.
  let text: [UInt8]
}
