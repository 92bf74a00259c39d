import Crawler
import Logging
import Notation

/// A crawl from its start to its report, whatever it begins with.
struct CrawlRun {
  private let report: ReportOptions
  private let console = Console()

  init(_ report: ReportOptions) { self.report = report }

  /// Makes and runs a crawl, and reports its end.
  ///
  /// - Throws: as `CrawlEnding.report`, and `Complaint` when it cannot begin or go on.
  func run(_ makeCrawl: (Logger) -> Crawl) async throws {
    let (console, level) = (console, report.logLevel)
    let logger = Logger(label: "orbweaver") { _ in
      ConsoleLogHandler(console: console, logLevel: level)
    }
    let measuring = try report.measurements.map { path throws(Complaint) in
      try CrawlMeasuring(into: path)
    }
    let crawl = makeCrawl(logger)
    SignalWatch.start { Self.stop(crawl, console) }
    let summary = try await Self.run(crawl, report.style, console)
    try measuring?.finish(summary)
    try CrawlEnding(summary: summary, console: console).report(quietly: report.quiet)
  }

  private static func run(
    _ crawl: Crawl, _ style: ProgressStyle, _ console: Console
  ) async throws(Complaint) -> CrawlSummary {
    // Cancelled, and waited for, where this function ends.
    async let _ = ProgressReporter(console: console, crawl: crawl).run(style)
    do throws(CrawlError) {
      return try await crawl.run()
    } catch {
      throw Complaint(error)
    }
  }

  /// What the first Ctrl-C does.
  private static func stop(_ crawl: Crawl, _ console: Console) {
    let inFlight = crawl.statistics.inFlight
    let doing =
      inFlight == 0
      ? "stopping"
      : "finishing \(Quantity.counted(inFlight, "fetch", "fetches")), at most 10 s"
    console.say("\(doing); Ctrl-C again to quit at once")
    crawl.stop()
  }
}
