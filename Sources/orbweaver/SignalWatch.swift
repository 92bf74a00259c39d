import Glibc
import Synchronization

/// The signals that ask a program to end: SIGINT, SIGTERM, and SIGHUP unless nohup had it ignored.
///
/// The first is a request and runs a closure on a thread of its own, as ordinary code; the next
/// ends the program at once, whatever its threads are doing. Before `start` the signals do what
/// they always do.
///
/// Blocking the signals and waiting for them would need no handler, but the Swift runtime parks the
/// main thread with every signal unblocked.
enum SignalWatch {
  /// What the thread is given.
  private final class Request: Sendable {
    let pipe: Int32
    let run: @Sendable () -> Void

    init(pipe: Int32, run: @escaping @Sendable () -> Void) {
      self.pipe = pipe
      self.run = run
    }
  }

  /// Begins to watch. To be called once. Where the system refuses a pipe or a thread, the signals
  /// go on doing what they always did.
  static func start(_ onRequest: @escaping @Sendable () -> Void) {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { return }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let context = unsafe Unmanaged.passRetained(Request(pipe: ends[0], run: onRequest))
    var thread = pthread_t()
    guard unsafe pthread_create(&thread, nil, runSignalWatch, context.toOpaque()) == 0 else {
      unsafe context.release()
      for end in ends { close(end) }
      return
    }
    pthread_detach(thread)
    arrival.pipe.store(ends[1], ordering: .sequentiallyConsistent)
    install()
  }

  private static func install() {
    for signal in [SIGINT, SIGTERM, SIGHUP] {
      var action = sigaction()
      if signal == SIGHUP {
        let known = unsafe sigaction(signal, nil, &action) == 0
        let handler = unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
        let ignored = 1
        if known && handler == ignored { continue }
      }
      unsafe action.__sigaction_handler.sa_handler = signalArrived
      // Calls that a signal interrupts go on as if nothing had been.
      action.sa_flags = SA_RESTART
      unsafe sigaction(signal, &action, nil)
    }
  }

  /// The thread's whole life: waits for the first signal, and runs the request.
  fileprivate static func run(_ context: UnsafeMutableRawPointer) {
    let request = unsafe Unmanaged<Request>.fromOpaque(context).takeRetainedValue()
    var byte: UInt8 = 0
    var count = 0
    repeat { count = unsafe read(request.pipe, &byte, 1) } while count < 0 && errno == EINTR
    if count == 1 { request.run() }
  }
}

/// What the signal handler knows and tells. A handler is called with a number and nothing else, so
/// this has to be global; it is atomic because the handler may run on any thread at any moment.
private struct SignalArrival: ~Copyable, Sendable {
  /// When the first signal came, in nanoseconds of the monotonic clock; 0 before.
  let first = Atomic<Int>(0)
  /// The end of the pipe that wakes the thread.
  let pipe = Atomic<Int32>(-1)
  /// How long further signals count as the same request, in nanoseconds. timeout(1) sends its
  /// signal to the process, and then to the process group, in which the process is too.
  static let oneRequest = 100_000_000
}

private let arrival = SignalArrival()

/// The thread's entry point: a free function, because a closure would inherit an actor.
@c nonisolated private func runSignalWatch(
  _ context: UnsafeMutableRawPointer?
) -> UnsafeMutableRawPointer? {
  if let context = unsafe context { unsafe SignalWatch.run(context) }
  return nil
}

/// The signal handler: calls nothing but what signal-safety(7) lists.
@c nonisolated private func signalArrived(_ signal: Int32) {
  let code = errno
  defer { errno = code }
  var time = timespec()
  unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  let now = time.tv_sec * 1_000_000_000 + time.tv_nsec
  let (isFirst, first) = arrival.first.compareExchange(
    expected: 0, desired: now, ordering: .sequentiallyConsistent)
  if isFirst {
    var byte: UInt8 = 1
    unsafe _ = write(arrival.pipe.load(ordering: .sequentiallyConsistent), &byte, 1)
  } else if now - first > SignalArrival.oneRequest {
    _exit(ExitStatus.killed.rawValue)
  }
}
