import ArgumentParser
import Crawler

extension SitemapPolicy: ExpressibleByArgument {}

/// Which sitemaps a crawl reads.
struct SitemapOptions: ParsableArguments {
  @Option(
    help: """
      Which sitemaps to read: those that robots.txt names, unless it is ignored; where it names none \
      those at the usual places, too; or none but what --sitemap names. \
      (default: \(CrawlPlan.standard.sitemaps.rawValue))
      """)
  var sitemaps: SitemapPolicy?

  @Option(
    help: .init(
      """
      Read this sitemap, too: XML, index, feed or text, with or without gzip; repeatable. Its URLs \
      are crawled where they are in scope. (default: none)
      """,
      valueName: "url"))
  var sitemap: [String] = []

  @Option(
    help: .init(
      """
      How many sitemaps to read at most, index files included. \
      (default: \(CrawlPlan.standard.maximumSitemaps))
      """,
      valueName: "sitemaps"),
    transform: Count.within(1...1_000_000))
  var maxSitemaps: Int?

  /// - Throws: `Complaint` for a sitemap that is no URL.
  func apply(to plan: inout CrawlPlan) throws(Complaint) {
    if let sitemaps { plan.sitemaps = sitemaps }
    if let maxSitemaps { plan.maximumSitemaps = maxSitemaps }
    for text in sitemap { plan.sitemapURLs.append(try Seeds.url(text, at: "--sitemap '\(text)'")) }
  }
}
