import EventLoop
import Glibc

/// Four coroutines that sleep, each in its own rhythm.
///
/// Whoever sleeps gives the thread to the others, so their lines come mixed, in the order of time.
/// All of it takes as long as the longest of them, and not as long as their sum.
///
///     swift run interleaving
///
/// prints each awakening with its time, and then both totals. Exits with 1 if they were not as said.
@main struct Interleaving {
  private static let naps = 3
  private static let rhythms: [(name: String, pause: Duration)] = [
    ("quick", .milliseconds(110)), ("steady", .milliseconds(190)), ("calm", .milliseconds(250)),
    ("slow", .milliseconds(300)),
  ]

  // @concurrent: not on the loop, which cannot wait for its own end.
  @concurrent static func main() async throws {
    let loop = try EventLoop.start(named: "lesson")
    defer { loop.stop() }
    let start = ContinuousClock.now
    try await withThrowingDiscardingTaskGroup { group in
      for (name, pause) in rhythms {
        group.addTask(executorPreference: loop.executor) {
          for nap in 1...naps {
            try await loop.sleep(until: start + pause * nap)
            print("\(milliseconds(since: start)) ms  \(name) woke from nap \(nap)")
          }
        }
      }
    }
    let took = milliseconds(since: start)
    let each = rhythms.map { Int($0.pause * naps / .milliseconds(1)) }
    let (longest, sum) = (each.max() ?? 0, each.reduce(0, +))
    print("took \(took) ms: the longest is \(longest) ms, the sum would be \(sum) ms")
    guard took >= longest, took < sum else { exit(1) }
  }

  private static func milliseconds(since start: ContinuousClock.Instant) -> Int {
    Int((.now - start) / .milliseconds(1))
  }
}
