import CrawlStore
import EventLoop
import Fetcher
import Frontier
import ParserPool
import ParserWire
import WebURL

/// The crawl on one event loop: its workers and its fetcher.
///
/// Each worker is a coroutine that leases, fetches, has parsed, records and completes, one page after
/// another; this file is that round, the others are its steps.
actor CrawlLoop {
  nonisolated let loop: EventLoop
  let index: Int
  let crawl: CrawlContext
  let fetcher: Fetcher
  var gate = Gate()
  var discovery = Discovery()
  var verdicts: [Verdict] = []
  private var standings: [HostStanding] = []
  var resolver: LinkResolver
  /// By what servers can tell whether a robots.txt that is known has changed, by host.
  var robotsCopies: [UInt32: RobotsCopy] = [:]
  /// Pages of this loop that are in the parser pool or wait for it.
  var parsing = 0
  /// Bytes of their bodies.
  var bytesParsing = 0

  nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.unownedExecutor }

  init(on loop: EventLoop, index: Int, crawl: CrawlContext) async throws(SystemError) {
    self.loop = loop
    self.index = index
    self.crawl = crawl
    resolver = LinkResolver(rules: crawl.plan.canonicalRules, key: crawl.key)
    // Asked on the loop, under no lock.
    fetcher = try await Fetcher(
      on: loop, settings: crawl.plan.fetchSettings, bodies: crawl.bodies,
      gate: { [frontier = crawl.frontier] host, address in
        frontier.locate(host: host, at: address, now: .now)
      })
  }

  /// A worker's life.
  func work() async {
    while true {
      if isOverloaded {
        await park(until: nil)
        continue
      }
      let step = crawl.frontier.next(now: .now, loop: index, verdicts: &verdicts)
      if !verdicts.isEmpty { crawl.ledger.record { recordVerdicts(in: &$0) } }
      switch consume step {
      case .lease(let lease, let work):
        if let time = work.moreAt { callAnother(at: time) }
        await serve(lease, work)
      case .wait(let time): await park(until: time)
      case .drained:
        crawl.wakeEverybody()
        return
      }
    }
  }

  /// One page from lease to report. A function of its own, so that what a page needs on the way is
  /// not part of the frame of a worker that waits: ten thousand may.
  @inline(never)
  private func serve(_ lease: consuming Lease, _ work: Work) async {
    let result = await perform(work)
    complete(lease, work, result)
  }

  /// What was found out, and how to word it in the URL's state.
  struct Result {
    var report: Report
    var reason = ""
    /// The page's row, for a URL that was answered.
    var page: PageRow?
    var found = Found.nothing
    /// What a sitemap was answered with.
    var sitemap: SitemapStateRow.Answer?
    /// The row of a robots.txt: together with the sitemaps that it names, or a kill would lose them.
    var robots: RobotsRow?
  }

  /// Where a page leads.
  enum Found {
    case nothing
    case redirect(SeedList, LinkSource)
    case links(PageFacts, LinkSource, cpuMicroseconds: UInt32)
    /// What a robots.txt or a sitemap named.
    case sitemaps([LinkFact], [UInt8], SitemapSource)
    /// What a sitemap listed.
    case entries(SitemapFacts)
  }

  private func perform(_ work: Work) async -> Result {
    switch work.purpose {
    case .page: await crawlPage(work)
    case .robots: await crawlRobots(work)
    case .sitemap: await crawlSitemap(work)
    }
  }

  /// Ends a lease. All that is to be recorded of a page is recorded here in one go, so that it shares a
  /// batch, and with it a transaction.
  private func complete(_ lease: consuming Lease, _ work: Work, _ result: Result) {
    var lease = Optional(lease)
    let (leftOut, isWorthwhile) = crawl.ledger.record { rows in
      var result = result
      if let robots = result.robots { rows.add(robots) }
      if let page = result.page { record(page, of: work, &result, in: &rows) }
      let leftOut = recordSitemaps(&result, of: work, in: &rows)
      if let lease = lease.take() { settle(lease, work, result, in: &rows) }
      return (leftOut, rows.isWorthwhile)
    }
    if leftOut > 0 { crawl.log(work, "\(leftOut) sitemaps left out: there are too many") }
    if isWorthwhile { flushSoon() }
  }

  private func settle(
    _ lease: consuming Lease, _ work: Work, _ result: Result, in rows: inout BatchBuilder
  ) {
    let now = ContinuousClock.now
    let (settlement, hasWork) = crawl.frontier.complete(
      lease, work, with: result.report, now: now, verdicts: &verdicts)
    if case .sitemap = work.purpose {
      rows.add(settlement, ofSitemap: work, reason: result.reason, result.sitemap, now: now)
    } else {
      rows.add(settlement, of: work, reason: result.reason, now: now)
    }
    recordVerdicts(in: &rows)
    if hasWork { wakeForWork() }
  }

  private func recordVerdicts(in rows: inout BatchBuilder) {
    rows.add(verdicts)
    verdicts.removeAll(keepingCapacity: true)
  }

  // MARK: Waiting

  /// Suspends a worker until there may be work.
  private func park(until time: ContinuousClock.Instant?) async {
    if let time { setAlarm(at: time) }
    await Waiter.suspend { gate.park($0) }
  }

  /// Wakes a worker when there may be work for it.
  private func callAnother(at time: ContinuousClock.Instant) {
    guard !gate.isEmpty else { return }
    if time <= .now { gate.wakeOne() } else { setAlarm(at: time) }
  }

  private func setAlarm(at time: ContinuousClock.Instant) {
    guard gate.needsAlarm(at: time) else { return }
    let timer = loop.schedule(at: time) { [weak self] in self?.assumeIsolated { $0.alarm() } }
    if let previous = gate.setAlarm(timer, at: time) { loop.cancel(previous) }
  }

  private func alarm() {
    gate.clearAlarm()
    gate.wakeOne()
  }

  /// Somebody found work: it may be for this loop or, with several, for another.
  func wakeForWork() {
    gate.wakeOne()
    crawl.wakeOthers(than: index)
  }

  func wakeOne() { gate.wakeOne() }

  func wakeAll() { gate.wakeAll() }

  /// Whether fetching should wait: for the parsers, or for the disk.
  private var isOverloaded: Bool {
    parsing >= crawl.parsingPerLoop || crawl.ledger.isOverdue
  }

  // MARK: Rows

  /// Hands the rows over, unless the last ones are still being written.
  private func flushSoon() {
    guard let batch = crawl.ledger.beginFlush() else { return }
    crawl.flushes.add { await self.flush(batch) }
  }

  /// Writes a batch, and what became worthwhile meanwhile: here and not by another entry in the
  /// queue, which may be closed by then.
  private func flush(_ batch: CrawlBatch) async {
    var next: CrawlBatch? = batch
    while let batch = next { next = crawl.ledger.continueFlush(await crawl.write(batch)) }
    wakeForWork()
  }

  /// Hands over whatever there is, now and then, so that a slow crawl is durable too.
  func tick() {
    takeStandings()
    flushSoon()
  }

  /// Records what politeness must remember of the hosts; one loop does it for all.
  func takeStandings() {
    crawl.frontier.takeStandings(into: &standings)
    crawl.ledger.record { $0.add(standings) }
    standings.removeAll(keepingCapacity: true)
  }

  /// Takes over what an earlier run knew of robots.txt files.
  func adopt(_ copies: [UInt32: RobotsCopy]) { robotsCopies = copies }
}
