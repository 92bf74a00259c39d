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
  var judge: AnswerJudge
  private var registrar: Registrar
  /// Pages of this loop that are in the parser pool or wait for it.
  var parsing = 0
  /// Bytes of their bodies.
  var bytesParsing = 0

  nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.unownedExecutor }

  init(on loop: EventLoop, index: Int, crawl: CrawlContext) async throws(SystemError) {
    self.loop = loop
    self.index = index
    self.crawl = crawl
    judge = AnswerJudge(plan: crawl.plan, key: crawl.key)
    registrar = Registrar(frontier: crawl.frontier, contents: crawl.contents)
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
      let step = crawl.frontier.next(now: .now, loop: index, verdicts: &registrar.verdicts)
      if !registrar.verdicts.isEmpty {
        crawl.ledger.record { registrar.recordVerdicts(in: &$0) }
      }
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
    let judgement = await perform(work)
    complete(lease, work, judgement)
  }

  private func perform(_ work: Work) async -> Judgement {
    switch work.purpose {
    case .page: await crawlPage(work)
    case .robots: await crawlRobots(work)
    case .sitemap: await crawlSitemap(work)
    }
  }

  /// Ends a lease.
  private func complete(_ lease: consuming Lease, _ work: Work, _ judgement: Judgement) {
    if let trouble = judgement.trouble {
      crawl.board.failed(trouble.kind)
      crawl.log(work, trouble.said)
    }
    var lease = Optional(lease)
    let (outcome, isWorthwhile) = crawl.ledger.record { rows in
      guard let lease = lease.take() else { preconditionFailure("a ledger records once") }
      let outcome = registrar.complete(lease, work, judgement, by: &judge, at: .now, in: &rows)
      return (outcome, rows.isWorthwhile)
    }
    if outcome.hasWork { wakeForWork() }
    if outcome.leftOut > 0 {
      crawl.log(work, "\(outcome.leftOut) sitemaps left out: there are too many")
    }
    if isWorthwhile { flushSoon() }
  }

  /// Brings in the seeds.
  func plant(_ seeds: SeedList) {
    crawl.ledger.record { registrar.plant(seeds, by: &judge, at: .now, in: &$0) }
  }

  /// Brings in the sitemaps that the person named.
  func plantSitemaps(_ sitemaps: SeedList) {
    crawl.ledger.record { registrar.plantSitemaps(sitemaps, at: .now, in: &$0) }
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
    crawl.ledger.record { registrar.recordStandings(at: .now, in: &$0) }
  }

  /// Takes over what an earlier run knew of robots.txt files.
  func adopt(_ copies: RobotsCopies) { judge.robotsCopies = copies }
}
