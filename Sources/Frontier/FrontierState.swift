import DequeModule
import Robots
import WebURL

/// All that the frontier knows and decides: a value, with no lock, no clock and no I/O.
struct FrontierState: ~Copyable {
  let settings: FrontierSettings
  var scope: Scope
  var seen = SeenSet()
  var hosts: [HostState] = []
  /// Which host an origin is, by the origin's fingerprint.
  var hostIndex: [UInt64: Int] = [:]
  /// One schedule for each event loop.
  var schedules: [Schedule]
  var resting = RestingURLs()
  /// Excluded URLs that a better link would bring in.
  var provisional: Set<UInt32> = []
  /// Every sitemap that was ever named, by its fingerprint, with its id.
  var sitemapIDs: [UInt64: UInt32] = [:]
  var lastSitemapID: UInt32 = 0
  /// Sitemaps that wait for their turn, or rest after a failure.
  var waitingSitemaps = 0
  /// Hosts that were contacted since their standing was last taken down.
  var hostsWithNewStanding: [Int] = []
  var counts = FrontierCounts()
  var isStopping = false

  init(settings: FrontierSettings, scope: consuming Scope) {
    self.settings = settings
    self.scope = scope
    schedules = (0..<settings.loops).map { _ in Schedule() }
  }

  // MARK: Leasing

  /// - Parameters:
  ///   - loop: the event loop that asks; it gets work of its own hosts only.
  ///   - verdicts: gets the URLs that were decided without a fetch on the way.
  mutating func next(
    now: ContinuousClock.Instant, loop: Int, verdicts: inout [Verdict]
  ) -> Step {
    wakeResting(now: now)
    if isStopping || isOverBudget { return counts.inFlight > 0 ? .wait(until: nil) : .drained }
    while let host = schedules[loop].popDue(now: now) {
      hosts[host].isScheduled = false
      if hosts[host].nextAllowed > now {
        schedule(host)
      } else if var work = takeWork(of: host, now: now, verdicts: &verdicts) {
        work.hasMore = (schedules[loop].next.map { $0 <= now }) ?? false
        return .work(work, host: host)
      }
    }
    let isDrained = counts.queued == 0 && counts.inFlight == 0 && waitingSitemaps == 0
    if isDrained { return .drained }
    let times = [schedules[loop].next, resting.next].compactMap { $0 }
    return .wait(until: times.min())
  }

  /// As `FrontierStep`, before the lease is made.
  enum Step {
    case work(Work, host: Int)
    case wait(until: ContinuousClock.Instant?)
    case drained
  }

  /// Whether as many pages as allowed are fetched or under way.
  private var isOverBudget: Bool {
    settings.maximumPages.map { counts.fetched + counts.leased >= $0 } ?? false
  }

  /// The next request of a host whose time has come, or nil when all that it had was decided.
  private mutating func takeWork(
    of host: Int, now: ContinuousClock.Instant, verdicts: inout [Verdict]
  ) -> Work? {
    guard hosts[host].hasWaiting else { return nil }
    if let fetch = robotsToFetch(of: host, now: now, verdicts: &verdicts) {
      hosts[host].robots = .fetching(copy: fetch.copy)
      var work = robotsWork(of: host)
      work.hasCopy = fetch.copy != nil
      return begin(work, on: host, now: now)
    }
    if let work = takeSitemap(of: host, verdicts: &verdicts) {
      return begin(work, on: host, now: now)
    }
    while let url = hosts[host].queue.popFirst() {
      counts.queued -= 1
      if let exclusion = robotsObjection(to: url.text, on: host) {
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
    let copy: RobotsRules?
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
    case .givenUp(let reason, let end):
      guard end > now else { return RobotsFetch(copy: nil) }
      giveUp(host, reason: reason, verdicts: &verdicts)
      return nil
    case .ignored, .fetching: return nil
    }
  }

  private func robotsWork(of host: Int) -> Work {
    Work(
      purpose: .robots, id: 0, host: UInt32(host + 1), url: hosts[host].origin + "/robots.txt",
      depth: 0, hops: 0, attempt: hosts[host].robotsFailures + 1)
  }

  private func pageWork(_ url: QueuedURL, on host: Int) -> Work {
    Work(
      purpose: .page, id: url.id, host: UInt32(host + 1),
      url: String(decoding: url.text, as: UTF8.self), depth: url.depth, hops: url.hops,
      attempt: url.tries + 1)
  }

  private mutating func begin(_ work: Work, on host: Int, now: ContinuousClock.Instant) -> Work {
    counts.inFlight += 1
    hosts[host].inFlight += 1
    rest(host, now: now)
    schedule(host)
    return work
  }

  /// Leaves a host alone for its pause. It counts from the start of a request and again from its
  /// end, because only that is sure to lie after the moment when the server saw the request.
  mutating func rest(_ host: Int, now: ContinuousClock.Instant) {
    let pause = settings.politeness.pause(
      responseTime: hosts[host].responseTime, crawlDelay: hosts[host].crawlDelay)
    hosts[host].nextAllowed = max(hosts[host].nextAllowed, now + pause)
    noteContact(with: host, now: now)
  }

  func robotsObjection(to url: [UInt8], on host: Int) -> Exclusion? {
    guard case .known(let rules, _) = hosts[host].robots else { return nil }
    let verdict = rules.verdict(
      forPathAndQuery: url.span.extracting(droppingFirst: hosts[host].origin.utf8.count))
    return verdict.isAllowed ? nil : .robots(verdict)
  }

  // MARK: Scheduling

  /// Puts a host on its loop's schedule, when it has work and is allowed one request more.
  mutating func schedule(_ host: Int) {
    guard !hosts[host].isScheduled, hosts[host].hasWork,
      hosts[host].inFlight < settings.politeness.requestsPerHost
    else { return }
    hosts[host].isScheduled = true
    schedules[host % schedules.count].insert(host: host, at: hosts[host].nextAllowed)
  }

  private mutating func wakeResting(now: ContinuousClock.Instant) {
    while let (host, rested) = resting.popDue(now: now) {
      switch rested {
      case .url(let url): hosts[host].queue.prepend(url)
      case .sitemap(let sitemap): hosts[host].sitemaps.prepend(sitemap)
      }
      schedule(host)
    }
  }

  /// Whether a worker of any loop would find work now.
  func hasWork(now: ContinuousClock.Instant) -> Bool {
    guard !isStopping && !isOverBudget else { return false }
    return schedules.contains { $0.next.map { $0 <= now } ?? false }
  }
}
