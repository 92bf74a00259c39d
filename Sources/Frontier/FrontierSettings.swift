/// What a crawl's frontier decides by.
package struct FrontierSettings: Sendable {
  package var politeness = Politeness()
  /// The most links from a seed; nil for no limit.
  package var maximumDepth: Int?
  /// The most pages that are fetched; nil for no limit.
  package var maximumPages: Int?
  /// Whether images, scripts, style sheets and GET forms are fetched too.
  package var followsAssets = false
  /// Whether links marked nofollow are followed.
  package var followsNofollow = false
  /// The longest URL that is fetched, in bytes.
  package var maximumURLLength = 8192
  /// The longest chain of redirects.
  package var maximumRedirects = 10
  /// Sitemaps that are fetched at most, index files included.
  package var maximumSitemaps = 10_000
  /// Index files on the way to a sitemap. The protocol allows one; sites nest them all the same.
  package var maximumSitemapDepth = 4
  /// Event loops that hosts are spread over; each host is served by one of them.
  package var loops = 1

  package init() {}
}
