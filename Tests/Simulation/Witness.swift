import Crawler
import Frontier
import WebURL

/// Watches a crawl from outside, by the servers' clock, and knows by its own account what must never happen.
///
/// It outlives the crawl's deaths: what the crawler forgets then, it forgets only as far as it may.
struct Witness {
  /// What happened to one site.
  private struct Site {
    var inFlight = 0
    /// When its server saw a request last that was meant for it.
    var lastSeen: Int?
    /// When a request to it was last begun, or had ended, as the running crawler knows.
    var lastContact: Int?
    /// Whether that was a request of the running crawler, and not one that it cannot rule out.
    var isOwnContact = false
    /// Until when its server asked to be left alone, as the running crawler knows.
    var restsUntil = 0
    var robots: KnownRobots?
  }

  /// What happens at one address, as the running crawler knows.
  private struct Server {
    var inFlight = 0
    /// When a request was last begun there, or had ended.
    var lastContact: Int?
  }

  /// What a crawler knows of a robots.txt.
  struct KnownRobots {
    let file: SimulatedWeb.RobotsFile
    var until: Int
    /// Whether a page was fetched by it.
    var isUsed = false
    /// Whether it was asked for again in vain.
    var isOutdated = false
  }

  /// What the crawler knows that is on disk.
  private struct Durable {
    var robots: [String: KnownRobots] = [:]
    var rests: [String: Int] = [:]
    var hosts: Set<String> = []
  }

  private let terms: CrawlTerms
  private var sites: [String: Site] = [:]
  private var durable = Durable()
  private var onTheirWay: Set<String> = []
  private var servers: [ServerAddress: Server] = [:]
  /// Where sites are, as far as the running crawler has found out.
  private var addresses: [String: ServerAddress] = [:]
  /// Requests under way that count at their address.
  private var atAddress: Set<String> = []
  /// URLs whose fetching is on disk.
  private var finished: Set<String> = []
  /// Sites of which no answer was, once or more, what it should have been.
  private(set) var troubled: Set<String> = []
  /// Each robots.txt that ever counted for a site.
  private(set) var everKnown: [String: [SimulatedWeb.RobotsFile]] = [:]
  private(set) var requests = 0

  init(terms: CrawlTerms) { self.terms = terms }

  // MARK: Requests

  /// A lease was granted.
  mutating func began(_ work: Work, at now: Int) throws(Violation) {
    let (origin, path) = SimulatedWeb.split(work.url)
    let politeness = terms.plan.politeness
    var site = sites[origin] ?? Site()
    site.inFlight += 1
    guard site.inFlight <= politeness.requestsPerHost else {
      throw Violation("\(origin) has \(site.inFlight) requests at once", at: now)
    }
    if let contact = site.lastContact {
      let pause = pause(of: site)
      guard now >= contact + pause else {
        throw Violation(
          "\(work.url) \(now - contact) us after the last contact, not \(pause)", at: now)
      }
    }
    guard now >= site.restsUntil else {
      throw Violation(
        "\(work.url) although \(origin) rests until \(Violation.seconds(site.restsUntil))", at: now)
    }
    (site.lastContact, site.isOwnContact) = (now, true)
    try check(work, path, &site, now)
    sites[origin] = site
    guard onTheirWay.insert(work.url).inserted else {
      throw Violation("\(work.url) is fetched twice at once", at: now)
    }
    if let address = addresses[origin] { try began(work.url, at: address, now) }
  }

  /// The crawler finds out where a site is, when a request is about to be sent.
  ///
  /// - Parameter isSent: whether it is sent.
  mutating func found(
    _ work: Work, at address: ServerAddress, isSent: Bool, _ now: Int
  ) throws(Violation) {
    addresses[SimulatedWeb.split(work.url).origin] = address
    if isSent && !atAddress.contains(work.url) { try began(work.url, at: address, now) }
  }

  private mutating func began(
    _ url: String, at address: ServerAddress, _ now: Int
  ) throws(Violation) {
    var server = servers[address] ?? Server()
    server.inFlight += 1
    guard server.inFlight <= terms.plan.politeness.addressLimit else {
      throw Violation("\(address) has \(server.inFlight) requests at once", at: now)
    }
    if let contact = server.lastContact, now < contact + terms.leastAddressPause {
      throw Violation(
        "\(url) \(now - contact) us after the last contact with \(address)", at: now)
    }
    server.lastContact = now
    servers[address] = server
    atAddress.insert(url)
  }

  private func pause(of site: Site) -> Int {
    let asked = (site.robots?.file.crawlDelay ?? 0) * 1_000_000
    return max(terms.leastPause, min(asked, terms.plan.politeness.maximumCrawlDelay.microseconds))
  }

  /// Whether robots.txt, as the crawler last heard of it, lets this be fetched.
  private func check(
    _ work: Work, _ path: String, _ site: inout Site, _ now: Int
  ) throws(Violation) {
    var isInvited = false
    switch work.purpose {
    case .robots:
      guard terms.plan.politeness.obeysRobots else {
        throw Violation("\(work.url) although robots.txt is ignored", at: now)
      }
      return
    case .sitemap(_, let invited): isInvited = invited
    case .page:
      guard !finished.contains(work.url) else {
        throw Violation("\(work.url) is fetched again", at: now)
      }
      if let limit = terms.plan.maximumDepth, Int(work.depth) > limit {
        throw Violation("\(work.url) is \(work.depth) links from a seed", at: now)
      }
    }
    guard Int(work.attempt) <= terms.plan.politeness.tries else {
      throw Violation("\(work.url) is tried \(work.attempt) times", at: now)
    }
    guard terms.plan.politeness.obeysRobots else { return }
    guard let robots = site.robots else {
      throw Violation("\(work.url) before its robots.txt is known", at: now)
    }
    guard isInvited || robots.file.allows(path) else {
      throw Violation("\(work.url) although robots.txt disallows it", at: now)
    }
    guard now < robots.until || !robots.isUsed || robots.isOutdated else {
      throw Violation("\(work.url) by a robots.txt whose time is over", at: now)
    }
    site.robots?.isUsed = true
  }

  /// A server sees a request.
  ///
  /// - Parameter wasRedirected: whether the question for a robots.txt came here from elsewhere.
  mutating func saw(_ url: String, wasRedirected: Bool, at now: Int) throws(Violation) {
    requests += 1
    guard !wasRedirected else { return }
    let origin = SimulatedWeb.split(url).origin
    if let last = sites[origin]?.lastSeen, now - last < terms.leastPause {
      throw Violation("\(origin) sees \(url) \(now - last) us after another request", at: now)
    }
    sites[origin, default: Site()].lastSeen = now
  }

  /// A lease was given back.
  ///
  /// - Parameter wasSent: whether there was a request.
  mutating func ended(_ work: Work, wasSent: Bool, at now: Int) {
    let origin = SimulatedWeb.split(work.url).origin
    onTheirWay.remove(work.url)
    sites[origin, default: Site()].inFlight -= 1
    if wasSent { sites[origin, default: Site()].lastContact = now }
    guard atAddress.remove(work.url) != nil, let address = addresses[origin] else { return }
    servers[address]?.inFlight -= 1
    if wasSent { servers[address]?.lastContact = now }
  }

  // MARK: What is learnt

  mutating func refused(_ work: Work, retryAfter: Int?, at now: Int) {
    let origin = SimulatedWeb.split(work.url).origin
    guard let retryAfter, Int(work.attempt) < terms.plan.politeness.tries else { return }
    let rest = now + min(retryAfter, 3_600) * 1_000_000
    sites[origin, default: Site()].restsUntil = max(sites[origin]?.restsUntil ?? 0, rest)
  }

  mutating func wasTroubled(_ work: Work) { troubled.insert(SimulatedWeb.split(work.url).origin) }

  /// A robots.txt was answered.
  ///
  /// - Parameter file: nil when nothing was to be had.
  mutating func learnt(_ file: SimulatedWeb.RobotsFile?, _ work: Work, at now: Int) {
    let origin = SimulatedWeb.split(work.url).origin
    guard let file else {
      sites[origin]?.robots?.isOutdated = true
      return
    }
    let said = file.lifetime ?? 86_400
    let least = terms.plan.politeness.shortestRobotsLifetime.microseconds
    let lifetime = min(max(said * 1_000_000, least), 86_400 * 1_000_000)
    sites[origin, default: Site()].robots = KnownRobots(file: file, until: now + lifetime)
    everKnown[origin, default: []].append(file)
  }

  // MARK: Deaths

  /// What the crawler knows of rests is written down; on disk with the next commit.
  mutating func committed(hosts: [String], fetched: [String], withRests: Bool) {
    durable.hosts.formUnion(hosts)
    finished.formUnion(fetched)
    for host in durable.hosts {
      if let robots = sites[host]?.robots { durable.robots[host] = robots }
      if withRests, let site = sites[host] { durable.rests[host] = site.restsUntil }
    }
  }

  /// The crawler is gone, and comes back.
  ///
  /// - Parameter inOrder: whether it wrote down all that it knew.
  mutating func died(inOrder: Bool, backAt time: Int) {
    onTheirWay.removeAll()
    servers.removeAll()
    addresses.removeAll()
    atAddress.removeAll()
    for host in sites.keys {
      sites[host]?.inFlight = 0
      sites[host]?.robots = durable.robots[host]
      sites[host]?.robots?.isUsed = true
      sites[host]?.restsUntil = durable.rests[host] ?? 0
      if !inOrder {
        sites[host]?.lastContact = durable.hosts.contains(host) ? time : nil
      } else if sites[host]?.isOwnContact == false {
        sites[host]?.lastContact = nil
      }
      sites[host]?.isOwnContact = false
    }
  }
}
