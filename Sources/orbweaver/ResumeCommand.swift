import ArgumentParser
import Crawler

/// `orbweaver resume`: goes on with a crawl.
struct ResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Go on with a crawl that was stopped, was killed, or came to a limit.",
    discussion: """
      What was fetched is not fetched again. Everything stays as it was set, but for the options \
      that are named here: they hold for the rest of the crawl, and are recorded. The defaults that \
      stand below are those of a new crawl. URLs that the crawl knows already are judged again by \
      options that change where it goes. --max-time counts from now, --max-pages, --max-bytes \
      and the budgets of a host count all of the crawl.

      \(ExitStatus.helpText)
      """)

  @Argument(
    help: .init(
      "The folder that the crawl is written to. (default: none; it is needed)",
      valueName: "folder"),
    completion: .directory)
  var folder: String

  @OptionGroup(title: "Where it goes") var reach: ReachOptions
  @OptionGroup(title: "Sitemaps") var sitemaps: SitemapOptions
  @OptionGroup(title: "In which order") var order: OrderOptions
  @OptionGroup(title: "How much") var budget: BudgetOptions
  @OptionGroup(title: "How fast") var speed: SpeedOptions
  @OptionGroup(title: "Each request") var request: RequestOptions
  @OptionGroup(title: "What it says") var report: ReportOptions

  mutating func run() async throws {
    let stored = try read()
    var plan = stored.plan
    reach.apply(to: &plan)
    try sitemaps.apply(to: &plan)
    try order.apply(to: &plan)
    budget.apply(to: &plan)
    speed.apply(to: &plan)
    try speed.check(plan)
    try request.apply(to: &plan)
    report.apply(to: &plan)
    plan.parserProgram = try ParserProgram.find()
    if let objection = stored.objection(to: plan) {
      throw Complaint(
        .usage, folder, objection, mend: "leave that option out, or begin a new crawl")
    }
    if stored.isFinished && !stored.isJudgedAnew(by: plan) {
      if !report.quiet {
        Console().say("\(folder): nothing is left to fetch; this crawl is finished")
      }
      return
    }
    try await CrawlRun(report).run { [plan] logger in
      Crawl(resuming: stored, as: plan, logger: logger)
    }
  }

  private func read() throws(Complaint) -> StoredCrawl {
    do throws(CrawlError) {
      return try StoredCrawl.read(folder)
    } catch { throw Complaint(error) }
  }
}
