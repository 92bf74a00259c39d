// What Scripts/sanitize.sh asks the thread sanitizer before it trusts its silence: two threads count
// together, under one mutex (`guarded`, which must be found clean) or beside it (`bare`, which must not).

import Glibc
import Synchronization

final class Tally {
  private let isGuarded: Bool
  private let started = Atomic(0)
  private let guarded = Mutex(0)
  private var bare = 0

  init(isGuarded: Bool) { self.isGuarded = isGuarded }

  /// Counts once the other thread has come too: under the lock so often that the two meet at it, and
  /// beside it so seldom that the sanitizer still knows where the other was.
  func count() {
    started.add(1, ordering: .relaxed)
    while started.load(ordering: .relaxed) < 2 { sched_yield() }
    for _ in 0..<(isGuarded ? 100_000 : 2_000) {
      if isGuarded { guarded.withLock { $0 += 1 } } else { bare += 1 }
    }
  }
}

@c nonisolated private func count(_ tally: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let tally = unsafe tally {
    unsafe Unmanaged<Tally>.fromOpaque(tally).takeRetainedValue().count()
  }
  return nil
}

@main enum Race {
  static func main() {
    let tally = Tally(isGuarded: CommandLine.arguments.last == "guarded")
    var threads = [pthread_t(), pthread_t()]
    for index in threads.indices {
      unsafe pthread_create(&threads[index], nil, count, Unmanaged.passRetained(tally).toOpaque())
    }
    for thread in threads { pthread_join(thread, nil) }
  }
}
