import Glibc
import Synchronization

/// Looks every few milliseconds how many threads this process has, from a thread of its own, which it
/// leaves out of the count.
final class ThreadWatch: Sendable {
  /// What it saw.
  struct Seen: Sendable {
    /// The most threads at once, of all that it looked.
    var most = 0
    /// What looking cost.
    var usage = ProcessUsage()
  }

  private let seen = Mutex(Seen())
  private let isStopping = Atomic(false)
  private let thread = Mutex<pthread_t?>(nil)
  private static let interval: UInt32 = 10_000

  /// Begins. Where the system refuses a thread, it looks once, at the end.
  init() {
    let context = unsafe Unmanaged.passRetained(self)
    var handle = pthread_t()
    guard unsafe pthread_create(&handle, nil, runThreadWatch, context.toOpaque()) == 0 else {
      unsafe context.release()
      return
    }
    thread.withLock { [handle] in $0 = handle }
  }

  /// Ends it. To be called once.
  func stop() -> Seen {
    isStopping.store(true, ordering: .relaxed)
    if let handle = thread.withLock({ $0.take() }) {
      _ = pthread_join(handle, nil)
    } else {
      seen.withLock { $0.most = Self.count }
    }
    return seen.withLock { $0 }
  }

  fileprivate func run() {
    var most = 0
    while !isStopping.load(ordering: .relaxed) {
      most = max(most, Self.count - 1)
      usleep(Self.interval)
    }
    let result = Seen(most: most, usage: .ofThisThread)
    seen.withLock { $0 = result }
  }

  /// Threads at this moment: each has a folder, and a folder's links are two more than the folders in it.
  private static var count: Int {
    var status = stat()
    guard unsafe stat("/proc/self/task", &status) == 0 else { return 0 }
    return max(0, Int(status.st_nlink) - 2)
  }
}

/// The thread's entry point: a free function, because a closure would inherit an actor.
@c nonisolated private func runThreadWatch(
  _ context: UnsafeMutableRawPointer?
) -> UnsafeMutableRawPointer? {
  guard let context = unsafe context else { return nil }
  unsafe Unmanaged<ThreadWatch>.fromOpaque(context).takeRetainedValue().run()
  return nil
}
