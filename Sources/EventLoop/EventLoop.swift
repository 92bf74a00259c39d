private import Synchronization

/// One thread that waits for descriptors, timers and coroutines, and runs whatever is ready.
///
/// An actor whose `unownedExecutor` is the loop's runs on its thread, and an `await` between such
/// actors is an ordinary call, with no hop. Everything that belongs to the thread (selector, timers,
/// registrations) is the state of the loop's `reactor`, so the compiler holds the isolation and
/// `assumeIsolated` checks it at the door.
///
/// Thread rule: `execute` and `stop` may be called from anywhere; all else goes through actors that
/// live on the loop.
package final class EventLoop: Sendable {
  /// The thread's name, at most 15 bytes, as `top -H` shows it.
  package let name: String
  /// By what it waits for its descriptors.
  package let selector: SelectorKind
  /// What an actor names as its executor in order to live here.
  package let executor: LoopExecutor
  /// The loop's own state. `assumeIsolated` reaches it from anything that runs on the loop.
  package let reactor: Reactor
  private let thread = Mutex<SystemThread?>(nil)

  /// Makes a loop and starts its thread. The loop lives until `stop()`.
  ///
  /// - Throws: `SystemError` when descriptors or threads have run out, those included that the
  ///   selector can watch.
  package static func start(
    named name: String, selector: SelectorKind = .best
  ) throws(SystemError) -> EventLoop {
    let loop = try EventLoop(name: name, selector: selector)
    try loop.startThread()
    return loop
  }

  private init(name: String, selector: SelectorKind) throws(SystemError) {
    self.name = name
    self.selector = selector
    executor = try LoopExecutor()
    reactor = try Reactor(selector: selector, executor: executor)
  }

  /// The executor, in the form that an actor's `unownedExecutor` returns.
  package var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

  /// Whether the caller runs on the loop's thread.
  package var isCurrent: Bool { executor.isCurrent }

  /// Runs a closure on the loop, in the order of the calls.
  package func execute(_ work: @escaping @Sendable () -> Void) { executor.execute(work) }

  // MARK: For synchronous callers on the loop; anywhere else these trap.

  /// `Reactor.register`, for callers that are not the reactor but run on its thread.
  package func register(
    _ descriptor: Int32, for interest: Readiness, _ handler: @escaping Reactor.ReadyHandler
  ) throws(SystemError) {
    let result: Result<Void, SystemError> = reactor.assumeIsolated { reactor in
      Result { () throws(SystemError) in try reactor.register(descriptor, for: interest, handler) }
    }
    try result.get()
  }

  /// `Reactor.modify`, likewise.
  package func modify(_ descriptor: Int32, for interest: Readiness) throws(SystemError) {
    let result: Result<Void, SystemError> = reactor.assumeIsolated { reactor in
      Result { () throws(SystemError) in try reactor.modify(descriptor, for: interest) }
    }
    try result.get()
  }

  /// `Reactor.unregister`, likewise.
  package func unregister(_ descriptor: Int32) {
    reactor.assumeIsolated { $0.unregister(descriptor) }
  }

  /// `Reactor.schedule`, likewise.
  package func schedule(
    at deadline: ContinuousClock.Instant, _ action: @escaping @Sendable () -> Void
  ) -> TimerID {
    reactor.assumeIsolated { $0.schedule(at: deadline, action) }
  }

  /// `Reactor.cancel`, likewise.
  package func cancel(_ timer: TimerID) { reactor.assumeIsolated { $0.cancel(timer) } }

  // MARK: Coroutines

  /// Suspends the calling coroutine until a time.
  ///
  /// - Throws: `CancellationError` as soon as the task is cancelled.
  package func sleep(until deadline: ContinuousClock.Instant) async throws {
    try await reactor.sleep(until: deadline)
  }

  /// Ends the loop once what is queued has run, and waits for its thread.
  ///
  /// Must not be called on the loop. Timers and registrations that are left are dropped.
  package func stop() {
    precondition(!isCurrent, "a loop cannot wait for itself to end")
    executor.requestStop()
    let thread = thread.withLock { $0.take() }
    thread?.join()
  }

  private func startThread() throws(SystemError) {
    let started = try SystemThread(named: name) { self.run() }
    thread.withLock { $0 = started }
  }

  /// The thread's whole life: jobs, then timers, then descriptors, again and again.
  private func run() {
    executor.adoptCurrentThread()
    var turn = LoopExecutor.Turn()
    while true {
      executor.takeInbox(into: &turn)
      executor.run(&turn)
      reactor.assumeIsolated { $0.fireTimers(now: .now) }
      let isIdle = executor.fallAsleepIfIdle(after: turn)
      if turn.isStopping && isIdle { break }
      reactor.assumeIsolated { $0.poll(mayWait: isIdle) }
    }
    reactor.assumeIsolated { $0.close() }
  }
}
