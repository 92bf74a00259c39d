import EventLoop
import Glibc
import Synchronization

/// Four threads that count together, with and without a mutex.
///
/// To add one is three steps: read, add, write back. Two threads that read the same number write back
/// the same sum, and one of the two updates is lost. A mutex lets one thread at a time do all three
/// steps; an atomic addition makes them one step of the processor.
///
/// A plain `var` that several threads write is no wrong number, but undefined behaviour: the compiler
/// may do with it what it likes, and Swift 6 refuses it. So the careless way is written with an atomic
/// that is read and written in two steps, each of which is sound. What is lost between them is lost
/// in any language.
///
///     swift run lost-updates
///
/// prints how many updates each way lost, and its time. Exits with 1 if the careless way lost
/// none, or a sound one any.
@main struct LostUpdates {
  private static let threads = 4
  private static let updates = 50_000

  static func main() throws {
    let tally = Tally()
    let careless = try lost("read, add, write") {
      let number = tally.careless.load(ordering: .relaxed)
      // Threads may be stopped at any moment. This one asks for it, now and then, so that updates are
      // lost even where a single processor runs one thread at a time.
      if number % 5_000 == 0 { sched_yield() }
      tally.careless.store(number + 1, ordering: .relaxed)
    } of: {
      tally.careless.load(ordering: .relaxed)
    }
    let guarded = try lost("with a mutex") {
      tally.guarded.withLock { $0 += 1 }
    } of: {
      tally.guarded.withLock { $0 }
    }
    let atomic = try lost("atomic addition") {
      tally.atomic.add(1, ordering: .relaxed)
    } of: {
      tally.atomic.load(ordering: .relaxed)
    }
    guard careless > 0, guarded == 0, atomic == 0 else { exit(1) }
  }

  /// Lets all threads do their updates at once. Returns how many were lost.
  private static func lost(
    _ name: String, update: @escaping @Sendable () -> Void, of total: () -> Int
  ) throws -> Int {
    // A loop is a thread with a queue: it runs what it is given, and `stop` waits for that.
    let loops = try (1...threads).map { try EventLoop.start(named: "counter-\($0)") }
    let time = ContinuousClock().measure {
      for loop in loops { loop.execute { for _ in 0..<updates { update() } } }
      for loop in loops { loop.stop() }
    }
    let lost = threads * updates - total()
    print("\(name): \(lost) of \(threads * updates) lost, \(Int(time / .milliseconds(1))) ms")
    return lost
  }
}

/// What the threads share.
private final class Tally: Sendable {
  let careless = Atomic(0)
  let guarded = Mutex(0)
  let atomic = Atomic(0)
}
