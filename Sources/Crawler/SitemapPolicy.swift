/// Which sitemaps a crawl looks for by itself.
package enum SitemapPolicy: String, Sendable, CaseIterable {
  /// Those that robots.txt names.
  case robots
  /// Those too, and where it names none the places where sites have them.
  case wellKnown = "well-known"
  /// None but those that the person named.
  case ignore
}

/// The places where sites have their sitemap without saying so.
enum WellKnownSitemaps {
  /// In the order in which they are tried, until one is a sitemap.
  static let paths = [
    "/sitemap.xml", "/sitemap_index.xml", "/sitemap-index.xml", "/sitemap.xml.gz", "/sitemap.txt",
    "/wp-sitemap.xml",
  ]

  /// The path to try once this one was tried in vain; nil when there is none, or it is not one of them.
  static func path(after url: String) -> String? {
    guard let index = paths.firstIndex(where: { url.hasSuffix($0) }), index + 1 < paths.count
    else { return nil }
    return paths[index + 1]
  }
}

/// How the pages that a crawl found and those that sitemaps list agree.
package struct SitemapFindings: Sendable, Equatable {
  /// Sitemaps that were read, index files included.
  package var sitemaps = 0
  /// Distinct URLs in them, in scope or not.
  package var listed = 0
  /// Pages in a sitemap that nothing links to.
  package var orphans = 0
  /// Pages that are linked to but in no sitemap, on hosts that sitemaps list.
  package var missing = 0

  package init() {}
}
