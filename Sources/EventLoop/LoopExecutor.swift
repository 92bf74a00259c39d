private import CLinux
import Glibc
private import Synchronization

/// The queue through which anything reaches a loop's thread, and the executor that Swift's coroutines
/// see.
///
/// A serial executor, so that actors can live on the loop; and a task executor, because a coroutine
/// that a continuation resumes is first enqueued where its task prefers to run, which is Swift's
/// global pool of threads for a task without preference, and only then where its actor lives. A task
/// that prefers its actor's loop is spared the detour over another thread (a third of the CPU of a
/// fetch). The preference guards nothing: isolation is the actors' alone.
///
/// Thread rule: everything here may be called from anywhere, but for `takeInbox` and
/// `fallAsleepIfIdle`, which the loop's thread alone calls.
package final class LoopExecutor: SerialExecutor, TaskExecutor {
  /// What other threads may touch; held for a few instructions only.
  private struct Inbox {
    var jobs: [UnownedJob] = []
    var work: [@Sendable () -> Void] = []
    var isAsleep = false
    var isStopping = false
  }

  /// What waited for the loop's next turn.
  struct Turn {
    fileprivate(set) var jobs: [UnownedJob] = []
    fileprivate(set) var work: [@Sendable () -> Void] = []
    fileprivate(set) var isStopping = false
  }

  /// How many jobs run before the loop looks at its descriptors again.
  private static let jobsPerTurn = 1024

  private let inbox = Mutex(Inbox())
  private let thread = Atomic<UInt>(0)
  /// An eventfd that is readable when somebody woke the loop.
  let wakeup: Int32

  init() throws(SystemError) {
    wakeup = try SystemError.check(
      eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK)), "eventfd")
  }

  deinit { close(wakeup) }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    wakeIfAsleep { $0.jobs.append(job) }
  }

  /// Runs a closure on the loop, in the order of the calls.
  package func execute(_ work: @escaping @Sendable () -> Void) {
    wakeIfAsleep { $0.work.append(work) }
  }

  /// Asks the loop to end once nothing is queued.
  func requestStop() { wakeIfAsleep { $0.isStopping = true } }

  package func isIsolatingCurrentContext() -> Bool? { isCurrent }

  package func checkIsolated() { precondition(isCurrent, "called off the event loop") }

  /// Whether the caller runs on the loop's thread.
  package var isCurrent: Bool { UInt(pthread_self()) == thread.load(ordering: .relaxed) }

  /// Declares the calling thread to be the loop's.
  func adoptCurrentThread() { thread.store(UInt(pthread_self()), ordering: .releasing) }

  func clearWakeup() {
    var count: eventfd_t = 0
    _ = unsafe eventfd_read(wakeup, &count)
  }

  private func wakeIfAsleep(_ change: (inout Inbox) -> Void) {
    let mustWake = inbox.withLock { inbox in
      change(&inbox)
      defer { inbox.isAsleep = false }
      return inbox.isAsleep
    }
    if mustWake { eventfd_write(wakeup, 1) }
  }

  // MARK: The loop's thread

  func takeInbox(into turn: inout Turn) {
    inbox.withLock { inbox in
      inbox.isAsleep = false
      swap(&inbox.jobs, &turn.jobs)
      swap(&inbox.work, &turn.work)
      turn.isStopping = inbox.isStopping
    }
  }

  /// Runs a turn, and a few rounds of what it brings forth, and then lets descriptors have theirs.
  func run(_ turn: inout Turn) {
    for action in turn.work { action() }
    turn.work.removeAll(keepingCapacity: true)
    var remaining = Self.jobsPerTurn
    let (serial, task) = unsafe (asUnownedSerialExecutor(), asUnownedTaskExecutor())
    while !turn.jobs.isEmpty {
      remaining -= turn.jobs.count
      for job in turn.jobs { unsafe job.runSynchronously(isolatedTo: serial, taskExecutor: task) }
      turn.jobs.removeAll(keepingCapacity: true)
      guard remaining > 0 else { return }
      inbox.withLock { swap(&$0.jobs, &turn.jobs) }
    }
  }

  /// Marks the loop as asleep, unless something came in since the turn was taken.
  func fallAsleepIfIdle(after turn: borrowing Turn) -> Bool {
    inbox.withLock { [isStopping = turn.isStopping] inbox in
      let isIdle =
        inbox.jobs.isEmpty && inbox.work.isEmpty && inbox.isStopping == isStopping
      inbox.isAsleep = isIdle
      return isIdle
    }
  }
}
