import ArgumentParser
import Crawler

/// `orbweaver crawl`: from seeds to a folder with a database.
struct CrawlCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "crawl",
    abstract: "Crawl from seeds into a new folder with a SQLite database.",
    discussion: """
      The database is FOLDER/crawl.db; docs/crawl-db.md shows what can be asked of it. Progress \
      and messages go to standard error, the summary to standard output. Ctrl-C ends a crawl in \
      good order, a second one at once; what was committed is safe, and 'orbweaver resume FOLDER' \
      goes on.

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

  @OptionGroup(title: "Where it goes") var place: PlaceOptions
  @OptionGroup(title: "Sitemaps") var sitemaps: SitemapOptions
  @OptionGroup(title: "In which order") var order: OrderOptions
  @OptionGroup(title: "How much") var budget: BudgetOptions
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
    try await CrawlRun(report).run { logger in Crawl(plan: plan, logger: logger) }
  }

  private func makePlan() throws(Complaint) -> CrawlPlan {
    let seeds = try Seeds.read(seeds)
    var plan = CrawlPlan.standard
    plan.seeds = seeds
    place.reach.apply(to: &plan)
    try sitemaps.apply(to: &plan)
    try order.apply(to: &plan)
    budget.apply(to: &plan)
    speed.apply(to: &plan)
    try speed.check(plan)
    try request.apply(to: &plan)
    report.apply(to: &plan)
    plan.parserProgram = try ParserProgram.find()
    plan.directory = place.output ?? CrawlFolderName.standard(for: seeds[0])
    return plan
  }
}
