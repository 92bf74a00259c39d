package import Bodies
import DequeModule
package import EventLoop
import Glibc
import ParserWire

/// Parser processes, fed and watched from one event loop.
///
/// A page's body lies in shared memory from its first byte on, and its facts come back the same way;
/// the socket carries only short packets. A process that dies, hangs or garbles loses the page that it was working on and no
/// other, and is replaced. When no process has room, pages wait in line and their callers with them,
/// and so fetching slows down to what the pool can take.
///
/// All that changes hands does so between two suspensions: a coroutine that resumes may find others in
/// front of it, so none is ever told "there is room".
package actor ParserPool {
  private nonisolated let loop: EventLoop
  private var settings: PoolSettings
  private let bodies: BodyArena
  private var workers: [PoolWorker] = []
  /// Pages that no process had room for, first come, first served.
  private var waiting = Deque<PoolWorker.Page>()
  private var packet = [UInt8](repeating: 0, count: Packet.maximumLength)
  private var reply: [UInt8] = []
  private var watchdog: TimerID?
  private var deathsInARow = 0
  private var startedWorkers = 0
  private var failedStarts = 0
  /// Set while no process is started, because the last start failed.
  private var startPause: TimerID?
  private var isClosed = false
  /// Why the pool gave up, when it did: a line for people.
  package private(set) var trouble: String?
  /// Parser processes that died or were killed so far.
  package private(set) var deaths = 0
  /// What the processes took at once; whole when the pool is closed.
  package private(set) var peaks = PoolPeaks()

  package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.unownedExecutor }

  /// - Parameter bodies: where all bodies lie that `parse` will be given.
  package init(on loop: EventLoop, settings: PoolSettings, bodies: BodyArena) {
    self.loop = loop
    self.settings = settings
    self.settings.worker.bodyMemory = UInt64(bodies.capacity)
    self.bodies = bodies
  }

  /// Parses one page. Never throws: whatever goes wrong is an outcome.
  package func parse(_ page: PageToParse) async -> ParseOutcome {
    await Waiter.suspend { take(page, for: .coroutine($0)) }
  }

  /// As the other `parse`, and blocks the calling thread meanwhile, which must not be the loop's.
  package nonisolated func parse(blockingOn page: PageToParse) -> ParseOutcome {
    let answer = Monitor<ParseOutcome?>(nil)
    loop.execute { [self] in assumeIsolated { $0.take(page, for: .thread(answer)) } }
    return answer.wait { $0 } ?? .failed(ParseFailure(.cancelled))
  }

  private func take(_ page: PageToParse, for asker: PoolWorker.Asker) {
    precondition(page.body.arena === bodies, "a body of another arena")
    if let refusal = page.refusal(capacity: settings.worker.bodyCapacity) {
      return asker.answer(.failed(refusal))
    }
    waiting.append(PoolWorker.Page(asker: asker, request: page.request, body: page.body))
    fillProcesses()
  }

  /// A copy of a reply that was larger gives its memory back.
  private static let keptReply = 16 << 20

  /// Starts the first process before there is a page for it, so that it is ready when one comes.
  package func warmUp() { if workers.isEmpty && !isClosed { _ = startWorker() } }

  /// How many pages wait for room; more than a few means that fetching should slow down.
  package var backlog: Int { waiting.count }

  /// The processes' ids, for tests and for the curious.
  package var processIDs: [Int32] { workers.map { $0.process.pid } }

  /// Ends all processes and waits until they are gone. Their pages, and those that wait for room, end
  /// as cancelled.
  package func close() {
    isClosed = true
    for worker in workers {
      remove(worker, byForce: !worker.pages.isEmpty)
      for entry in worker.pages { waiting.append(entry.page) }
    }
    fillProcesses()
    for timer in [watchdog, startPause] { if let timer { loop.cancel(timer) } }
    (watchdog, startPause) = (nil, nil)
  }

  /// As `close`, from any thread, and does not wait for it.
  package nonisolated func closeSoon() { loop.execute { [self] in assumeIsolated { $0.close() } } }

  // MARK: Room

  /// Hands waiting pages to processes with room, which are started if need be.
  private func fillProcesses() {
    while let page = waiting.first {
      if let refusal {
        page.asker.answer(.failed(refusal))
        waiting.removeFirst()
      } else if let worker = leastBusyWorker() {
        if worker.take(page) { waiting.removeFirst() } else { settle(worker) }
      } else if trouble == nil {
        return
      }
    }
  }

  /// Why no page is taken any more.
  private var refusal: ParseFailure? {
    if isClosed { return ParseFailure(.cancelled) }
    return trouble.map { ParseFailure(.unavailable, $0) }
  }

  private func leastBusyWorker() -> PoolWorker? {
    let best = workers.filter { $0.hasRoom }.min { $0.pages.count < $1.pages.count }
    if let best, best.pages.isEmpty || workers.count >= settings.processes { return best }
    guard workers.count < settings.processes else { return nil }
    return startWorker() ?? best
  }

  private func startWorker() -> PoolWorker? {
    guard startPause == nil else { return nil }
    do throws(SystemError) {
      let worker = try PoolWorker(number: startedWorkers, settings: settings, bodies: bodies)
      try watch(worker)
      startedWorkers += 1
      failedStarts = 0
      workers.append(worker)
      peaks.started(total: workers.count)
      armWatchdog()
      return worker
    } catch {
      startFailed(error)
      return nil
    }
  }

  private func watch(_ worker: PoolWorker) throws(SystemError) {
    let number = worker.number
    do throws(SystemError) {
      try loop.register(worker.process.socket, for: .readable) { [weak self] _ in
        self?.assumeIsolated { $0.socketReady(number) }
      }
    } catch {
      _ = worker.process.end(byForce: true)
      throw error
    }
  }

  /// Tries again a little later, unless there is neither a process nor any hope of one.
  private func startFailed(_ error: SystemError) {
    failedStarts += 1
    let mayPass = startedWorkers > 0 || Self.shortages.contains(error.errno)
    if workers.isEmpty && !(mayPass && failedStarts < Self.startsBeforeGivingUp) {
      return giveUp("cannot start \(settings.program): \(error)")
    }
    startPause = loop.schedule(at: .now + Self.pauseBetweenStarts) { [weak self] in
      self?.assumeIsolated { pool in
        pool.startPause = nil
        pool.fillProcesses()
      }
    }
  }

  /// What this machine may be short of for a moment. Once a program has started, whatever keeps it from
  /// starting again may pass too: it may be in the middle of being replaced.
  private static let shortages: Set<Int32> = [EAGAIN, EMFILE, ENFILE, ENOMEM, ETXTBSY]
  private static let pauseBetweenStarts = Duration.milliseconds(250)
  private static let startsBeforeGivingUp = 20

  private func giveUp(_ reason: String) { trouble = trouble ?? reason }

  // MARK: Answers

  private func socketReady(_ number: Int) {
    guard let worker = workers.first(where: { $0.number == number }) else { return }
    takeAnswers(of: worker)
    fillProcesses()
  }

  private func takeAnswers(of worker: PoolWorker) {
    while true {
      switch worker.process.receive(into: &packet) {
      case .nothing: return
      case .closed: return bury(worker)
      case .packet(let count):
        guard read(packet.span.extracting(first: count), from: worker) else {
          return bury(worker, as: ParseFailure(.garbled))
        }
      }
      if worker.isRetiring && worker.pages.isEmpty {
        remove(worker, byForce: false)
        return
      }
    }
  }

  /// - Returns: false when the process said what it must not.
  private func read(_ packet: Span<UInt8>, from worker: PoolWorker) -> Bool {
    guard worker.isReady else {
      worker.isReady = (try? WorkerReady(decoding: packet)) != nil
      return worker.isReady
    }
    guard let receipt = try? ParseReceipt(decoding: packet),
      Int(receipt.replyLength) <= worker.process.replies.slotCapacity
    else { return false }
    let slot = Int(receipt.slot)
    guard worker.pages.first?.slot == slot else { return false }
    worker.process.replies.read(Int(receipt.replyLength), slot: slot, into: &reply)
    let isSitemap = worker.pages.first?.page.request.documentType == .sitemap
    guard
      let outcome = isSitemap
        ? sitemapOutcome(receipt) : pageOutcome(receipt)
    else { return false }
    worker.process.replies.release(slot: slot, used: reply.count)
    if reply.capacity > Self.keptReply { reply = [] }
    guard let page = worker.finish(slot: receipt.slot) else { return false }
    deathsInARow = 0
    if hasGrown(worker, receipt) { worker.isRetiring = true }
    page.asker.answer(outcome)
    return true
  }

  /// Whether a process takes more memory than it may. What it says of its own peak it may have inherited
  /// from the crawler that started it: where that is too much, the kernel's word counts.
  private func hasGrown(_ worker: PoolWorker, _ receipt: ParseReceipt) -> Bool {
    guard receipt.peakResidentKiB > settings.maximumResidentKiB else { return false }
    let peak = ResidentPeak.bytes(of: worker.process.pid) ?? .max
    return peak > Int64(settings.maximumResidentKiB) << 10
  }

  private func pageOutcome(_ receipt: ParseReceipt) -> ParseOutcome? {
    guard let facts = try? PageFacts(decoding: reply.span) else { return nil }
    return .parsed(facts, cpuMicroseconds: receipt.cpuMicroseconds)
  }

  private func sitemapOutcome(_ receipt: ParseReceipt) -> ParseOutcome? {
    guard let facts = try? SitemapFacts(decoding: reply.span) else { return nil }
    return .sitemap(facts, cpuMicroseconds: receipt.cpuMicroseconds)
  }

  // MARK: Deaths

  /// Buries a process, unless what it has said meanwhile clears it.
  private func settle(
    _ worker: PoolWorker, as failure: ParseFailure? = nil, isCleared: () -> Bool = { false }
  ) {
    takeAnswers(of: worker)
    guard workers.contains(where: { $0 === worker }), !isCleared() else { return }
    bury(worker, as: failure)
  }

  /// Removes a process that failed: the page that it worked on is lost, the others are the next in
  /// line. One that never got ready cannot have failed because of a page.
  ///
  /// - Parameter failure: what it did; nil for what the kernel says.
  private func bury(_ worker: PoolWorker, as failure: ParseFailure? = nil) {
    deaths += 1
    deathsInARow += 1
    let end = remove(worker, byForce: true)
    let failure = failure ?? Self.failure(from: end)
    judgeDeaths(worker, failure)
    let lost = worker.pages.prefix(worker.isReady ? 1 : 0)
    for entry in lost { entry.page.asker.answer(.failed(failure)) }
    waiting.insert(contentsOf: worker.pages.dropFirst(lost.count).map(\.page), at: 0)
  }

  /// Gives up when one process after the other dies.
  private func judgeDeaths(_ worker: PoolWorker, _ failure: ParseFailure) {
    let reason = failure.detail.isEmpty ? failure.code.rawValue : failure.detail
    if !worker.isReady && deathsInARow >= 3 {
      giveUp("\(settings.program) does not start: \(reason)")
    } else if deathsInARow >= settings.deathsInARow {
      giveUp("\(deathsInARow) parser processes died in a row, the last one: \(reason)")
    }
  }

  private static func failure(from end: String) -> ParseFailure {
    end == ParserProcess.cpuSignal ? ParseFailure(.cpuTime) : ParseFailure(.crashed, end)
  }

  @discardableResult
  private func remove(_ worker: PoolWorker, byForce: Bool) -> String {
    workers.removeAll { $0 === worker }
    loop.unregister(worker.process.socket)
    // A process that is dead already has no memory left to ask about.
    if let peak = ResidentPeak.bytes(of: worker.process.pid) { peaks.ended(peak: peak) }
    return worker.process.end(byForce: byForce)
  }

  // MARK: Time

  /// One timer for all processes: looks a few times within the allowed time of a page.
  private func armWatchdog() {
    guard watchdog == nil, !isClosed, !workers.isEmpty else { return }
    let deadline = ContinuousClock.now + settings.timePerPage / 4
    watchdog = loop.schedule(at: deadline) { [weak self] in
      self?.assumeIsolated { $0.watch(now: .now) }
    }
  }

  private func watch(now: ContinuousClock.Instant) {
    watchdog = nil
    let limit = settings.timePerPage
    for worker in workers where worker.isBusy(longerThan: limit, now: now) {
      settle(worker, as: ParseFailure(.time, "more than \(limit)")) {
        !worker.isBusy(longerThan: limit, now: now)
      }
    }
    fillProcesses()
    armWatchdog()
  }
}
