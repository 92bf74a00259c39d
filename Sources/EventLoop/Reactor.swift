private import CLinux

/// What belongs to a loop's thread: its selector, its timers, and who waits for which descriptor.
package actor Reactor {
  /// Called on the loop with what a descriptor is ready for.
  package typealias ReadyHandler = @Sendable (Readiness) -> Void

  private struct Registration {
    var generation: UInt32
    var interest: Readiness
    var handler: ReadyHandler
  }

  private let selector: any Selector
  private var timers = TimerQueue()
  private var registrations: [Int32: Registration] = [:]
  private var generation: UInt32 = 0
  private var sleepers: [UInt64: Sleeper] = [:]
  private var lastSleeper: UInt64 = 0
  private nonisolated let executor: LoopExecutor

  private struct Sleeper {
    let timer: TimerID
    /// Resumed with whether the sleep was cancelled.
    let waiter: Waiter<Bool>
  }

  /// Watches the executor's eventfd from the start, so that a job from another thread ends the wait.
  ///
  /// - Throws: `SystemError` when descriptors have run out, those included that the selector can watch.
  init(selector kind: SelectorKind, executor: LoopExecutor) throws(SystemError) {
    let selector = try kind.makeSelector()
    let wakeup = executor.wakeup
    try selector.register(wakeup, for: .readable, token: Self.token(wakeup, generation))
    self.selector = selector
    self.executor = executor
    registrations[wakeup] = Registration(generation: generation, interest: .readable) { _ in
      executor.clearWakeup()
    }
  }

  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe executor.asUnownedSerialExecutor()
  }

  // MARK: Descriptors

  /// Watches a descriptor. The handler runs on the loop for as long as the descriptor is ready.
  ///
  /// - Throws: `SystemError` when the selector refuses, for example a descriptor that is watched.
  package func register(
    _ descriptor: Int32, for interest: Readiness, _ handler: @escaping ReadyHandler
  ) throws(SystemError) {
    generation &+= 1
    let registration = Registration(
      generation: generation, interest: interest, handler: handler)
    try selector.register(
      descriptor, for: interest, token: Self.token(descriptor, generation))
    registrations[descriptor] = registration
  }

  /// Changes what a watched descriptor is watched for; no system call where nothing changes.
  package func modify(_ descriptor: Int32, for interest: Readiness) throws(SystemError) {
    guard let registration = registrations[descriptor], registration.interest != interest else {
      return
    }
    try selector.modify(
      descriptor, for: interest, token: Self.token(descriptor, registration.generation))
    registrations[descriptor]?.interest = interest
  }

  /// Stops watching. Call it before the descriptor is closed.
  package func unregister(_ descriptor: Int32) {
    guard registrations.removeValue(forKey: descriptor) != nil else { return }
    selector.unregister(descriptor)
  }

  private static func token(_ descriptor: Int32, _ generation: UInt32) -> UInt64 {
    UInt64(generation) << 32 | UInt64(UInt32(bitPattern: descriptor))
  }

  // MARK: Timers

  /// Calls a closure on the loop at a time, or as soon after it as the loop is free.
  package func schedule(
    at deadline: ContinuousClock.Instant, _ action: @escaping @Sendable () -> Void
  ) -> TimerID {
    timers.schedule(at: deadline, action)
  }

  /// Takes a timer back; one that has fired already is no error.
  package func cancel(_ timer: TimerID) { timers.cancel(timer) }

  /// Suspends the calling coroutine.
  ///
  /// - Throws: `CancellationError` as soon as the task is cancelled.
  package func sleep(until deadline: ContinuousClock.Instant) async throws {
    lastSleeper += 1
    let number = lastSleeper
    let wasCancelled = await withTaskCancellationHandler {
      await Waiter.suspend { waiter in
        guard !Task.isCancelled else { return waiter.resume(returning: true) }
        let timer = timers.schedule(at: deadline) { [self] in
          assumeIsolated { $0.wake(number, cancelled: false) }
        }
        sleepers[number] = Sleeper(timer: timer, waiter: waiter)
      }
    } onCancel: {
      executor.execute { [self] in assumeIsolated { $0.wake(number, cancelled: true) } }
    }
    if wasCancelled { throw CancellationError() }
  }

  private func wake(_ number: UInt64, cancelled: Bool) {
    guard let sleeper = sleepers.removeValue(forKey: number) else { return }
    timers.cancel(sleeper.timer)
    sleeper.waiter.resume(returning: cancelled)
  }

  // MARK: The loop's own verbs

  func fireTimers(now: ContinuousClock.Instant) {
    while let action = timers.popDue(now: now) { action() }
  }

  func poll(mayWait: Bool) {
    do throws(SystemError) {
      try selector.select(milliseconds: mayWait ? timeout() : 0) { token, readiness in
        deliver(token, readiness)
      }
    } catch {
      preconditionFailure("the selector failed: \(error)")
    }
  }

  func close() {
    for descriptor in registrations.keys { selector.unregister(descriptor) }
    registrations.removeAll()
    // What a timer that is left would have called may hold on to the loop, and so to itself.
    timers = TimerQueue()
  }

  /// An event whose registration is gone, or was replaced while this batch was delivered, is stale.
  private func deliver(_ token: UInt64, _ readiness: Readiness) {
    let descriptor = Int32(truncatingIfNeeded: token)
    guard let registration = registrations[descriptor],
      registration.generation == UInt32(token >> 32)
    else { return }
    registration.handler(readiness)
  }

  /// Milliseconds until the next timer, rounded up so that the loop never wakes too early.
  private func timeout() -> Int32 {
    guard let deadline = timers.nextDeadline() else { return -1 }
    let wait = ContinuousClock.now.duration(to: deadline)
    guard wait > .zero else { return 0 }
    let (seconds, attoseconds) = wait.components
    guard seconds < 3600 else { return 3_600_000 }
    return Int32(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}
