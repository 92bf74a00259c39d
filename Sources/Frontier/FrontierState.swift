import DequeModule
import Robots
import Spill
import WebURL

/// All that the frontier knows and decides: a value, with no lock and no clock. The one thing it does
/// beyond that is to put queued URLs into a file, and take them out again, when memory is short.
struct FrontierState: ~Copyable {
  let settings: FrontierSettings
  let priorities: Priorities
  var scope: Scope
  var seen = SeenSet()
  var hosts = ChunkedArray<HostState>()
  /// Which host an origin is, by the origin's fingerprint; numbers are one more than indices.
  var hostNumbers = SeenSet(minimumCapacity: 64)
  var origins = OriginList()
  var queues: QueueStore
  /// Bytes of memory that rules take, about.
  var rulesMemory = 0
  /// Of the URLs that wait, in the order of priority.
  var ranks = QueuedRanks()
  /// One schedule for each event loop.
  var schedules: [Schedule]
  var addresses: AddressTable
  var requestRate: RequestRate?
  var chance: Chance
  /// Excluded URLs that a better link would bring in.
  var provisional = URLSet()
  /// Every sitemap that was ever named, by its fingerprint, with its id.
  var sitemapIDs: [UInt64: UInt32] = [:]
  var lastSitemapID: UInt32 = 0
  /// Sitemaps that wait for their turn, or rest after a failure.
  var waitingSitemaps = 0
  /// Hosts that were contacted since their standing was last taken down.
  var hostsWithNewStanding: [Int] = []
  /// What comes of URLs that are alike.
  var novelty: Novelty
  var counts = FrontierCounts()
  /// Bytes that came over the wire.
  var wireBytes: Int64 = 0
  var isStopping = false
  /// Why URLs cannot be put into the file or taken from it, if so.
  var failure: SpillError?
  /// The path of the URL that was taken last; one buffer for all.
  var path: [UInt8] = []
  /// The host that is next in the search for memory.
  var spillHand = 0

  /// URLs that are decided in one go without a fetch; then others have their turn at the lock.
  private static let verdictsAtOnce = 1000
  /// When as many verdicts are there, it is enough for one go.
  private var verdictLimit = 0

  init(settings: FrontierSettings, scope: consuming Scope) {
    self.settings = settings
    self.scope = scope
    priorities = Priorities(boosts: settings.boosts)
    let isStack = settings.order == .depthFirst
    queues = QueueStore(isStack: isStack, directory: settings.spillDirectory)
    schedules = (0..<settings.loops).map { _ in Schedule(isStack: isStack) }
    addresses = AddressTable(limit: settings.politeness.addressLimit)
    requestRate = settings.requestsPerSecond.map(RequestRate.init)
    chance = Chance(seed: settings.seed)
    novelty = Novelty(settings.traps, order: settings.order)
  }

  // MARK: Leasing

  /// As `FrontierStep`, before the lease is made.
  enum Step {
    case work(Work, host: Int)
    case wait(until: ContinuousClock.Instant?)
    case drained
  }

  /// - Parameters:
  ///   - loop: the event loop that asks; it gets work of its own hosts only.
  ///   - verdicts: gets the URLs that were decided without a fetch on the way.
  mutating func next(
    now: ContinuousClock.Instant, loop: Int, verdicts: inout [Verdict]
  ) -> Step {
    if isStopping || isOverBudget { return counts.inFlight > 0 ? .wait(until: nil) : .drained }
    if isDrained { return .drained }
    if let pause = requestRate?.pause(now: now) { return .wait(until: pause) }
    limit(verdicts)
    wakeAddresses(now: now)
    while let host = schedules[loop].popDue(now: now) { makeReady(host) }
    while let host = schedules[loop].popReady() {
      guard !isEnough(verdicts) else {
        schedules[loop].makeReady(host, turn: 0, rank: 0)
        return .wait(until: now)
      }
      if var work = lease(host, now: now, verdicts: &verdicts) {
        work.moreAt = moreAt(loop: loop, now: now)
        return .work(work, host: host)
      }
    }
    return isDrained ? .drained : .wait(until: moreAt(loop: loop, now: now))
  }

  /// Begins a go.
  mutating func limit(_ verdicts: [Verdict]) { verdictLimit = verdicts.count + Self.verdictsAtOnce }

  /// Whether enough was decided in one go.
  func isEnough(_ verdicts: [Verdict]) -> Bool { verdicts.count >= verdictLimit }

  private var isDrained: Bool {
    counts.queued == 0 && counts.inFlight == 0 && waitingSitemaps == 0
  }

  /// Whether as much as allowed is fetched or under way.
  var isOverBudget: Bool {
    if let limit = settings.maximumPages, counts.fetched + counts.leased >= limit { return true }
    return settings.maximumBytes.map { wireBytes >= $0 } ?? false
  }

  /// When there may be work for a loop, but for what reports may bring.
  private func moreAt(loop: Int, now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
    if schedules[loop].isDue(now: now) { return now }
    return [schedules[loop].nextWaiting, addresses.nextWakeUp].compactMap { $0 }.min()
  }

  /// The next request of a host whose turn it is, if it and its address may be asked now.
  private mutating func lease(
    _ host: Int, now: ContinuousClock.Instant, verdicts: inout [Verdict]
  ) -> Work? {
    hosts[host].isScheduled = false
    let address = hosts[host].address
    guard hosts[host].nextAllowed <= now else {
      schedule(host)
      wakeNext(at: address, now: now)
      return nil
    }
    guard addresses.admits(address, now: now) else {
      hosts[host].isScheduled = true
      addresses.park(host, at: address, in: &hosts)
      wakeNext(at: address, now: now)
      return nil
    }
    let work = takeWork(of: host, now: now, verdicts: &verdicts)
    if work == nil { schedule(host) }
    wakeNext(at: address, now: now)
    return work
  }

  /// The next request of a host whose time has come, or nil when what it had was decided.
  private mutating func takeWork(
    of host: Int, now: ContinuousClock.Instant, verdicts: inout [Verdict]
  ) -> Work? {
    guard hosts[host].hasWaiting, unshelveRules(of: host) else { return nil }
    hosts[host].isWarm = true
    if isClosed(host, verdicts: &verdicts) { return nil }
    if let fetch = robotsToFetch(of: host, now: now, verdicts: &verdicts) {
      release(host)
      hosts[host].robots = .fetching(copy: fetch.copy)
      var work = robotsWork(of: host)
      work.hasCopy = fetch.copy != nil
      return begin(work, on: host, now: now)
    }
    if let work = takeSitemap(of: host, verdicts: &verdicts) {
      return begin(work, on: host, now: now)
    }
    while !isEnough(verdicts), let url = takeURL(of: host) {
      if let exclusion = robotsObjection(to: path, on: host)
        ?? novelty.refuse(url, path: path, host: host)
      {
        counts.excluded += 1
        verdicts.append(Verdict(id: url.id, kind: .excluded(exclusion)))
        continue
      }
      counts.leased += 1
      hosts[host].hasUsedRobots = true
      return begin(pageWork(url, on: host), on: host, now: now)
    }
    return nil
  }

  /// What robots.txt is fetched in place of.
  private struct RobotsFetch {
    let copy: KnownRules?
  }

  /// Whether robots.txt is to be fetched before anything else, and the copy that it would replace.
  /// Fails what waits for a host whose robots.txt was given up.
  private mutating func robotsToFetch(
    of host: Int, now: ContinuousClock.Instant, verdicts: inout [Verdict]
  ) -> RobotsFetch? {
    switch hosts[host].robots {
    case .wanted: return RobotsFetch(copy: nil)
    case .known(let rules, let end):
      return end <= now && hosts[host].hasUsedRobots ? RobotsFetch(copy: rules) : nil
    case .givenUp(let end):
      guard end > now else { return RobotsFetch(copy: nil) }
      giveUp(host, reason: hosts[host].aside?.robotsReason ?? "", verdicts: &verdicts)
      return nil
    case .ignored, .fetching, .shelved: return nil
    }
  }

  private func robotsWork(of host: Int) -> Work {
    Work(
      purpose: .robots, id: 0, host: UInt32(host + 1),
      url: origins.text(hosts[host].origin, Array("/robots.txt".utf8)), depth: 0, hops: 0,
      attempt: (hosts[host].aside?.robotsFailures ?? 0) + 1)
  }

  private func pageWork(_ url: QueuedURL, on host: Int) -> Work {
    Work(
      purpose: .page, id: url.id, host: UInt32(host + 1),
      url: origins.text(hosts[host].origin, path), depth: url.depth, hops: url.hops,
      attempt: url.tries + 1)
  }

  private mutating func begin(_ work: Work, on host: Int, now: ContinuousClock.Instant) -> Work {
    counts.inFlight += 1
    hosts[host].inFlight += 1
    hosts[host].turn = schedules[host % schedules.count].turn + 1
    requestRate?.begin(now: now)
    if hosts[host].address != 0 {
      addresses.begin(hosts[host].address)
      hosts[host].inFlightAtAddress += 1
    }
    rest(host, now: now)
    schedule(host)
    return work
  }

  /// Leaves a host alone for its pause, and its address. It counts from the start of a request and again
  /// from its end, because only that is sure to lie after the moment when the server saw the request.
  mutating func rest(_ host: Int, now: ContinuousClock.Instant) {
    let pause = settings.politeness.pause(
      responseTime: hosts[host].responseTime, crawlDelay: hosts[host].crawlDelay)
    hosts[host].nextAllowed = max(hosts[host].nextAllowed, now + pause)
    addresses.rest(
      hosts[host].address,
      until: now + settings.politeness.addressPause(responseTime: hosts[host].responseTime))
    noteContact(with: host, now: now)
  }

  /// What robots.txt has against a path.
  func robotsObjection(to path: [UInt8], on host: Int) -> Exclusion? {
    guard case .known(let known, _) = hosts[host].robots else { return nil }
    let verdict = known.rules.verdict(forPathAndQuery: path.span)
    return verdict.isAllowed ? nil : .robots(verdict)
  }
}
