package import Bodies
package import Errands
package import EventLoop
package import Fetcher
package import ParserPool

/// Asynchronous crawling: many workers on one thread, each a coroutine that is put aside while it waits,
/// for the server or for the parser, and goes on when the event loop hears of an answer.
///
/// A worker is a few hundred bytes and switching to another one a function call, so there may be tens of
/// thousands. Nothing here may block: whatever does would hold up all.
package actor AsyncCrew: Crew {
  private nonisolated let loop: EventLoop
  private nonisolated let desk: any ErrandDesk
  private let parsers: ParserPool
  private let fetcher: Fetcher
  private let settings: Settings
  private var gate = Gate()
  /// Pages of this loop that are in the parser pool or wait for it.
  private var parsing = 0
  /// Bytes of their bodies.
  private var bytesParsing = 0

  package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.unownedExecutor }

  /// How many work, and how far fetching may be ahead of parsing.
  package struct Settings: Sendable {
    /// Coroutines that fetch.
    package var workers: Int
    /// The number of the first among all workers of the crawl, and the distance to the next one: other
    /// loops have those in between.
    package var numbering: (first: Int, stride: Int)
    /// Pages that may wait for the parsers before no more are fetched.
    package var pagesAwaitingParsers: Int
    /// Bytes of bodies that may, before servers are asked, by their full sockets, to wait with more.
    package var bytesAwaitingParsers = 64 << 20

    package init(workers: Int, numbering: (first: Int, stride: Int), pagesAwaitingParsers: Int) {
      (self.workers, self.numbering) = (workers, numbering)
      self.pagesAwaitingParsers = pagesAwaitingParsers
    }
  }

  /// - Parameters:
  ///   - bodies: where bodies are to lie.
  ///   - addressGate: as for `Fetcher`.
  /// - Throws: `SystemError` when libcurl cannot be set up.
  package init(
    on loop: EventLoop, desk: any ErrandDesk, settings: Settings, fetching: FetchSettings,
    bodies: BodyArena, addressGate: @escaping AddressGate, parsers: ParserPool
  ) async throws(SystemError) {
    (self.loop, self.desk, self.parsers, self.settings) = (loop, desk, parsers, settings)
    fetcher = try await Fetcher(on: loop, settings: fetching, bodies: bodies, gate: addressGate)
  }

  package nonisolated func work() async {
    let (first, stride) = settings.numbering
    await withDiscardingTaskGroup { workers in
      for number in 0..<settings.workers {
        workers.addTask(executorPreference: loop.executor) {
          await self.work(as: first + number * stride)
        }
      }
    }
  }

  /// A worker's life.
  private func work(as number: Int) async {
    while true {
      if parsing >= settings.pagesAwaitingParsers {
        await park(until: nil)
        continue
      }
      switch desk.next(for: number) {
      case .errand(let errand, let moreAt):
        if let moreAt { callAnother(at: moreAt) }
        await run(errand)
        if desk.finish(errand) { gate.wakeOne() }
      case .wait(let time): await park(until: time)
      case .drained: return gate.wakeAll()
      }
    }
  }

  /// One errand. A function of its own, so that what it needs on the way is not part of the frame of a
  /// worker that waits for one: ten thousand may.
  @inline(never)
  private func run(_ errand: any Errand) async {
    while true {
      switch errand.demand {
      case .fetch(let request): errand.fetched(await fetcher.fetch(request))
      case .parse(let page): errand.parsed(await parse(page))
      case .nothing: return
      }
    }
  }

  private func parse(_ page: PageToParse) async -> ParseOutcome {
    parsing += 1
    bytesParsing += page.body.count
    if bytesParsing > settings.bytesAwaitingParsers { await fetcher.letBodiesFlow(false) }
    let outcome = await parsers.parse(page)
    parsing -= 1
    bytesParsing -= page.body.count
    if bytesParsing <= settings.bytesAwaitingParsers / 2 { await fetcher.letBodiesFlow(true) }
    gate.wakeOne()
    return outcome
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

  package nonisolated func wakeOne() {
    loop.execute { [self] in assumeIsolated { $0.gate.wakeOne() } }
  }

  package nonisolated func wakeAll() {
    loop.execute { [self] in assumeIsolated { $0.gate.wakeAll() } }
  }

  // MARK: The fetcher

  package nonisolated func cancelFetches() {
    loop.execute { [fetcher] in fetcher.assumeIsolated { $0.cancelAll() } }
  }

  package var cookieLines: [String] { get async { await fetcher.cookieLines } }

  package func load(cookies: [String]) async { await fetcher.load(cookies: cookies) }

  package func close() async { await fetcher.close() }
}
