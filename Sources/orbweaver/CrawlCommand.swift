import ArgumentParser
import Crawler
import Logging

/// `orbweaver crawl`: from seeds to a folder with a database.
struct CrawlCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "crawl",
    abstract: "Crawl from seeds into a new folder with a SQLite database.",
    discussion: """
      The database is FOLDER/crawl.db; docs/crawl-db.md shows what can be asked of it. Progress \
      and messages go to standard error, the summary to standard output. Ctrl-C ends a crawl in \
      good order, a second one at once; what was committed is safe.

      \(ExitStatus.helpText)
      """)

  @Argument(
    help: .init(
      """
      Where to start: URLs (http where no scheme is given), files with one URL a line and \
      # comments, or - for standard input. (default: none; at least one is needed)
      """,
      valueName: "url | file | -"),
    completion: .file())
  var seeds: [String] = []

  @OptionGroup(title: "Where it goes") var reach: ReachOptions
  @OptionGroup(title: "Sitemaps") var sitemaps: SitemapOptions
  @OptionGroup(title: "How fast") var speed: SpeedOptions
  @OptionGroup(title: "Each request") var request: RequestOptions
  @OptionGroup(title: "What it says") var report: ReportOptions

  func validate() throws {
    if seeds.isEmpty {
      throw ValidationError("no seed; name a URL, a file of URLs, or - for standard input")
    }
  }

  mutating func run() async throws {
    let plan = try makePlan()
    let console = Console()
    let level = report.logLevel
    let logger = Logger(label: "orbweaver") { _ in
      ConsoleLogHandler(console: console, logLevel: level)
    }
    let crawl = Crawl(plan: plan, logger: logger)
    SignalWatch.start { Self.stop(crawl, console) }
    let summary = try await Self.run(crawl, report.style, console)
    try CrawlEnding(summary: summary, console: console).report(quietly: report.quiet)
  }

  private func makePlan() throws(Complaint) -> CrawlPlan {
    let seeds = try Seeds.read(seeds)
    var plan = CrawlPlan.standard
    plan.seeds = seeds
    reach.apply(to: &plan)
    try sitemaps.apply(to: &plan)
    speed.apply(to: &plan)
    try request.apply(to: &plan)
    plan.parserProgram = try ParserProgram.find()
    plan.directory = reach.output ?? CrawlFolderName.standard(for: seeds[0])
    return plan
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
