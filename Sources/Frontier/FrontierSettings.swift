/// What a crawl's frontier decides by.
package struct FrontierSettings: Sendable {
  package var politeness = Politeness()
  /// The most links from a seed; nil for no limit.
  package var maximumDepth: Int?
  /// The most pages that are fetched; nil for no limit.
  package var maximumPages: Int?
  /// Bytes over the wire after which no more pages are fetched; nil for no limit.
  package var maximumBytes: Int64?
  /// Pages of one host that are fetched; nil for no limit.
  package var maximumPagesPerHost: Int?
  /// Answers with an error (4xx, 5xx) and failures of one host after which it is left; nil for no limit.
  package var maximumErrorsPerHost: Int?
  /// Requests that are begun in a second, over all hosts; nil for no limit.
  package var requestsPerSecond: Double?
  /// Which of a host's URLs comes next, and which host.
  package var order = CrawlOrder.breadthFirst
  /// What draws chance from: the jitter of back-offs. By chance in a crawl, fixed where it is to be repeated.
  package var seed: UInt64 = 0
  /// What raises or lowers the score of a URL, in the order of priority.
  package var boosts: [Boost] = []
  /// Bytes of memory for what is queued; beyond that it goes to `spillDirectory`.
  package var memory = 256 << 20
  /// Where a nameless file is made for what does not fit; nil for nowhere: all stays in memory.
  package var spillDirectory: String?
  /// Whether images, scripts, style sheets and GET forms are fetched too.
  package var followsAssets = false
  /// Whether links marked nofollow are followed.
  package var followsNofollow = false
  /// Whether links of pages that repeat another one are not followed.
  package var skipsLinksOfDuplicates = false
  /// The longest URL that is fetched, in bytes.
  package var maximumURLLength = 8192
  /// The longest chain of redirects.
  package var maximumRedirects = 10
  /// How traps are told; nil where they are not.
  package var traps: TrapRules?
  /// Sitemaps that are fetched at most, index files included.
  package var maximumSitemaps = 10_000
  /// Index files on the way to a sitemap. The protocol allows one; sites nest them all the same.
  package var maximumSitemapDepth = 4
  /// Event loops that hosts are spread over; each host is served by one of them.
  package var loops = 1

  package init() {}
}

/// Which URL comes first, of those that may be fetched.
package enum CrawlOrder: String, Sendable, CaseIterable {
  /// The one found first (FIFO).
  case breadthFirst = "bfs"
  /// The one found last (LIFO).
  case depthFirst = "dfs"
  /// The one of the highest score.
  case priority
}
