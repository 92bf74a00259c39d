import DequeModule
package import EventLoop
package import ParserWire

/// Parser processes, fed and watched from one event loop.
///
/// A page goes in by shared memory and its facts come back the same way; the socket carries only
/// short packets. A process that dies, hangs or garbles loses the page that it was working on and no
/// other, and is replaced. When no process has room, callers wait, and so fetching slows down to what
/// the pool can take.
package actor ParserPool {
  private nonisolated let loop: EventLoop
  private let settings: PoolSettings
  private var workers: [PoolWorker] = []
  private var waiting = Deque<Waiter<Void>>()
  private var packet = [UInt8](repeating: 0, count: Packet.maximumLength)
  private var reply: [UInt8] = []
  private var watchdog: TimerID?
  private var deathsInARow = 0
  private var startedWorkers = 0
  private var isClosed = false
  /// Why the pool gave up, when it did: a line for people.
  package private(set) var trouble: String?
  /// Parser processes that died or were killed so far.
  package private(set) var deaths = 0

  package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.unownedExecutor }

  package init(on loop: EventLoop, settings: PoolSettings) {
    self.loop = loop
    self.settings = settings
  }

  /// Parses one page. Never throws: whatever goes wrong is an outcome.
  ///
  /// - Parameters:
  ///   - body: the page's bytes, decoded from their content coding.
  ///   - url: its canonical URL.
  ///   - charset: what the `Content-Type` header said, or empty.
  package func parse(
    _ body: [UInt8], url: String, charset: String, type: DocumentType
  ) async -> ParseOutcome {
    guard body.count <= settings.worker.bodyCapacity else {
      return .failed(ParseFailure(.tooLarge, "more than \(settings.worker.bodyCapacity) bytes"))
    }
    guard url.utf8.count <= Self.longestURL else {
      return .failed(ParseFailure(.tooLarge, "a URL of more than \(Self.longestURL) bytes"))
    }
    let label = charset.utf8.count <= Self.longestCharset ? Array(charset.utf8) : []
    let request = ParseRequest(
      slot: 0, bodyLength: UInt32(body.count), url: Array(url.utf8), charset: label,
      documentType: type)
    guard let worker = await workerWithRoom() else { return .failed(reasonForRefusal) }
    return await Waiter.suspend { waiter in
      give(PoolWorker.Page(waiter: waiter, request: request), to: worker, body: body.span)
    }
  }

  /// A process that works on a page leaves its requests in the socket, which must have room for all.
  private static let longestURL = 16_384
  /// No encoding has a label as long as this: a longer one is as good as none.
  private static let longestCharset = 64

  /// Starts the first process before there is a page for it, so that it is ready when one comes.
  package func warmUp() { if workers.isEmpty && !isClosed { _ = startWorker() } }

  /// How many callers wait for room; more than a few means that fetching should slow down.
  package var backlog: Int { waiting.count }

  /// The processes' ids, for tests and for the curious.
  package var processIDs: [Int32] { workers.map { $0.process.pid } }

  /// Ends all processes and waits until they are gone. Their pages, and those of callers who wait for
  /// room, end as cancelled.
  package func close() {
    isClosed = true
    for worker in workers { remove(worker, byForce: !worker.pages.isEmpty) }
    while let waiter = waiting.popFirst() { waiter.resume() }
    if let watchdog { loop.cancel(watchdog) }
    watchdog = nil
  }

  // MARK: Room

  /// A process with room, started if need be; nil when the pool is closed or has given up.
  private func workerWithRoom() async -> PoolWorker? {
    while !isClosed && trouble == nil {
      if let worker = leastBusyWorker() { return worker }
      // The attempt to start one may just have been the last.
      guard trouble == nil else { break }
      await Waiter.suspend { waiting.append($0) }
    }
    // Whoever woke this caller meant the room for somebody: pass the word on.
    waiting.popFirst()?.resume()
    return nil
  }

  private func leastBusyWorker() -> PoolWorker? {
    let best = workers.filter { $0.hasRoom }.min { $0.pages.count < $1.pages.count }
    if let best, best.pages.isEmpty || workers.count >= settings.processes { return best }
    guard workers.count < settings.processes else { return nil }
    return startWorker() ?? best
  }

  private func startWorker() -> PoolWorker? {
    do throws(SystemError) {
      let worker = try PoolWorker(number: startedWorkers, settings: settings)
      startedWorkers += 1
      let number = worker.number
      try loop.register(worker.process.socket, for: .readable) { [weak self] _ in
        self?.assumeIsolated { $0.socketReady(number) }
      }
      workers.append(worker)
      armWatchdog()
      return worker
    } catch {
      if workers.isEmpty { giveUp("cannot start \(settings.program): \(error)") }
      return nil
    }
  }

  private var reasonForRefusal: ParseFailure {
    trouble.map { ParseFailure(.unavailable, $0) } ?? ParseFailure(.cancelled)
  }

  private func give(_ page: PoolWorker.Page, to worker: PoolWorker, body: Span<UInt8>) {
    guard worker.take(page, body: body) else { return bury(worker) }
    // The end of a page wakes one caller, but a new process has room for more of them.
    if worker.hasRoom { waiting.popFirst()?.resume() }
  }

  // MARK: Answers

  private func socketReady(_ number: Int) {
    guard let worker = workers.first(where: { $0.number == number }) else { return }
    while true {
      switch worker.process.receive(into: &packet) {
      case .nothing: return
      case .closed: return bury(worker)
      case .packet(let count):
        guard read(packet.span.extracting(first: count), from: worker) else {
          worker.killReason = ParseFailure(.garbled)
          return bury(worker)
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
    guard let facts = try? PageFacts(decoding: reply.span) else { return false }
    worker.process.replies.release(slot: slot, used: reply.count)
    guard let page = worker.finish(slot: receipt.slot) else { return false }
    deathsInARow = 0
    if receipt.peakResidentKiB > settings.maximumResidentKiB { worker.isRetiring = true }
    page.waiter.resume(returning: .parsed(facts, cpuMicroseconds: receipt.cpuMicroseconds))
    waiting.popFirst()?.resume()
    return true
  }

  // MARK: Deaths

  /// Removes a process that failed: the page that it worked on is lost, the others go to another
  /// process. One that never got ready cannot have failed because of a page.
  private func bury(_ worker: PoolWorker) {
    deaths += 1
    deathsInARow += 1
    let lost = worker.pages.prefix(worker.isReady ? 1 : 0)
    let orphans = worker.pages.dropFirst(lost.count).map { ($0.page, worker.body(of: $0)) }
    let end = remove(worker, byForce: true)
    let failure = worker.killReason ?? Self.failure(from: end)
    judgeDeaths(worker, failure)
    for entry in lost { entry.page.waiter.resume(returning: .failed(failure)) }
    for (page, body) in orphans { rehome(page, body) }
    waiting.popFirst()?.resume()
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

  private func rehome(_ page: PoolWorker.Page, _ body: [UInt8]) {
    Task {
      guard let worker = await workerWithRoom() else {
        return page.waiter.resume(returning: .failed(reasonForRefusal))
      }
      give(page, to: worker, body: body.span)
    }
  }

  @discardableResult
  private func remove(_ worker: PoolWorker, byForce: Bool) -> String {
    workers.removeAll { $0 === worker }
    loop.unregister(worker.process.socket)
    let end = worker.process.end(byForce: byForce)
    if isClosed {
      for entry in worker.pages {
        entry.page.waiter.resume(returning: .failed(ParseFailure(.cancelled)))
      }
    }
    return end
  }

  private func giveUp(_ reason: String) {
    trouble = trouble ?? reason
    while let waiter = waiting.popFirst() { waiter.resume() }
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
    for worker in workers
    where !worker.pages.isEmpty && now - worker.headSince > settings.timePerPage {
      worker.killReason = ParseFailure(.time, "more than \(settings.timePerPage)")
      bury(worker)
    }
    armWatchdog()
  }
}
