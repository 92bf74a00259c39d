import Crawler
import Frontier
import WebURL

/// By what rules a crawl goes, drawn from its seed.
struct CrawlTerms {
  var plan: CrawlPlan
  let settings: FrontierSettings
  /// How often the crawl is killed or stopped, at most.
  let deaths: Int
  /// Whether addresses of hosts are made known to the frontier.
  let locates: Bool

  init(_ dice: inout Dice, seeds: [String]) {
    var plan = CrawlPlan(
      seeds: seeds.compactMap { WebURL($0) }, directory: "", parsers: 1, parserProgram: "")
    plan.reach = dice.one(of: [.any, .any, .any, .domain, .host])
    plan.maximumDepth = dice.percent(20) ? dice.within(0...6) : nil
    plan.maximumPages = dice.percent(15) ? dice.within(1...120) : nil
    plan.maximumPagesPerHost = dice.percent(10) ? dice.within(1...30) : nil
    plan.followsAssets = dice.percent(30)
    plan.followsNofollow = dice.percent(40)
    plan.sitemaps = dice.one(of: [.robots, .robots, .wellKnown, .ignore])
    plan.order = dice.one(of: CrawlOrder.allCases)
    plan.loops = dice.within(1...3)
    plan.concurrency = max(plan.loops, dice.one(of: [1, 2, 4, 16, 64]))
    plan.requestsPerSecond = dice.percent(10) ? Double(dice.within(1...50)) : nil
    plan.politeness = Self.politeness(&dice)
    self.plan = plan
    var settings = plan.frontierSettings
    settings.seed = dice.next()
    settings.traps = TrapRules(key: settings.seed, year: 2026)
    settings.spillDirectory = nil
    self.settings = settings
    deaths = dice.one(of: [0, 1, 2, 4])
    locates = dice.percent(70)
  }

  private static func politeness(_ dice: inout Dice) -> Politeness {
    var politeness = Politeness()
    let pause = Duration.milliseconds(dice.one(of: [0, 1, 50, 300, 1_000, 5_000]))
    politeness.pause =
      dice.percent(50)
      ? .fixed(pause)
      : .adaptive(
        factor: dice.within(1...4), atLeast: .milliseconds(dice.one(of: [10, 100, 500])),
        atMost: .seconds(dice.within(1...10)))
    politeness.requestsPerHost = dice.one(of: [1, 1, 2, 4])
    politeness.requestsPerAddress = dice.percent(50) ? dice.within(1...4) : nil
    politeness.addressPause =
      dice.percent(30) ? .milliseconds(dice.one(of: [0, 20, 400])) : nil
    politeness.obeysRobots = dice.percent(88)
    politeness.maximumCrawlDelay = .seconds(dice.one(of: [0, 2, 30]))
    politeness.robotsPatience = .seconds(dice.one(of: [0, 20, 300]))
    politeness.shortestRobotsLifetime = .seconds(dice.one(of: [1, 20, 300]))
    politeness.tries = dice.within(1...4)
    politeness.failuresPerHost = dice.within(1...8)
    politeness.jittersBackOff = dice.percent(70)
    return politeness
  }

  /// What is sure to lie between two requests to a host, in microseconds; robots.txt may ask for more.
  var leastPause: Int {
    switch plan.politeness.pause {
    case .fixed(let pause): pause.microseconds
    case .adaptive(_, let least, _): least.microseconds
    }
  }

  /// The same for an address.
  var leastAddressPause: Int {
    plan.politeness.addressPause?.microseconds ?? leastPause / 4
  }

  /// Whether every URL that is reached is decided on for itself.
  var hasBudget: Bool { plan.maximumPages != nil }
}

extension CrawlTerms: CustomStringConvertible {
  var description: String {
    let settings = plan.record.filter { !["user-agent", "header"].contains($0.name) }
    return settings.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
  }
}

extension Duration {
  var microseconds: Int {
    Int(components.seconds) * 1_000_000 + Int(components.attoseconds / 1_000_000_000_000)
  }
}
