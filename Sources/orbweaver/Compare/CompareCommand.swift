import ArgumentParser
import Comparison
import Crawler
import EventLoop
import Frontier
import Glibc
import Notation
import WebURL

/// `orbweaver compare`: several ways to crawl the same pages, side by side.
struct CompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Measure several ways to crawl the same pages, side by side.",
    discussion: """
      Crawls once to warm up, then runs every combination of modes, concurrencies, selectors and \
      parsers in each round, every time in another order, each in a process of its own, and checks that \
      all of them found the same. Prints a table and what it means, and writes compare.json, \
      compare.csv and compare.html. Seeds on this machine and on private networks are crawled as fast \
      as it goes; all others politely, and with no more than \(Pace.requestsOfStrangers) pages in all. \
      No sitemaps are read. Ctrl-C ends it, and reports what there is.

      \(ExitStatus.helpText)
      """)

  @Argument(
    help: .init(
      """
      Where to start: URLs (http where no scheme is given), files with one URL a line and \
      # comments, or - for standard input. (default: none; needed without --synthetic)
      """,
      valueName: "url | file | -"),
    completion: .file())
  var seeds: [String] = []

  @Option(
    help: .init(
      """
      Crawl a synthetic web that this program serves itself: hosts=4,pages=500,latency=50ms,links=30,\
      size=8K,seed=1, each of which may be left out. (default: none)
      """,
      valueName: "numbers"),
    transform: SyntheticSpec.init(reading:))
  var synthetic: SyntheticSpec?

  @OptionGroup(title: "What is compared") var options: GridOptions
  @OptionGroup(title: "What is crawled") var crawl: ComparedCrawlOptions

  @OptionGroup(title: "Where the report goes") var place: ComparisonPlaceOptions

  func validate() throws {
    if seeds.isEmpty == (synthetic == nil) {
      throw ValidationError(
        seeds.isEmpty
          ? "no seed; name a URL, a file of URLs, or --synthetic"
          : "seeds and --synthetic contradict each other; give one")
    }
  }

  mutating func run() async throws {
    _ = try ParserProgram.find()
    let (console, interruption) = (Console(), Interruption())
    let web = try await ComparedWeb(seeds: seeds, synthetic: synthetic)
    SignalWatch.start {
      console.say("ending the run that is under way; Ctrl-C again to quit at once")
      interruption.request()
    }
    let result: Result<ComparisonEnding, Complaint>
    do throws(Complaint) {
      result = .success(try await compare(web, console, interruption))
    } catch { result = .failure(error) }
    await web.stop()
    try result.get().report(on: console)
  }

  /// Runs all there is to run, and writes the report.
  private func compare(
    _ web: ComparedWeb, _ console: Console, _ interruption: Interruption
  ) async throws(Complaint) -> ComparisonEnding {
    let grid = options.grid
    let pace = web.pace(
      ownership: HostOwnership(owned: crawl.iOwnThisHost),
      reach: crawl.scope.scope ?? CrawlPlan.standard.reach)
    let folder = try ComparisonFolder(
      making: place.output ?? CrawlFolderName.comparison(of: web.name))
    let (loop, children) = try Self.makeChildren(interruption)
    defer { loop.stop() }
    var runner = ComparisonRunner(
      grid: grid, folder: folder, children: children, server: web.server,
      interruption: interruption, console: console, keepsRuns: place.keep,
      comparison: Comparison(
        subject: web.subject, version: CrawlPlan.version, startedAt: Int64(time(nil)) * 1_000,
        cores: CrawlPlan.cores, machine: Machine.description,
        combinations: grid.combinations, rounds: grid.rounds))
    runner.comparison.latency = web.latency
    do throws(Complaint) {
      try await runAll(&runner, try arguments(web, pace, folder, &runner))
    } catch {
      folder.removeEmpty()
      throw error
    }
    if !place.keep { folder.removeRuns() }
    return ComparisonEnding(
      comparison: runner.comparison, folder: folder, failures: runner.failures,
      isInterrupted: interruption.isRequested)
  }

  private func runAll(
    _ runner: inout ComparisonRunner, _ arguments: RunArguments
  ) async throws(Complaint) {
    let combinations = runner.grid.combinations.count
    runner.console.say(
      "\(Quantity.counted(combinations * options.runs, "run", "runs")) of "
        + "\(Quantity.counted(combinations, "combination", "combinations")), after a warm-up")
    guard let fixed = try await runner.warmUp(arguments) else { return }
    try await runner.runRounds(fixed)
    if options.leavesOutSystemCalls {
      runner.comparison.systemCallsMissing = "--no-syscalls left them out"
    } else if arguments.pace != .full {
      runner.comparison.systemCallsMissing =
        "servers of strangers are spared the runs that it takes"
    } else {
      try await runner.countSystemCalls(fixed)
    }
    // At the end: it takes more descriptors than the runs are to inherit.
    runner.measureSelectors()
  }

  /// What all runs have alike; says so where they have to be polite.
  private func arguments(
    _ web: ComparedWeb, _ pace: Pace, _ folder: ComparisonFolder, _ runner: inout ComparisonRunner
  ) throws(Complaint) -> RunArguments {
    let runs = runner.grid.combinations.count * options.runs + 1
    let usual = synthetic == nil ? ComparedCrawlOptions.usualPages : nil
    let wanted = crawl.maxPages.map(\.value) ?? usual
    let pages = pace.pages(wanted: wanted, runs: runs)
    if case .polite(let why) = pace {
      guard let pages, pages > 0 else {
        throw Complaint(
          .usage, "\(why)",
          "\(runs) runs are too many for \(Pace.requestsOfStrangers) requests in all",
          mend: "ask for fewer")
      }
      let limit = "no run fetches more than \(Quantity.counted(pages, "page", "pages"))"
      runner.console.say("\(why); \(limit)")
      runner.comparison.remarks.append("\(why); \(limit).")
    }
    let list = folder.seedList("seeds")
    try OutputFile.write(web.seeds.map { $0.href + "\n" }.joined(), to: list)
    return RunArguments(seeds: list, pace: pace, pages: pages, common: crawl.arguments)
  }

  private static func makeChildren(
    _ interruption: Interruption
  ) throws(Complaint) -> (EventLoop, ChildRunner) {
    do throws(SystemError) {
      let loop = try EventLoop.start(named: "orb-compare")
      return (loop, ChildRunner(on: loop, interruption: interruption))
    } catch {
      throw Complaint(
        .failure, "the event loop", "\(error)", mend: "raise the limits of this shell (ulimit -a)")
    }
  }
}
