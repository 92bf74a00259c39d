import ArgumentParser
import Comparison
import Crawler
import EventLoop
import Frontier

/// Which ways to crawl are compared, and how often each runs.
struct GridOptions: ParsableArguments {
  @Option(
    help: .init(
      """
      Who waits for servers: sync, one fetch after the other; threads, one for each fetch; async, a \
      coroutine for each. (default: sync,threads,async)
      """,
      valueName: "modes"),
    transform: CommaList.naming(Combination.Mode.allCases.map { ($0.rawValue, $0) }))
  var modes = CommaList(elements: Combination.Mode.allCases)

  @Option(
    help: .init(
      "Fetches in flight at once, for threads and async. (default: 1,8,64)",
      valueName: "fetches"),
    transform: CommaList.reading(Count.within(1...10_000)))
  var concurrency = CommaList(elements: [1, 8, 64])

  @Option(
    help: .init(
      """
      What the event loop of async waits with: epoll, poll, select. With more than one, each is \
      measured beside idle connections, too. (default: \(ComparisonGrid.usualSelector))
      """,
      valueName: "selectors"),
    transform: CommaList.naming(SelectorKind.allCases.map { ($0.rawValue, $0.rawValue) }))
  var selectors = CommaList(elements: [ComparisonGrid.usualSelector])

  @Option(
    help: .init("Parser processes. (default: one a core)", valueName: "processes"),
    transform: CommaList.reading(Count.within(1...1_024)))
  var parsers: CommaList<Int>?

  @Option(
    help: .init("How often each combination runs. (default: 5)", valueName: "rounds"),
    transform: Count.within(1...1_000))
  var runs = 5

  @Flag(
    name: .customLong("no-syscalls"),
    help: """
      Do not count system calls, which takes a run more of each combination, under strace. (default: \
      count them where strace is installed)
      """)
  var leavesOutSystemCalls = false

  func validate() throws {
    guard modes.elements.contains(.async), let most = concurrency.elements.max() else { return }
    var plan = CrawlPlan.standard
    plan.parsers = grid.parsers.max() ?? plan.parsers
    for name in selectors.elements {
      plan.selector = SelectorKind(rawValue: name) ?? .best
      guard let limit = plan.fetchesOfSelector, most > limit else { continue }
      throw ValidationError(
        "--selectors \(name) can watch the descriptors of \(limit) fetches at once; ask for fewer")
    }
  }

  var grid: ComparisonGrid {
    ComparisonGrid(
      modes: modes.elements, concurrencies: concurrency.elements, selectors: selectors.elements,
      parsers: parsers?.elements ?? [CrawlPlan.cores], rounds: runs)
  }
}

/// What each run of a comparison crawls, and what it asks of servers.
struct ComparedCrawlOptions: ParsableArguments {
  @OptionGroup var scope: ScopeOptions

  @Option(
    help: .init(
      """
      Pages of a run. Where there are more, all runs fetch those that the warm-up came to. (default: \
      \(ComparedCrawlOptions.usualPages); none with --synthetic)
      """,
      valueName: "pages|none"),
    transform: Limit.reading(Count.atLeast(1)))
  var maxPages: Limit<Int>?

  static let usualPages = 1_000

  @Option(
    help: """
      Which URL comes first: the one found first (a queue), the one found last (a stack), or the one of \
      the highest score (a priority queue).
      """)
  var order = CrawlPlan.standard.order

  @Option(help: "Whether to obey robots.txt.")
  var robots = RobotsChoice.obey

  @Option(
    name: [.customShort("U"), .long],
    help: .init(
      "The User-Agent header. (default: \(CrawlPlan.standard.userAgent))", valueName: "text"))
  var userAgent: String?

  @Option(
    help: .init(
      """
      Crawl this host as fast as it goes, because it is yours; *.example.org for all below a domain; \
      repeatable, and all seeds' hosts have to be yours. (default: only hosts on this machine and on \
      private networks)
      """,
      valueName: "host"),
    transform: HostOwnership.check)
  var iOwnThisHost: [String] = []

  /// The options of `orbweaver crawl` that say the same, but for the limit on pages.
  var arguments: [String] {
    var arguments = scope.arguments
    arguments += ["--order", order.rawValue, "--robots", robots.rawValue]
    if let userAgent { arguments += ["--user-agent=" + userAgent] }
    return arguments
  }
}

/// Where the report of a comparison goes.
struct ComparisonPlaceOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: .init(
      """
      The folder that the report is written to: new or empty. (default: output/compare-HOST-TIME)
      """,
      valueName: "folder"),
    completion: .directory)
  var output: String?

  @Flag(
    help:
      "Keep the crawls of all runs, in the folder runs beside the report. (default: remove them)")
  var keep = false
}
