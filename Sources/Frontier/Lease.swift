/// The duty to report on one piece of work. Cannot be copied, and must be completed: dropping it
/// traps, because its URL would be lost and its host would never be free again.
package struct Lease: ~Copyable, Sendable {
  let host: Int

  init(host: Int) { self.host = host }

  deinit { Self.trap() }

  // A call of its own, or the compiler sees that the end of a deinit is never reached.
  private static func trap() {
    preconditionFailure("a lease was dropped: complete it, or give it back")
  }

  /// Ends the duty.
  consuming func settle() { discard self }
}

/// What a lease is for.
package struct Work: Sendable {
  package enum Purpose: Sendable, Equatable {
    /// A page of the crawl.
    case page
    /// The host's robots.txt, before its first page.
    case robots
    /// A sitemap. Whether it is invited says whether robots.txt has no say.
    case sitemap(SitemapOrigin, isInvited: Bool)
  }

  package let purpose: Purpose
  /// The URL's id; a sitemap's is one of its own, and 0 is robots.txt's. Neither is a URL of the crawl.
  package let id: UInt32
  /// The host's id.
  package let host: UInt32
  /// The canonical URL.
  package let url: String
  /// Links from the nearest seed; for a sitemap index files on the way to it.
  package let depth: UInt16
  /// Redirects that led here.
  package let hops: UInt8
  /// Which try this is, from 1.
  package let attempt: UInt8
  /// For robots.txt: whether there is a copy whose time is over, which counts on should no new one
  /// be had.
  package var hasCopy = false
  /// When another worker may find work, but for what reports may bring; nil for never.
  package var moreAt: ContinuousClock.Instant?

  /// The depth of what a page links to; deeper than 65,535 links nothing is.
  package var nextDepth: UInt16 { depth == .max ? .max : depth + 1 }
}

/// What to do next.
package enum FrontierStep: ~Copyable {
  /// Fetch this, and report.
  case lease(Lease, Work)
  /// Nothing may be fetched before this time; nil when only reports can change that.
  case wait(until: ContinuousClock.Instant?)
  /// Nothing is queued and nothing is under way.
  case drained
}
