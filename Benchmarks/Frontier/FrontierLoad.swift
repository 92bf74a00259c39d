import Frontier
import WebURL

/// A crawl with nothing around it: leases, completions and links, as fast as the frontier takes them.
struct FrontierLoad {
  private let options: Options
  private let frontier: Frontier
  private var spring: LinkSpring
  private var discovery = Discovery()
  private var verdicts: [Verdict] = []
  /// URLs that are known.
  private var known = 0
  private let start = ContinuousClock.now
  private var time: Duration = .zero
  private let emptyMemory = ProcessMemory.resident
  private var discovering = Stopwatch()
  private var leasing = Stopwatch()

  private static let linksOfAPage = 50
  private static let newLinksOfAPage = 5

  init(_ options: Options) throws {
    self.options = options
    frontier = Frontier(settings: options.settings, scope: try Scope(.any))
    spring = LinkSpring(hosts: options.hosts)
  }

  mutating func run() {
    print(
      "\(options.urls) URLs on \(options.hosts) hosts, \(options.order.rawValue), "
        + "\(options.memory) MiB for the queues")
    print(Table.row(Table.head))
    handIn { load in for number in 0..<100 { load.spring.add(number) } }
    known = 100
    (discovering, leasing) = (Stopwatch(), Stopwatch())
    var mark = 100_000
    while known < options.urls {
      page()
      if known >= mark || known >= options.urls {
        report()
        mark *= 10
      }
    }
    drain()
  }

  private mutating func page() {
    lease()
    handIn { load in
      for _ in 0..<Self.linksOfAPage - Self.newLinksOfAPage {
        load.spring.add(load.spring.draw(below: load.known))
      }
      for number in 0..<Self.newLinksOfAPage { load.spring.add(load.known + number) }
    }
    known += Self.newLinksOfAPage
  }

  private mutating func handIn(_ fill: (inout FrontierLoad) -> Void) {
    spring.removeAll()
    fill(&self)
    discovering.resume()
    frontier.discover(
      spring.links, text: spring.text, from: LinkSource(page: 1, depth: 1), now: start + time,
      into: &discovery)
    discovering.pause(after: spring.links.count)
  }

  /// Leases a page and completes it. Each host rests a second: the clock goes on so far that all of
  /// them are asked in turn.
  private mutating func lease() {
    time += .nanoseconds(max(1, 1_000_000_000 / options.hosts))
    leasing.resume()
    while true {
      switch frontier.next(now: start + time, verdicts: &verdicts) {
      case .lease(let lease, let work):
        _ = frontier.complete(
          lease, work, with: .fetched(responseTime: .zero), now: start + time, verdicts: &verdicts)
        return leasing.pause(after: 1)
      case .wait(let until):
        if let until { time = max(time, until - start) }
      case .drained: return leasing.pause(after: 0)
      }
    }
  }

  private mutating func report() {
    let footprint = frontier.footprint
    let resident = ProcessMemory.resident - emptyMemory
    let beyond = max(0, resident - min(footprint.queues, options.memory << 20))
    print(
      Table.row([
        "\(known)", Table.thousands(discovering.perSecond),
        Table.thousands(
          discovering.perSecond * Double(Self.newLinksOfAPage) / Double(Self.linksOfAPage)),
        Table.one(discovering.nanosecondsEach), Table.thousands(leasing.perSecond),
        Table.one(leasing.nanosecondsEach), "\(resident >> 20)",
        Table.one(Double(beyond) / Double(known)),
        Table.one(Double(footprint.urls + footprint.queueIndex) / Double(known)),
        Table.one(Double(footprint.hosts) / Double(options.hosts)),
        Table.one(Double(footprint.disk) / Double(known)),
      ]))
    (discovering, leasing) = (Stopwatch(), Stopwatch())
  }

  /// Leases without handing anything in: all of it comes out of the file, if that is where it is.
  private mutating func drain() {
    leasing = Stopwatch()
    let count = min(frontier.counts.queued, max(100_000, options.urls / 5))
    for _ in 0..<count { lease() }
    print(
      "then \(count) leases: \(Table.thousands(leasing.perSecond)) thousand/s, "
        + "\(Table.one(leasing.nanosecondsEach)) ns each; peak memory \(ProcessMemory.peak >> 20) MiB"
    )
  }
}

/// Columns of numbers.
enum Table {
  static let head = [
    "URLs", "links k/s", "new k/s", "ns", "leases k/s", "ns", "MiB", "B/URL", "own B/URL", "B/host",
    "disk B/URL",
  ]

  static func row(_ cells: [String]) -> String {
    cells.map { String(repeating: " ", count: max(0, 11 - $0.count)) + $0 }.joined()
  }

  static func thousands(_ number: Double) -> String { "\(Int((number / 1000).rounded()))" }

  static func one(_ number: Double) -> String {
    let tenths = Int((number * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
