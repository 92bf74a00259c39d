import EventLoop
import Glibc
import Synchronization
import Testing

/// An actor that lives on a loop.
actor Resident {
  nonisolated let loop: EventLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.unownedExecutor }
  private(set) var log: [String] = []
  private(set) var awake = 0

  init(on loop: EventLoop) { self.loop = loop }

  func isAtHome() -> Bool { loop.isCurrent }

  func nap(_ name: String, for durations: [Duration]) async throws {
    for duration in durations {
      log.append(name)
      try await loop.sleep(until: .now + duration)
    }
  }

  func sleepAndCount(for duration: Duration) async throws {
    try await loop.sleep(until: .now + duration)
    awake += 1
  }

  /// Waits until the descriptor is ready. The handler takes itself away: the coroutine may get its turn
  /// much later, and what stays ready would keep the loop busy until then.
  func waitReadable(_ descriptor: Int32) async throws -> Readiness {
    let reactor = loop.reactor
    return await withCheckedContinuation { continuation in
      let once = Mutex<CheckedContinuation<Readiness, Never>?>(continuation)
      let outcome: Result<Void, SystemError> = reactor.assumeIsolated { reactor in
        do throws(SystemError) {
          try reactor.register(descriptor, for: .readable) { readiness in
            reactor.assumeIsolated { $0.unregister(descriptor) }
            once.withLock { $0.take() }?.resume(returning: readiness)
          }
          return .success(())
        } catch { return .failure(error) }
      }
      if case .failure = outcome { once.withLock { $0.take() }?.resume(returning: []) }
    }
  }
}

@Suite(.timeLimit(.minutes(1))) struct EventLoopTests {
  /// A fresh loop for the body, stopped afterwards.
  private func withLoop<Result>(
    _ kind: SelectorKind, _ body: (EventLoop) async throws -> Result
  ) async throws -> Result {
    let loop = try EventLoop.start(named: "test", selector: kind)
    defer { loop.stop() }
    return try await body(loop)
  }

  @Test(arguments: SelectorKind.allCases)
  func actorsRunOnTheLoopsThread(kind: SelectorKind) async throws {
    try await withLoop(kind) { loop in
      #expect(await Resident(on: loop).isAtHome())
      #expect(!loop.isCurrent)
    }
  }

  @Test(arguments: SelectorKind.allCases)
  func sleepersInterleaveAndTheTotalIsTheLongest(kind: SelectorKind) async throws {
    try await withLoop(kind) { loop in
      let resident = Resident(on: loop)
      let start = ContinuousClock.now
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await resident.nap("slow", for: [.milliseconds(120)]) }
        group.addTask {
          try await resident.nap("quick", for: [.milliseconds(20), .milliseconds(20)])
        }
        try await group.waitForAll()
      }
      let took = ContinuousClock.now - start
      #expect(took >= .milliseconds(120))
      #expect(await resident.log.sorted() == ["quick", "quick", "slow"])
      #expect(await resident.log.last == "quick")
    }
  }

  @Test(arguments: SelectorKind.allCases)
  func aCancelledSleepEndsAtOnce(kind: SelectorKind) async throws {
    try await withLoop(kind) { loop in
      let resident = Resident(on: loop)
      let task = Task { try await resident.sleepAndCount(for: .seconds(3600)) }
      await Task.yield()
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      #expect(await resident.awake == 0)
    }
  }

  @Test(arguments: SelectorKind.allCases)
  func tenThousandSleepersNeedOneThread(kind: SelectorKind) async throws {
    try await withLoop(kind) { loop in
      let resident = Resident(on: loop)
      let threadsBefore = try threadCount()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<10_000 {
          group.addTask { try await resident.sleepAndCount(for: .milliseconds(50)) }
        }
        // Other tests start loops meanwhile, but not hundreds of them.
        #expect(try threadCount() <= threadsBefore + 500)
        try await group.waitForAll()
      }
      #expect(await resident.awake == 10_000)
    }
  }

  @Test(arguments: SelectorKind.allCases)
  func aReadableDescriptorWakesItsCoroutine(kind: SelectorKind) async throws {
    try await withLoop(kind) { loop in
      let pipe = try Pipe()
      let resident = Resident(on: loop)
      let waiting = Task { try await resident.waitReadable(pipe.readEnd) }
      pipe.write("x")
      #expect(try await waiting.value.contains(.readable))
    }
  }

  @Test(arguments: SelectorKind.allCases)
  func aClosedPeerIsReported(kind: SelectorKind) async throws {
    try await withLoop(kind) { loop in
      let pipe = try Pipe()
      let resident = Resident(on: loop)
      let waiting = Task { try await resident.waitReadable(pipe.readEnd) }
      pipe.closeWriteEnd()
      // select knows no hang-ups: what hung up can be read.
      #expect(try await waiting.value.contains(kind == .select ? .readable : .failed))
    }
  }

  /// Guards against delivering an event to whoever took over a descriptor's number.
  @Test(arguments: SelectorKind.allCases)
  func anEventOfAReplacedRegistrationIsDropped(kind: SelectorKind) async throws {
    try await withLoop(kind) { loop in
      let (first, second) = (try Pipe(), try Pipe())
      let calls = Calls()
      await withCheckedContinuation { done in
        loop.execute {
          loop.reactor.assumeIsolated { reactor in
            // Both are ready in one batch; whichever is served first replaces the other.
            reactor.replaceWhenReady(first, second, calls)
            reactor.replaceWhenReady(second, first, calls)
            first.write("x")
            second.write("x")
            _ = reactor.schedule(at: .now + .milliseconds(50)) { done.resume() }
          }
        }
      }
      #expect(calls.names == ["old"])
    }
  }

  /// Alone in its process: other tests open descriptors meanwhile.
  @Test(arguments: SelectorKind.allCases)
  func stoppingRunsWhatIsQueuedAndLeavesNoDescriptor(kind: SelectorKind) async {
    await #expect(processExitsWith: .success) { [kind = kind.rawValue as String] in
      let kind = try #require(SelectorKind(rawValue: kind))
      let ran = Calls()
      let before = try descriptorCount()
      // Twenty times: a request to stop must not be lost, whenever it comes in the loop's turn.
      for _ in 0..<20 {
        let loop = try EventLoop.start(named: "test", selector: kind)
        loop.execute { ran.add("x") }
        loop.stop()
      }
      #expect(ran.names.count == 20)
      // Twenty leaked loops would be twenty descriptors at least; libraries may open a few.
      #expect(try descriptorCount() < before + 10)
    }
  }

  @Test func callingTheReactorOffTheLoopTraps() async {
    await #expect(processExitsWith: .failure) {
      unregisterFromHere(try EventLoop.start(named: "test"))
    }
  }
}

/// What was called, in order.
private final class Calls: Sendable {
  private let list = Mutex<[String]>([])
  var names: [String] { list.withLock { $0 } }
  func add(_ name: String) { list.withLock { $0.append(name) } }
}

extension Reactor {
  /// When `mine` is ready, both go, and `other`'s descriptor comes back for writing, which a read
  /// end never is: so only a stale event can call it.
  fileprivate func replaceWhenReady(_ mine: Pipe, _ other: Pipe, _ calls: Calls) {
    try? register(mine.readEnd, for: .readable) { [self] _ in
      calls.add("old")
      assumeIsolated { reactor in
        reactor.unregister(mine.readEnd)
        reactor.unregister(other.readEnd)
        try? reactor.register(other.readEnd, for: .writable) { _ in calls.add("stale") }
      }
    }
  }
}

/// Not on the loop: must trap.
private func unregisterFromHere(_ loop: EventLoop) {
  loop.reactor.assumeIsolated { $0.unregister(0) }
}

private func entryCount(_ directory: String) throws -> Int {
  let handle = try unsafe #require(unsafe opendir(directory))
  defer { unsafe closedir(handle) }
  var count = 0
  while unsafe readdir(handle) != nil { count += 1 }
  return count
}

private func threadCount() throws -> Int { try entryCount("/proc/self/task") }

private func descriptorCount() throws -> Int { try entryCount("/proc/self/fd") }
