package import WebURL

/// What one or many pages' work adds to the crawl, filled on the loop and handed over at once.
///
/// Flat arrays that keep their capacity from use to use, so that filling a batch allocates nothing
/// per link. Rows may refer to rows of the same batch or of any batch before it.
package struct CrawlBatch: Sendable {
  package var hosts: [HostRow] = []
  package var robots: [RobotsRow] = []
  package var urls: [URLRow] = []
  /// The texts of `urls`, one after the other.
  package var urlText: [UInt8] = []
  package var pages: [PageRow] = []
  package var links: [LinkRow] = []
  package var admissions: [AdmissionRow] = []
  package var states: [StateRow] = []
  package var failedTries: [FailedTryRow] = []
  package var hostStates: [HostStateRow] = []
  package var sitemaps: [SitemapRow] = []
  package var sitemapStates: [SitemapStateRow] = []
  package var sitemapEntries: [SitemapEntryRow] = []

  package init() {}

  package var isEmpty: Bool {
    hosts.isEmpty && robots.isEmpty && urls.isEmpty && pages.isEmpty && links.isEmpty
      && admissions.isEmpty && states.isEmpty && failedTries.isEmpty && hostStates.isEmpty
      && sitemaps.isEmpty
      && sitemapStates.isEmpty && sitemapEntries.isEmpty
  }

  /// About how much memory the rows take, for back-pressure. O(robots).
  package var byteCount: Int {
    hosts.count * (MemoryLayout<HostRow>.stride + 64)
      + robots.reduce(0) { $0 + MemoryLayout<RobotsRow>.stride + ($1.text?.count ?? 0) }
      + urls.count * MemoryLayout<URLRow>.stride + urlText.count
      + pages.count * (MemoryLayout<PageRow>.stride + 256)
      + links.count * MemoryLayout<LinkRow>.stride
      + admissions.count * MemoryLayout<AdmissionRow>.stride
      + states.count * MemoryLayout<StateRow>.stride
      + failedTries.count * MemoryLayout<FailedTryRow>.stride
      + hostStates.count * MemoryLayout<HostStateRow>.stride
      + sitemaps.count * (MemoryLayout<SitemapRow>.stride + 64)
      + sitemapStates.count * MemoryLayout<SitemapStateRow>.stride
      + sitemapEntries.count * MemoryLayout<SitemapEntryRow>.stride
  }

  package mutating func removeAll(keepingCapacity: Bool) {
    hosts.removeAll(keepingCapacity: keepingCapacity)
    robots.removeAll(keepingCapacity: keepingCapacity)
    urls.removeAll(keepingCapacity: keepingCapacity)
    urlText.removeAll(keepingCapacity: keepingCapacity)
    pages.removeAll(keepingCapacity: keepingCapacity)
    links.removeAll(keepingCapacity: keepingCapacity)
    admissions.removeAll(keepingCapacity: keepingCapacity)
    states.removeAll(keepingCapacity: keepingCapacity)
    failedTries.removeAll(keepingCapacity: keepingCapacity)
    hostStates.removeAll(keepingCapacity: keepingCapacity)
    // Sitemaps are few and large: what they took is given back.
    sitemaps = []
    sitemapStates = []
    sitemapEntries = []
  }

  /// Adds a URL seen for the first time, copying its text.
  package mutating func addURL(
    id: UInt32, host: UInt32, fingerprint: UInt64, text: Span<UInt8>, depth: UInt16,
    hops: UInt8 = 0, via: UInt32?, kind: LinkKind, state: URLState, reason: String
  ) {
    let offset = UInt32(urlText.count)
    unsafe text.withUnsafeBufferPointer { unsafe urlText.append(contentsOf: $0) }
    urls.append(
      URLRow(
        id: id, host: host, fingerprint: fingerprint, textOffset: offset,
        textLength: UInt32(text.count), depth: depth, hops: hops, via: via, kind: kind,
        state: state, reason: reason))
  }
}
