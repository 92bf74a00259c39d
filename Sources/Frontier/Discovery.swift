package import WebURL

/// Where links were found.
package struct LinkSource: Sendable {
  /// The id of the page, or nil for the person who started the crawl.
  package let page: UInt32?
  /// The depth that URLs found here get.
  package let depth: UInt16
  /// Redirects that led to URLs found here.
  package let hops: UInt8
  /// What a sitemap says of the priority of each link, in thousandths and in the same order; nil where it
  /// says nothing. Empty where they were not found in a sitemap.
  package let priorities: [UInt16?]
  /// Whether the page repeats an earlier one.
  package var isDuplicate = false

  package init(page: UInt32?, depth: UInt16, hops: UInt8 = 0, priorities: [UInt16?] = []) {
    self.page = page
    self.depth = depth
    self.hops = hops
    self.priorities = priorities
  }

  /// The start of a crawl.
  package static let seeds = LinkSource(page: nil, depth: 0)
}

/// What the frontier makes of a page's links; reused from page to page.
package struct Discovery: Sendable {
  /// A URL seen for the first time.
  package struct NewURL: Sendable {
    package let id: UInt32
    package let host: UInt32
    /// Which link of the page it is.
    package let link: Int
    package let exclusion: Exclusion?
  }

  /// An origin seen for the first time.
  package struct NewHost: Sendable {
    package let id: UInt32
    package let origin: WebURL
  }

  /// A URL that was excluded and is now queued, because a better link to it was found.
  package struct Admission: Sendable {
    package let id: UInt32
    /// Which link of the page it is.
    package let link: Int
  }

  /// The URL id of each link, in order.
  package internal(set) var targets: [UInt32] = []
  package internal(set) var newURLs: [NewURL] = []
  package internal(set) var newHosts: [NewHost] = []
  package internal(set) var admitted: [Admission] = []
  /// Whether a worker that waits would find work now.
  package internal(set) var hasWork = false

  package init() {}

  mutating func removeAll() {
    targets.removeAll(keepingCapacity: true)
    newURLs.removeAll(keepingCapacity: true)
    newHosts.removeAll(keepingCapacity: true)
    admitted.removeAll(keepingCapacity: true)
    hasWork = false
  }
}
