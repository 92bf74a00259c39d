import Glibc

/// A value that one thread at a time may touch, and on whose changes threads can wait: a monitor (Hoare,
/// "Monitors: an operating system structuring concept", 1974), on a mutex and a condition of POSIX.
///
/// For threads that may block. Coroutines use `Waiter` in its place: they must not hold up the loop that
/// they live on.
///
// Reason: the compiler cannot know that the mutex guards `state`, which nothing here touches without it.
@safe package final class Monitor<State: Sendable>: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let condition: UnsafeMutablePointer<pthread_cond_t>
  private var state: State

  package init(_ state: State) {
    self.state = state
    unsafe mutex = .allocate(capacity: 1)
    unsafe condition = .allocate(capacity: 1)
    unsafe pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    unsafe pthread_condattr_init(&attributes)
    unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    unsafe pthread_cond_init(condition, &attributes)
    unsafe pthread_condattr_destroy(&attributes)
  }

  deinit {
    unsafe pthread_cond_destroy(condition)
    unsafe pthread_mutex_destroy(mutex)
    unsafe condition.deallocate()
    unsafe mutex.deallocate()
  }

  /// Touches the value.
  package func withLock<Result>(_ body: (inout State) -> Result) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return body(&state)
  }

  /// Blocks the calling thread until the closure has a result, which is asked at once and whenever the
  /// thread was woken.
  ///
  /// - Parameter deadline: when to give up; nil for never.
  /// - Returns: the result; nil when the time was up.
  @discardableResult
  package func wait<Result>(
    until deadline: ContinuousClock.Instant? = nil, for body: (inout State) -> Result?
  ) -> Result? {
    let limit = deadline.map(Self.monotonicTime)
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    while true {
      if let result = body(&state) { return result }
      if var limit {
        let isOver = unsafe pthread_cond_timedwait(condition, mutex, &limit) == ETIMEDOUT
        if isOver { return body(&state) }
      } else {
        unsafe pthread_cond_wait(condition, mutex)
      }
    }
  }

  /// Wakes one thread that waits, if one does.
  package func wakeOne() { unsafe pthread_cond_signal(condition) }

  /// Wakes all threads that wait.
  package func wakeAll() { unsafe pthread_cond_broadcast(condition) }

  /// When it will be by the clock that conditions go by, which stands still while the machine sleeps. That
  /// clock is read last: what passes between the two makes a thread late, and never early.
  private static func monotonicTime(of deadline: ContinuousClock.Instant) -> timespec {
    let (seconds, attoseconds) = max(.zero, ContinuousClock.now.duration(to: deadline)).components
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    let nanoseconds = time.tv_nsec + Int(attoseconds / 1_000_000_000)
    time.tv_sec += Int(min(seconds, 1_000_000_000)) + nanoseconds / 1_000_000_000
    time.tv_nsec = nanoseconds % 1_000_000_000
    return time
  }
}
