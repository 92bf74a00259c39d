import Glibc
import Synchronization

/// The signals that the echo servers listen to: SIGINT and SIGTERM end them, on SIGUSR1 they report.
package enum Signals {
  private static let all = [SIGINT, SIGTERM, SIGUSR1]

  /// Keeps them back, so that they come only where they are asked for. To be called before there is
  /// another thread, which would inherit nothing of it otherwise.
  package static func block() {
    var set = set
    unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// Waits for the next one.
  package static func next() -> Int32 {
    var (set, signal) = (set, Int32(0))
    unsafe sigwait(&set, &signal)
    return signal
  }

  /// Lets those that a call like pselect(2) admits do nothing but end that call, and be noted.
  package static func note() {
    // A global comes into being at its first use, which must not be in a handler.
    arrived.store(0, ordering: .relaxed)
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = noteSignal
    for signal in all { unsafe sigaction(signal, &action, nil) }
  }

  /// Which of them have come since the last call.
  package static func noted() -> Set<Int32> {
    let bits = arrived.exchange(0, ordering: .relaxed)
    return Set(all.filter { bits & 1 << UInt32($0) != 0 })
  }

  private static var set: sigset_t {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for signal in all { unsafe sigaddset(&set, signal) }
    return set
  }
}

/// A handler is told a number and nothing else, so where it notes that has to be global.
private let arrived = Atomic<UInt32>(0)

@c nonisolated private func noteSignal(_ signal: Int32) {
  arrived.bitwiseOr(1 << UInt32(signal), ordering: .relaxed)
}
