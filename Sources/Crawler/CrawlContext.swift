import Bodies
import CrawlStore
import EventLoop
import Fetcher
import Frontier
import Logging
import ParserPool
import ParserWire
import Synchronization
import WebURL

/// What the loops of one crawl share.
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
  private let logger: Logger
  private let state = Mutex(State())

  private struct State {
    var loops: [CrawlLoop] = []
    var failure: CrawlError?
    /// What was recorded last.
    var cookies: [String] = []
  }

  /// Bodies that wait for the parsers may take this much memory on each loop before servers are
  /// asked, by their full sockets, to wait with more.
  static let bytesAwaitingParsers = 64 << 20

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
    self.logger = logger
  }

  /// Pages that may wait for the parsers before a loop stops fetching more.
  var parsingPerLoop: Int { max(8, plan.parsers * 6 / plan.loops) }

  var loops: [CrawlLoop] { state.withLock { $0.loops } }

  func adopt(_ loops: [CrawlLoop]) { state.withLock { $0.loops = loops } }

  // MARK: Waking

  func wakeOthers(than index: Int) {
    guard plan.loops > 1 else { return }
    for loop in loops where loop.index != index {
      loop.loop.execute { loop.assumeIsolated { $0.wakeOne() } }
    }
  }

  func wakeEverybody() {
    for loop in loops { loop.loop.execute { loop.assumeIsolated { $0.wakeAll() } } }
  }

  // MARK: Ends

  /// Why the crawl cannot go on, if so.
  var failure: CrawlError? { state.withLock { $0.failure } }

  /// Notes that the crawl cannot go on, and ends it.
  func fail(_ error: CrawlError) async {
    state.withLock { $0.failure = $0.failure ?? error }
    frontier.stop()
    for loop in loops { await loop.fetcher.cancelAll() }
    wakeEverybody()
  }

  /// Gives up what is in flight, at once; its URLs stay queued. Any thread.
  func abandon() {
    for loop in loops {
      loop.loop.execute { loop.fetcher.assumeIsolated { $0.cancelAll() } }
    }
    loops.first?.loop.execute { [pool] in pool.assumeIsolated { $0.close() } }
  }

  /// Writes rows; a store that fails ends the crawl.
  ///
  /// - Returns: the batch, emptied; nil when it could not be written.
  func write(_ batch: CrawlBatch) async -> CrawlBatch? {
    do throws(StoreError) {
      return try await keeper.write(batch)
    } catch {
      await fail(.store(error))
      return nil
    }
  }

  /// Makes the seeds durable before anything is fetched: whoever resumes a crawl that was killed at its
  /// very start has to know which hosts may have been asked a moment ago.
  func commitSeeds() async {
    guard await write(ledger.takeRest()) != nil else { return }
    do throws(StoreError) { try await keeper.commit() } catch { await fail(.store(error)) }
  }

  /// Makes durable what was written long enough ago.
  func commitIfDue() async {
    do throws(StoreError) { try await keeper.commitIfDue() } catch { await fail(.store(error)) }
  }

  /// Records the cookies that servers set, where the crawl has any.
  func keepCookies(of loops: [CrawlLoop]) async {
    guard plan.cookieFile != nil else { return }
    var lines: [String] = []
    for loop in loops { lines += await loop.fetcher.cookieLines }
    guard
      state.withLock({ state in
        defer { state.cookies = lines }
        return state.cookies != lines
      })
    else { return }
    do throws(StoreError) { try await keeper.write(cookies: lines) } catch {
      await fail(.store(error))
    }
  }

  // MARK: Talking

  /// Something went wrong with one URL: for those who asked to hear of it.
  func log(_ work: Work, _ what: @autoclosure () -> String) {
    logger.debug("\(work.url): \(what())", metadata: nil)
  }
}
