package import Frontier

/// How a crawl stands at a moment: what the progress line and the summary are made of.
package struct CrawlStatistics: Sendable {
  /// URLs by state.
  package var urls = FrontierCounts()
  /// Answers by the first digit of their status: index 2 is 2xx.
  package var answersByClass = [Int](repeating: 0, count: 6)
  /// Body bytes that came over the wire.
  package var wireBytes: Int64 = 0
  /// Body bytes after decoding.
  package var bodyBytes: Int64 = 0
  /// Pages that a parser read.
  package var parsedPages = 0
  /// Links found, every occurrence counted.
  package var linkOccurrences: Int64 = 0
  /// Distinct links of pages: rows of the table `links`.
  package var links: Int64 = 0
  /// Failed fetches and failed parses by kind; a try that was repeated counts each time.
  package var errors: [String: Int] = [:]
  /// Requests under way.
  package var inFlight = 0
  /// CPU time that pages took in the parser processes.
  package var parserCPU: Duration = .zero
  /// Parser processes that died.
  package var parserDeaths = 0
  /// Since the crawl began.
  package var elapsed: Duration = .zero

  package init() {}

  /// Answers of servers, whatever their status.
  package var answers: Int { answersByClass.reduce(0, +) }
  /// Errors of all kinds.
  package var errorCount: Int { errors.values.reduce(0, +) }
}

/// Why a crawl ended.
package enum CrawlEnd: String, Sendable, CaseIterable {
  /// Nothing was left to fetch.
  case finished
  /// Somebody asked it to stop.
  case interrupted
  /// As many pages as allowed were fetched.
  case pageLimit = "page-limit"
  /// As many bytes as allowed had come.
  case byteLimit = "byte-limit"
  /// As much time as allowed had passed.
  case timeLimit = "time-limit"
}

/// What a crawl leaves behind.
package struct CrawlSummary: Sendable {
  /// Why it ended.
  package let end: CrawlEnd
  package let statistics: CrawlStatistics
  /// The folder with the result.
  package let directory: String
  /// How pages and sitemaps agree; nil when no sitemap listed anything.
  package let sitemaps: SitemapFindings?
  /// What the workers did in the crawl's first moments; empty where nobody asked for it.
  package let timeline: [Timeline.Span]
  /// Parser processes that worked at once.
  package var parserProcesses = 0
  /// The most memory that they had at once, in bytes: the sum of each one's peak.
  package var parserPeakBytes: Int64 = 0

  package init(
    end: CrawlEnd, statistics: CrawlStatistics, directory: String,
    sitemaps: SitemapFindings? = nil, timeline: [Timeline.Span] = []
  ) {
    self.end = end
    self.statistics = statistics
    self.directory = directory
    self.sitemaps = sitemaps
    self.timeline = timeline
  }

  /// Whether not one seed was answered, in no run: the network, not the web, is then to blame.
  package var reachedNothing: Bool { statistics.answers == 0 && statistics.urls.fetched == 0 }
}
