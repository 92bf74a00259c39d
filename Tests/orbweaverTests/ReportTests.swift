import ArgumentParser
import Crawler
import Frontier
import Testing
import orbweaver

/// What a crawl says of itself, from its numbers alone.
struct ReportTests {
  private func statistics(after seconds: Int, pages: Int) -> CrawlStatistics {
    var statistics = CrawlStatistics()
    statistics.answersByClass[2] = pages
    statistics.wireBytes = Int64(pages) * 10_000
    statistics.bodyBytes = Int64(pages) * 20_000
    statistics.elapsed = .seconds(seconds)
    statistics.urls.queued = 1_234
    statistics.urls.fetched = pages
    statistics.urls.hosts = 1
    statistics.inFlight = 16
    return statistics
  }

  @Test func rateIsSmoothed() {
    var rate = Rate()
    #expect(rate.perSecond == 0)
    rate.record(0, at: .zero)
    #expect(rate.perSecond == 0)
    rate.record(100, at: .seconds(1))
    #expect(rate.perSecond == 100)
    rate.record(100, at: .seconds(2))
    #expect(rate.perSecond > 50 && rate.perSecond < 100)
    rate.record(100, at: .seconds(2))
    for second in 3...60 { rate.record(Double(second) * 10, at: .seconds(second)) }
    #expect(abs(rate.perSecond - 10) < 0.1)
  }

  @Test func progressLine() {
    var line = ProgressLine()
    line.update(statistics(after: 1, pages: 2_000))
    line.update(statistics(after: 2, pages: 4_000))
    let text = line.text(columns: 200, isColoured: true)
    #expect(
      text == """
        4,000 pages   2,000 pages/s   20.0 MB/s   1,234 queued   16 in flight   1 host   0 errors
        """)
    #expect(
      line.plain == """
        2.0 s: 4,000 pages, 2,000 pages/s, 20.0 MB/s, 1,234 queued, 16 in flight, 1 host, 0 errors
        """)
  }

  @Test func progressLineSaysThatTheEndIsNear() {
    var line = ProgressLine()
    for _ in 0..<2 { line.update(statistics(after: 1, pages: 1)) }
    let text = line.text(columns: 200, isColoured: false)
    #expect(text == "1 page   all fetched, building the indexes")
  }

  /// Each narrower line is the beginning of a wider one, and none is as wide as the terminal.
  @Test func progressLineFits() {
    var line = ProgressLine()
    line.update(statistics(after: 1, pages: 1_000))
    let widest = line.text(columns: 500, isColoured: false)
    for columns in 0...200 {
      let text = line.text(columns: columns, isColoured: false)
      #expect(text.isEmpty || text.count < columns)
      #expect(widest.hasPrefix(text))
    }
  }

  @Test func errorsAreColouredOnlyWhereColourIsWanted() {
    var line = ProgressLine()
    var statistics = statistics(after: 1, pages: 1)
    statistics.errors = ["dns": 2]
    line.update(statistics)
    #expect(line.text(columns: 200, isColoured: true).hasSuffix("\u{1B}[31m2 errors\u{1B}[0m"))
    #expect(!line.text(columns: 200, isColoured: false).contains("\u{1B}"))
  }

  @Test func summary() {
    var statistics = statistics(after: 4, pages: 1_000)
    statistics.answersByClass[4] = 10
    statistics.errors = ["dns": 2, "timeout": 11, "tls": 2]
    statistics.links = 5_000
    statistics.linkOccurrences = 12_345
    statistics.parsedPages = 1_000
    statistics.urls.failed = 3
    let table = SummaryTable(end: .finished, statistics: statistics, directory: "output/a")
    #expect(
      table.description == """
        ended       finished: nothing is left to fetch
        time          4.0 s
        pages         1,010  253 pages/s
          2xx         1,000
          4xx            10
        bytes       10.0 MB  on the wire, 2.5 MB/s
          decoded   20.0 MB
        links        12,345  on 1,000 pages parsed
          distinct    5,000  from one page to one URL
        URLs          2,237  on 1 host
          fetched     1,000
          failed          3
          excluded        0  by scope, robots.txt or limits
          queued      1,234
        errors           15  repeated tries included
          timeout        11
          dns             2
          tls             2
        result      output/a

        """)
  }

  @Test func sitemapsAreReportedWhereThereAreSome() {
    var findings = SitemapFindings()
    (findings.sitemaps, findings.listed, findings.orphans, findings.missing) = (2, 1_200, 3, 0)
    let table = SummaryTable(
      end: .finished, statistics: statistics(after: 1, pages: 1), directory: "a", sitemaps: findings
    )
    #expect(
      table.description.contains(
        """
        sitemap       1,200  listed, in 2 sitemaps
          orphans         3  pages listed that nothing links to
          missing         0  pages linked that are not listed
        """))
  }

  @Test func hostileTextCannotSteerTheTerminal() {
    #expect(Console.printable("a\u{1B}[2Jb\nc\u{202E}d ü") == "a\\u{1b}[2Jb\\u{a}c\\u{202e}d ü")
  }

  // MARK: Full speed

  private func plan(_ arguments: [String]) throws -> CrawlPlan {
    var plan = CrawlPlan.standard
    try SpeedOptions.parse(arguments).apply(to: &plan)
    return plan
  }

  private func speed(_ plan: CrawlPlan) -> String {
    "\(plan.concurrency) \(plan.politeness) \(plan.parsers) \(plan.loops)"
  }

  @Test func fullSpeedIsExactlyASetOfFlags() throws {
    let named = try plan([
      "--delay", "0", "--per-host", "32", "--per-address", "256", "--concurrency", "256",
    ])
    let short = try plan(["--full-speed"])
    #expect(speed(short) == speed(named))
    #expect(try speed(plan([])) == speed(.standard))
    #expect(speed(named) != speed(.standard))
    let mixed = try plan(["--full-speed", "--per-host", "8"])
    #expect(mixed.politeness.requestsPerHost == 8)
    #expect(mixed.concurrency == 256)
  }
}
