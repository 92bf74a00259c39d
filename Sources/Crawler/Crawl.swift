import Bodies
import CrawlStore
import Errands
import EventLoop
import Fetcher
import Frontier
package import Logging
import ParserPool
import ParserWire
import Synchronization
import WebURL

/// A crawl, from its seeds to a database on disk.
///
/// The one place that sees both policy and mechanism: the frontier decides, the loops act.
package final class Crawl: Sendable {
  private let plan: CrawlPlan
  /// The plan as the person made it, which is what is recorded.
  private let asked: CrawlPlan
  /// What earlier runs left behind; nil for a new crawl.
  private let stored: StoredCrawl?
  private let logger: Logger
  private let board = StatisticsBoard()
  private let state = Mutex(State())
  /// Finished when the crawl is asked to end.
  private let stopping: AsyncStream<Never>
  private let stopSignal: AsyncStream<Never>.Continuation

  private struct State {
    var frontier: Frontier?
    var context: CrawlContext?
    var end: CrawlEnd?
  }

  /// - Parameter logger: hears of each failure, at `debug`.
  package init(
    plan: CrawlPlan,
    logger: Logger = Logger(label: "orbweaver", factory: { _ in SwiftLogNoOpLogHandler() })
  ) {
    (self.plan, asked) = (plan.withWorkersOfMode, plan)
    stored = nil
    self.logger = logger
    (stopping, stopSignal) = AsyncStream.makeStream()
  }

  /// A crawl that goes on where it ended, was stopped or was killed.
  ///
  /// - Parameter plan: the stored one, or one with changes to which the stored crawl has no objection.
  package init(
    resuming stored: StoredCrawl, as plan: CrawlPlan,
    logger: Logger = Logger(label: "orbweaver", factory: { _ in SwiftLogNoOpLogHandler() })
  ) {
    (self.plan, asked) = (plan.withWorkersOfMode, plan)
    self.stored = stored
    self.logger = logger
    (stopping, stopSignal) = AsyncStream.makeStream()
  }

  /// How the crawl stands. Any thread, any time.
  package var statistics: CrawlStatistics {
    let urls = state.withLock { $0.frontier }?.counts ?? FrontierCounts()
    return board.snapshot(urls: urls, now: .now)
  }

  /// The ids of the parser processes at present.
  package var parserProcessIDs: [Int32] {
    get async { await state.withLock { $0.context }?.pool.processIDs ?? [] }
  }

  /// Asks the crawl to end: no new work, the plan's grace for what is in flight, then a commit.
  package func stop() { stop(for: .interrupted) }

  private func stop(for reason: CrawlEnd) {
    let (frontier, context) = state.withLock { state in
      state.end = state.end ?? reason
      return (state.frontier, state.context)
    }
    frontier?.stop()
    context?.wakeEverybody()
    stopSignal.finish()
  }

  /// Runs the crawl to its end. Concurrent, so that it never goes on upon one of the loops that it
  /// stops in the end. When its task is cancelled, the crawl ends as if stopped, without any grace.
  ///
  /// - Throws: `CrawlError` when it cannot begin, or cannot go on; what was committed stays.
  @concurrent package func run() async throws(CrawlError) -> CrawlSummary {
    let scope = try makeScope()
    let frontier = Frontier(settings: plan.frontierSettings, scope: scope)
    for seed in plan.seeds { frontier.widenScope(by: seed) }
    let loops = try startLoops()
    defer { for loop in loops { loop.stop() } }
    let result: Result<CrawlSummary, CrawlError> = await withTaskCancellationHandler {
      do throws(CrawlError) {
        return .success(try await run(frontier, on: loops))
      } catch { return .failure(error) }
    } onCancel: {
      stop()
      state.withLock { $0.context }?.abandon()
    }
    return try result.get()
  }

  private func makeScope() throws(CrawlError) -> sending Scope {
    do throws(Pattern.SyntaxError) {
      return try Scope(plan.reach, including: plan.includes, excluding: plan.excludes)
    } catch { throw .pattern(error) }
  }

  /// The loops that fetch, and the store's own, which is the last.
  private func startLoops() throws(CrawlError) -> [EventLoop] {
    var loops: [EventLoop] = []
    do throws(SystemError) {
      for index in 0..<plan.loops {
        loops.append(try .start(named: "orb-loop-\(index)", selector: plan.selector))
      }
      loops.append(try .start(named: "orb-store"))
      return loops
    } catch {
      for loop in loops { loop.stop() }
      throw .system(error)
    }
  }

  private func run(
    _ frontier: Frontier, on loops: [EventLoop]
  ) async throws(CrawlError) -> CrawlSummary {
    let key =
      stored?.key
      ?? FingerprintKey(UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))
    let secret = (key.k0, key.k1)
    let keeper = StoreKeeper(on: loops[plan.loops])
    let restored = try await openStore(keeper, secret, frontier)
    let bodies = try makeArena()
    let pool = ParserPool(
      on: loops[0], settings: plan.poolSettings(secret: secret), bodies: bodies)
    let context = CrawlContext(
      plan: fittedPlan(after: restored), key: key, frontier: frontier, board: board,
      bodies: bodies, pool: pool, keeper: keeper, flushes: FlushQueue(),
      duplicates: restored?.duplicates ?? DuplicateIndex(), logger: logger)
    let desks = (0..<plan.loops).map { CrawlDesk(index: $0, crawl: context) }
    let crews = try await makeCrews(on: loops, at: desks, context)
    if let restored { await hand(restored, to: crews, at: desks) }
    // The crews know the desks, these the context and that the crews: it must end with the crawl.
    defer { context.adopt([]) }
    begin(context)
    await context.pool.warmUp()
    desks[0].plant(SeedList(plan.seeds, rules: plan.canonicalRules, key: context.key))
    desks[0].plantSitemaps(
      SeedList(plan.sitemapURLs, kind: .sitemap, rules: plan.canonicalRules, key: context.key))
    await context.commitSeeds()
    await crawl(with: crews, at: desks[0], on: loops[0])
    return try await finish(crews, at: desks[0])
  }

  /// Makes the database, or opens it and fills the frontier from it.
  ///
  /// - Returns: what else there is from earlier runs.
  private func openStore(
    _ keeper: StoreKeeper, _ secret: (UInt64, UInt64), _ frontier: Frontier
  ) async throws(CrawlError) -> Restoration? {
    do throws(StoreError) {
      guard let stored else {
        let facts = plan.facts(key: secret, startedAt: WallClock.milliseconds)
        try await keeper.create(plan.directory, facts: facts, settings: asked.record)
        return nil
      }
      try await keeper.open(stored, as: asked)
      var restoration = Restoration(of: stored, as: plan, into: frontier)
      try restoration.run()
      if stored.isJudgedAnew(by: plan) { try await keeper.noteJudged(restoration.rows.batch) }
      return restoration
    } catch { throw .store(error) }
  }

  private func hand(
    _ restored: Restoration, to crews: [any Crew], at desks: [CrawlDesk]
  ) async {
    for desk in desks {
      desk.adopt(restored.robotsCopies.filter { Int($0 - 1) % desks.count == desk.index })
    }
    for crew in crews { await crew.load(cookies: restored.cookies) }
  }

  private func makeArena() throws(CrawlError) -> BodyArena {
    do throws(SystemError) { return try BodyArena() } catch { throw .system(error) }
  }

  private func fittedPlan(after restored: Restoration?) -> CrawlPlan {
    let limit = DescriptorLimit.raise()
    var fitted = plan.fitted(toDescriptors: limit)
    if fitted.concurrency < plan.concurrency {
      let reason = plan.isLimitedBySelector(beforeDescriptors: limit) ? "--selector" : "ulimit -n"
      logger.warning(
        "descriptors suffice for \(fitted.concurrency) fetches at once only (\(reason))")
    }
    fitted.hasStoredCookies = restored?.cookies.isEmpty == false
    return fitted
  }

  private func makeCrews(
    on loops: [EventLoop], at desks: [CrawlDesk], _ context: CrawlContext
  ) async throws(CrawlError) -> [any Crew] {
    do throws(SystemError) {
      let crews = try await CrewAssembly(crawl: context, loops: loops).assemble(at: desks)
      context.adopt(crews)
      return crews
    } catch { throw .system(error) }
  }

  private func begin(_ context: CrawlContext) {
    board.begin(at: .now)
    let isStopped = state.withLock { state in
      (state.frontier, state.context) = (context.frontier, context)
      return state.end != nil
    }
    if isStopped { context.frontier.stop() }
  }

  // MARK: The crawl

  private func crawl(with crews: [any Crew], at desk: CrawlDesk, on loop: EventLoop) async {
    let (home, context) = (loop.executor, desk.crawl)
    await withTaskGroup(of: Void.self) { group in
      group.addTask(executorPreference: home) { await context.flushes.run() }
      await withTaskGroup(of: Void.self) { watchers in
        watchers.addTask(executorPreference: home) { await self.watchTime(on: loop) }
        watchers.addTask(executorPreference: home) { await self.watchStop(of: context, on: loop) }
        watchers.addTask(executorPreference: home) { await self.tick(desk, on: loop) }
        await withDiscardingTaskGroup { workers in
          for crew in crews { workers.addTask { await crew.work() } }
        }
        watchers.cancelAll()
      }
      context.flushes.close()
    }
    // What is measured ends here; the indexes are still to come.
    board.end(at: .now)
  }

  /// Ends the crawl when its time is over.
  private func watchTime(on loop: EventLoop) async {
    guard let limit = plan.maximumTime else { return }
    do { try await loop.sleep(until: .now + limit) } catch { return }
    stop(for: .timeLimit)
  }

  /// Once the crawl was asked to stop: gives what is in flight its grace, and then takes it away.
  private func watchStop(of context: CrawlContext, on loop: EventLoop) async {
    for await _ in stopping {}
    do { try await loop.sleep(until: .now + plan.grace) } catch { return }
    context.abandon()
  }

  /// Four times a second, hands over what the workers have not handed over by themselves, so that a slow
  /// crawl is durable too.
  private func tick(_ desk: CrawlDesk, on loop: EventLoop) async {
    for count in 1... {
      do { try await loop.sleep(until: .now + .milliseconds(250)) } catch { return }
      desk.takeStandings()
      desk.crawl.flushSoon()
      await desk.crawl.commitIfDue()
      // There may be many, and each call looks at all.
      if count.isMultiple(of: 20) { await desk.crawl.keepCookies() }
    }
  }

  // MARK: The end

  private func finish(
    _ crews: [any Crew], at desk: CrawlDesk
  ) async throws(CrawlError) -> CrawlSummary {
    let context = desk.crawl
    board.parserDeaths(await context.pool.deaths)
    await context.keepCookies()
    for crew in crews { await crew.close() }
    desk.takeStandings()
    _ = await context.write(context.ledger.takeRest())
    await context.pool.close()
    if let failure = context.failure ?? context.frontier.failure.map(CrawlError.queues) {
      _ = try? await context.keeper.finish(status: "failed", indexed: false)
      throw failure
    }
    let end = self.end(of: context)
    do throws(StoreError) {
      let links = try await context.keeper.linkCount()
      let sitemaps = try await context.keeper.finish(
        status: end.rawValue, indexed: deservesIndexes(end, links: links))
      var summary = CrawlSummary(
        end: end, statistics: statistics, directory: plan.directory, sitemaps: sitemaps,
        timeline: context.timeline?.spans ?? [])
      let peaks = await context.pool.peaks
      (summary.parserProcesses, summary.parserPeakBytes) = (peaks.processes, peaks.residentBytes)
      return summary
    } catch { throw .store(error) }
  }

  /// Links from which on indexes are worth their time: below, a query reads all rows in a tenth of a
  /// second, and sorting them into indexes would cost more than a tenth of the crawl's own writing.
  private static let linksWorthIndexing = 1_000_000

  /// Whoever presses Ctrl-C wants to go, and a resumed crawl would drop the indexes again.
  private func deservesIndexes(_ end: CrawlEnd, links: Int64) -> Bool {
    end != .interrupted && links >= Self.linksWorthIndexing
  }

  private func end(of context: CrawlContext) -> CrawlEnd {
    if let end = state.withLock({ $0.end }) { return end }
    let counts = context.frontier.counts
    guard counts.queued > 0 else { return .finished }
    if let limit = plan.maximumPages, counts.fetched >= limit { return .pageLimit }
    return plan.maximumBytes != nil ? .byteLimit : .finished
  }
}
