import Bodies
import CrawlStore
import Errands
import Frontier
import Logging
import ParserPool
import ParserWire
import Synchronization
import WebURL

/// What the desks of one crawl share.
final class CrawlContext: Sendable {
  let plan: CrawlPlan
  let key: FingerprintKey
  let frontier: Frontier
  let board: StatisticsBoard
  /// What servers sent, until it is parsed.
  let bodies: BodyArena
  let pool: ParserPool
  let keeper: StoreKeeper
  let ledger = Ledger()
  let flushes: FlushQueue
  let contents: ContentRegister
  /// Nil where nobody asked for it.
  let timeline: Timeline?
  private let logger: Logger
  private let state = Mutex(State())

  private struct State {
    var crews: [any Crew] = []
    var failure: CrawlError?
    /// What was recorded last.
    var cookies: [String] = []
  }

  init(
    plan: CrawlPlan, key: FingerprintKey, frontier: Frontier, board: StatisticsBoard,
    bodies: BodyArena, pool: ParserPool, keeper: StoreKeeper, flushes: FlushQueue,
    duplicates: DuplicateIndex, logger: Logger
  ) {
    self.plan = plan
    self.key = key
    self.frontier = frontier
    self.board = board
    self.bodies = bodies
    self.pool = pool
    self.keeper = keeper
    self.flushes = flushes
    contents = ContentRegister(plan.duplicates, duplicates)
    timeline = plan.keepsTimeline ? Timeline(from: .now) : nil
    self.logger = logger
  }

  /// Pages that may wait for the parsers before a loop stops fetching more.
  var parsingPerLoop: Int { max(8, plan.parsers * 6 / plan.loops) }

  private var crews: [any Crew] { state.withLock { $0.crews } }

  func adopt(_ crews: [any Crew]) { state.withLock { $0.crews = crews } }

  // MARK: Waking

  /// Somebody found work: it may be for another loop.
  func wakeOthers(than index: Int) {
    guard plan.loops > 1 else { return }
    for (other, crew) in crews.enumerated() where other != index { crew.wakeOne() }
  }

  func wakeEverybody() { for crew in crews { crew.wakeAll() } }

  // MARK: Ends

  /// Why the crawl cannot go on, if so.
  var failure: CrawlError? { state.withLock { $0.failure } }

  /// Notes that the crawl cannot go on, and ends it. Any thread.
  func fail(_ error: CrawlError) {
    state.withLock { $0.failure = $0.failure ?? error }
    frontier.stop()
    for crew in crews { crew.cancelFetches() }
    wakeEverybody()
  }

  /// Gives up what is in flight; its URLs stay queued. Any thread.
  func abandon() {
    for crew in crews { crew.cancelFetches() }
    pool.closeSoon()
  }

  // MARK: Rows

  /// Hands the rows over, unless the last ones are still being written.
  func flushSoon() {
    guard let batch = ledger.beginFlush() else { return }
    flushes.add { [self] in await flush(batch) }
  }

  /// Writes a batch, and what became worthwhile meanwhile: here and not by another entry in the queue,
  /// which may be closed by then.
  private func flush(_ batch: CrawlBatch) async {
    var next: CrawlBatch? = batch
    while let batch = next { next = ledger.continueFlush(await write(batch)) }
    for crew in crews { crew.wakeOne() }
  }

  /// Writes rows; a store that fails ends the crawl.
  ///
  /// - Returns: the batch, emptied; nil when it could not be written.
  func write(_ batch: CrawlBatch) async -> CrawlBatch? {
    do throws(StoreError) {
      return try await keeper.write(batch)
    } catch {
      fail(.store(error))
      return nil
    }
  }

  /// Makes the seeds durable before anything is fetched: whoever resumes a crawl that was killed at its
  /// very start has to know which hosts may have been asked a moment ago.
  func commitSeeds() async {
    guard await write(ledger.takeRest()) != nil else { return }
    do throws(StoreError) { try await keeper.commit() } catch { fail(.store(error)) }
  }

  /// Makes durable what was written long enough ago.
  func commitIfDue() async {
    do throws(StoreError) { try await keeper.commitIfDue() } catch { fail(.store(error)) }
  }

  /// Records the cookies that servers set, where the crawl has any.
  func keepCookies() async {
    guard plan.cookieFile != nil else { return }
    var lines: [String] = []
    for crew in crews { lines += await crew.cookieLines }
    guard
      state.withLock({ state in
        defer { state.cookies = lines }
        return state.cookies != lines
      })
    else { return }
    do throws(StoreError) { try await keeper.write(cookies: lines) } catch {
      fail(.store(error))
    }
  }

  // MARK: Talking

  /// Something went wrong with one URL: for those who asked to hear of it.
  func log(_ work: Work, _ what: @autoclosure () -> String) {
    logger.debug("\(work.url): \(what())", metadata: nil)
  }
}
