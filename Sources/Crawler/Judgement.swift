package import CrawlStore
package import Frontier
package import ParserWire
package import WebURL

/// What came of a piece of work: what the frontier is to hear of it, and what is to be recorded.
package struct Judgement: Sendable {
  package private(set) var report: Report
  /// How to word it in the URL's state.
  package var reason = ""
  /// The page's row, for a URL that was answered.
  package var page: PageRow?
  package var found = Found.nothing
  /// What a sitemap was answered with.
  package var sitemap: SitemapStateRow.Answer?
  /// The row of a robots.txt: together with the sitemaps that it names, or a kill would lose them.
  package var robots: RobotsRow?
  /// What went wrong, if anything did.
  package var trouble: Trouble?

  init(report: Report, reason: String = "", page: PageRow? = nil, trouble: Trouble? = nil) {
    (self.report, self.reason, self.page, self.trouble) = (report, reason, page, trouble)
  }

  /// Adds to the report what a page told, and which of its links were new.
  mutating func learn(isRepetition: Bool, _ discovery: Discovery) {
    guard case .fetched(var answer) = report else { return }
    answer.isDuplicate = isRepetition
    if case .links(let facts, _, _) = found {
      answer.simhash = facts.textHash?.simhash
      answer.hasLinks = !facts.links.isEmpty
      answer.newLinks = discovery.newURLs.count { $0.exclusion == nil }
    }
    report = .fetched(answer)
  }

  /// Not tried, for the crawl is stopping.
  package static let returned = Judgement(report: .returned)
}

/// Where a piece of work leads.
package enum Found: Sendable {
  case nothing
  case redirect(SeedList, LinkSource)
  case links(PageFacts, LinkSource, cpuMicroseconds: UInt32)
  /// What a robots.txt or a sitemap named.
  case sitemaps([LinkFact], [UInt8], SitemapSource)
  /// What a sitemap listed.
  case entries(SitemapFacts)
}

/// What went wrong with one URL.
package struct Trouble: Sendable {
  /// The kind, few enough to count by.
  let kind: String
  /// In the words of whoever met it.
  let said: String
}
