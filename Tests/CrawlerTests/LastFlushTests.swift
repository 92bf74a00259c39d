import Bodies
import CrawlStore
import EventLoop
import Fetcher
import Frontier
import Glibc
import Logging
import ParserPool
import Testing
import WebURL

@testable import Crawler

/// The rows of a crawl's last moments.
@Suite(.timeLimit(.minutes(1))) struct LastFlushTests {
  /// The store is held up while it writes, a whole batch of rows comes in behind, and the crawl ends.
  @Test func rowsBehindTheLastFlushAreWritten() async throws {
    let folder = try Folder()
    let seeds = (0..<10_000).map { "http://127.0.0.1:9/\($0)" }
    let plan = try makePlan(seeds, in: folder.crawl)
    let (fetching, storing) = (
      try EventLoop.start(named: "orb-loop-0"), try EventLoop.start(named: "orb-store")
    )
    try await crawlWithoutWork(plan, fetching, storing, Latch())
    await stop([fetching, storing])
    let answers = Answers(folder.crawl)
    try answers.checkInvariants()
    #expect(try answers.number("SELECT count(*) FROM urls") == seeds.count)
  }

  /// A crawl's end, as `Crawl` brings it about, with one row in the flush and the others behind it.
  private func crawlWithoutWork(
    _ plan: CrawlPlan, _ fetching: EventLoop, _ storing: EventLoop, _ latch: Latch
  ) async throws {
    let key = FingerprintKey(1, 2)
    let bodies = try BodyArena()
    let keeper = StoreKeeper(on: storing)
    try await keeper.create(plan.directory, facts: [], settings: [])
    let context = CrawlContext(
      plan: plan, key: key,
      frontier: Frontier(settings: plan.frontierSettings, scope: try Scope(.any)),
      board: StatisticsBoard(), bodies: bodies,
      pool: ParserPool(
        on: fetching, settings: plan.poolSettings(secret: (1, 2)), bodies: bodies),
      keeper: keeper, flushes: FlushQueue(), duplicates: DuplicateIndex(),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let desk = CrawlDesk(index: 0, crawl: context)
    await withTaskGroup(of: Void.self) { group in
      group.addTask(executorPreference: fetching.executor) { await context.flushes.run() }
      let held = Latch()
      storing.execute {
        held.open()
        latch.wait()
      }
      held.wait()
      desk.plant(SeedList([plan.seeds[0]], rules: plan.canonicalRules, key: key))
      context.flushSoon()
      desk.plant(
        SeedList(Array(plan.seeds.dropFirst()), rules: plan.canonicalRules, key: key))
      #expect(context.ledger.isOverdue)
      context.flushes.close()
      latch.open()
    }
    _ = await context.write(context.ledger.takeRest())
    try await keeper.finish(status: "finished", indexed: false)
    #expect(context.failure == nil)
  }

  /// Not from a task that one of the loops resumed: a loop cannot wait for itself.
  @concurrent private func stop(_ loops: [EventLoop]) async { for loop in loops { loop.stop() } }
}

/// Holds a thread up until it is opened.
private final class Latch: Sendable {
  private let ends: (read: Int32, write: Int32)

  init() {
    var ends: [Int32] = [-1, -1]
    let result = unsafe pipe(&ends)
    precondition(result == 0, "no pipe")
    self.ends = (ends[0], ends[1])
  }

  deinit {
    close(ends.read)
    close(ends.write)
  }

  func wait() {
    var byte: UInt8 = 0
    _ = unsafe read(ends.read, &byte, 1)
  }

  func open() {
    var byte: UInt8 = 0
    _ = unsafe write(ends.write, &byte, 1)
  }
}
