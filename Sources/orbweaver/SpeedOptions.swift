import ArgumentParser
package import Crawler
import EventLoop
import Frontier
import ParserWire

/// What `--robots` can say.
enum RobotsChoice: String, CaseIterable, ExpressibleByArgument {
  case obey, ignore
}

/// What `--html-engine` can say.
enum EngineChoice: String, CaseIterable, ExpressibleByArgument {
  case scanner, libxml2

  var engine: HTMLEngine {
    switch self {
    case .scanner: .scanner
    case .libxml2: .libxml2
    }
  }
}

extension CrawlMode: ExpressibleByArgument {}

extension SelectorKind: ExpressibleByArgument {}

/// How fast a crawl goes, and how polite it is. What is not named stays as it is in the plan.
package struct SpeedOptions: ParsableArguments {
  package init() {}

  @Option(
    help: """
      Who waits for the network: one worker that blocks (sync), --concurrency such workers on threads \
      of their own (threads), or as many coroutines on an event loop (async). All crawl the same. \
      (default: \(CrawlPlan.standard.mode.rawValue))
      """)
  var mode: CrawlMode?

  @Option(
    help: .init(
      "Fetches in flight at once, in all. (default: \(CrawlPlan.standard.concurrency))",
      valueName: "fetches"),
    transform: Count.within(1...100_000))
  var concurrency: Int?

  @Option(
    help: .init(
      """
      Fetches in flight at once to one host. \
      (default: \(CrawlPlan.standard.politeness.requestsPerHost))
      """,
      valueName: "fetches"),
    transform: Count.within(1...10_000))
  var perHost: Int?

  @Option(
    name: [.customShort("w"), .long],
    help: .init(
      """
      Pause between two requests to one host, in seconds, or 500ms, 2s; 'auto' is twice the time \
      that the host takes to answer, 100ms to 10s. (default: auto)
      """,
      valueName: "time|auto"),
    transform: Delay.init(reading:))
  var delay: Delay?

  @Option(
    help: .init(
      """
      Fetches in flight at once to one IP address, over all hosts that are found there. (default: \
      auto, which is \(Politeness.usualRequestsPerAddress), or --per-host where that is more)
      """,
      valueName: "fetches|auto"),
    transform: Automatic.reading(Count.within(1...10_000)))
  var perAddress: Automatic<Int>?

  @Option(
    help: .init(
      """
      Pause between two requests to one IP address, in seconds, or 500ms, 2s; 'auto' is a quarter of \
      --delay. (default: auto)
      """,
      valueName: "time|auto"),
    transform: Automatic.reading { try TimeSpan(reading: $0) })
  var addressDelay: Automatic<TimeSpan>?

  @Option(
    help: .init(
      """
      The most in all: bytes a second like 500K or 2M, or requests like 10/s, 30/m, 600/h; both may \
      be given, and none lifts both. (default: none)
      """,
      valueName: "rate"),
    transform: RateLimit.init(reading:))
  var rateLimit: [RateLimit] = []

  @Flag(
    help: """
      As fast as it goes: the same as --delay 0 --per-host \(FullSpeed.perHost) --per-address \
      \(FullSpeed.concurrency) --concurrency \(FullSpeed.concurrency), each of which may still be \
      given. (default: polite)
      """)
  var fullSpeed = false

  @Option(help: "Whether to obey robots.txt. (default: obey)")
  var robots: RobotsChoice?

  @Option(
    help: .init(
      """
      The longest pause that a robots.txt may ask for, by Crawl-delay or Request-rate: 30s, 2m; a \
      longer one is cut to this. \
      (default: \(TimeSpan(CrawlPlan.standard.politeness.maximumCrawlDelay)))
      """,
      valueName: "time"),
    transform: TimeSpan.init(reading:))
  var maxCrawlDelay: TimeSpan?

  @Option(
    help: .init(
      """
      How long a host's pages wait for a robots.txt that its server answers with an error (5xx or \
      429) before they fail: 5m, 1h. \
      (default: \(TimeSpan(CrawlPlan.standard.politeness.robotsPatience)))
      """,
      valueName: "time"),
    transform: TimeSpan.init(reading:))
  var robotsPatience: TimeSpan?

  @Option(
    name: .shortAndLong,
    help: .init(
      """
      How often to try a URL in all when the network or the server fails. \
      (default: \(CrawlPlan.standard.politeness.tries))
      """,
      valueName: "times"),
    transform: Count.within(1...100))
  var tries: Int?

  @Option(
    help: .init("Parser processes. (default: one a core)", valueName: "processes"),
    transform: Count.within(1...1_024))
  var parsers: Int?

  @Option(
    help: """
      What reads HTML: scanner, by the HTML Standard, or libxml2's parser, which is slower and knows \
      HTML 4. (default: scanner)
      """)
  var htmlEngine: EngineChoice?

  @Option(
    help: .init(
      """
      Event loops that fetch, each on a thread of its own; one is enough for most crawls. \
      (default: \(CrawlPlan.standard.loops))
      """,
      valueName: "loops"),
    transform: Count.within(1...64))
  var loops: Int?

  @Option(
    help: """
      What event loops wait with: epoll, whose waits cost what is ready; poll, whose waits cost what is \
      watched; select, which besides watches no descriptor from 1024 on, and so allows some 240 fetches \
      at once. (default: \(CrawlPlan.standard.selector.rawValue))
      """)
  var selector: SelectorKind?

  package func validate() throws {
    if mode == .sync, let concurrency, concurrency > 1 {
      throw ValidationError(
        "--mode sync fetches one page at a time; leave out --concurrency, or choose another mode")
    }
    if let mode, mode != .async, let loops, loops > 1 {
      throw ValidationError("--loops is for --mode async; leave it out")
    }
    if let mode, mode != .async, let selector, selector != .best {
      throw ValidationError("--selector is for --mode async; leave it out")
    }
  }

  /// Puts what was chosen into a plan.
  package func apply(to plan: inout CrawlPlan) {
    if fullSpeed {
      plan.concurrency = FullSpeed.concurrency
      plan.politeness.requestsPerHost = FullSpeed.perHost
      plan.politeness.requestsPerAddress = FullSpeed.concurrency
      plan.politeness.pause = .fixed(.zero)
    }
    if let mode { plan.mode = mode }
    if let concurrency { plan.concurrency = concurrency }
    if let perHost { plan.politeness.requestsPerHost = perHost }
    if let delay { plan.politeness.pause = delay.pause }
    if let perAddress { plan.politeness.requestsPerAddress = perAddress.value }
    if let addressDelay { plan.politeness.addressPause = addressDelay.value?.duration }
    for limit in rateLimit { apply(limit, to: &plan) }
    if let robots { plan.politeness.obeysRobots = robots == .obey }
    if let maxCrawlDelay { plan.politeness.maximumCrawlDelay = maxCrawlDelay.duration }
    if let robotsPatience { plan.politeness.robotsPatience = robotsPatience.duration }
    if let tries { plan.politeness.tries = tries }
    if let parsers { plan.parsers = parsers }
    if let htmlEngine { plan.htmlEngine = htmlEngine.engine }
    if let loops { plan.loops = loops }
    if let selector { plan.selector = selector }
  }

  /// Refuses what the plan's selector cannot watch, where so much was asked for by name.
  ///
  /// - Parameter plan: the one that the options were applied to.
  func check(_ plan: CrawlPlan) throws(Complaint) {
    guard let concurrency, let limit = plan.fetchesOfSelector, concurrency > limit else { return }
    throw Complaint(
      .usage, "--concurrency \(concurrency)",
      "\(plan.selector.rawValue) can watch the descriptors of \(limit) fetches at once",
      mend: "ask for fewer, or choose --selector \(SelectorKind.best.rawValue)")
  }
}

extension SpeedOptions {
  private func apply(_ limit: RateLimit, to plan: inout CrawlPlan) {
    switch limit {
    case .bytesPerSecond(let bytes): plan.bytesPerSecond = bytes
    case .requestsPerSecond(let requests): plan.requestsPerSecond = requests
    case .none: (plan.bytesPerSecond, plan.requestsPerSecond) = (nil, nil)
    }
  }
}

/// What `--full-speed` stands for, besides no pause.
enum FullSpeed {
  static let concurrency = 256
  static let perHost = 32
}

/// The pause between two requests to a host, as written on the command line.
struct Delay: Equatable {
  let pause: Politeness.Pause

  /// - Throws: `Misreading`.
  init(reading text: String) throws {
    if text == "auto" {
      pause = Politeness.adaptivePause
    } else if let span = try? TimeSpan(reading: text) {
      pause = .fixed(span.duration)
    } else {
      throw Misreading(description: "write auto, or a time like 0, 0.5, 500ms or 2s")
    }
  }
}
