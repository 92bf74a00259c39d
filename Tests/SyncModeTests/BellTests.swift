import EventLoop
import SyncMode
import Synchronization
import TestSupport
import Testing

/// Who goes on when the bell rings, and when a time has come. A ring that is lost leaves a thread waiting
/// for ever, beyond the suite's time limit.
@Suite(.timeLimit(.minutes(1))) struct BellTests {
  @Test func aRingBetweenLookingAndWaitingIsNotMissed() async {
    let bell = Bell()
    for ring in [bell.ringForOne, bell.ringForAll] {
      let heard = bell.strokes
      ring()
      await onThread { bell.wait(after: heard, until: nil) }
      #expect(bell.waiting == 0)
    }
  }

  /// Threads that wait, and how many have gone on.
  private final class Waiters: Sendable {
    let bell = Bell()
    private let goneOn = Mutex(0)

    var count: Int { goneOn.withLock { $0 } }

    /// Has so many threads wait, and ends when all have gone on.
    func wait(_ threads: Int, until time: ContinuousClock.Instant?) async {
      let heard = bell.strokes
      _ = await onThreads(threads) { _ in
        self.bell.wait(after: heard, until: time)
        self.goneOn.withLock { $0 += 1 }
      }
    }
  }

  @Test func oneRingWakesOne() async throws {
    let (waiters, threads) = (Waiters(), 8)
    async let all: Void = waiters.wait(threads, until: nil)
    try await eventually { waiters.bell.waiting == threads }
    for ring in 1...threads {
      #expect(waiters.count == ring - 1)
      waiters.bell.ringForOne()
      try await eventually { waiters.count >= ring }
      #expect(waiters.bell.waiting == threads - ring)
    }
    await all
  }

  /// More rings than ears: what nobody hears wakes nobody later.
  @Test func ringsThatNobodyHearsAreOver() async throws {
    let waiters = Waiters()
    for _ in 0..<5 { waiters.bell.ringForOne() }
    async let all: Void = waiters.wait(2, until: nil)
    try await eventually { waiters.bell.waiting == 2 }
    #expect(waiters.count == 0)
    for _ in 0..<2 { waiters.bell.ringForOne() }
    await all
  }

  @Test func anAlarmWakesAll() async throws {
    let waiters = Waiters()
    async let all: Void = waiters.wait(8, until: nil)
    try await eventually { waiters.bell.waiting == 8 }
    waiters.bell.ringForAll()
    await all
    #expect(waiters.bell.waiting == 0)
  }

  @Test func oneOfManyLooksAtTheClock() async throws {
    let (waiters, threads) = (Waiters(), 20)
    let time = ContinuousClock.now + .seconds(2)
    async let all: Void = waiters.wait(threads, until: time)
    try await eventually { waiters.bell.waiting == threads }
    try #require(ContinuousClock.now < time, "too slow a machine for this test")
    try await eventually { waiters.count > 0 }
    #expect(ContinuousClock.now >= time)
    // Whoever else looked at the clock would go on now.
    try await Task.sleep(until: time + .milliseconds(300))
    #expect(waiters.count == 1)
    waiters.bell.ringForAll()
    await all
  }

  /// Somebody looks at a far time already: whoever must look earlier does so by itself.
  @Test func anEarlierTimeIsNotMissed() async throws {
    let waiters = Waiters()
    async let late: Void = waiters.wait(1, until: .now + .seconds(3600))
    try await eventually { waiters.bell.waiting == 1 }
    await waiters.wait(1, until: .now + .milliseconds(20))
    #expect(waiters.count == 1)
    waiters.bell.ringForOne()
    await late
  }

  /// The one that looked at the clock was called away: the next one that waits looks.
  @Test func theClockIsHandedOn() async throws {
    let waiters = Waiters()
    async let first: Void = waiters.wait(1, until: .now + .seconds(3600))
    try await eventually { waiters.bell.waiting == 1 }
    waiters.bell.ringForOne()
    await first
    await waiters.wait(1, until: .now + .seconds(1))
    #expect(waiters.count == 2)
  }

  /// As workers use it, with things for work: nobody waits for ever, and each thing is taken once.
  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func noRingIsLostWhateverTheOrder(seed: UInt64) async {
    var random = SeededGenerator(seed: seed)
    let (takers, givers) = (Int.random(in: 1...12, using: &random), 3)
    let bell = Bell()
    let shelf = Mutex<(things: [Int], missing: Int)>(([], givers * 2000))
    async let taken = onThreads(takers) { number in
      var (taken, random) = ([Int](), SeededGenerator(seed: seed &+ UInt64(number)))
      while true {
        let heard = bell.strokes
        let (thing, isOver) = shelf.withLock { shelf -> (Int?, Bool) in
          let thing = shelf.things.popLast()
          if thing != nil { shelf.missing -= 1 }
          return (thing, shelf.missing == 0)
        }
        if let thing {
          taken.append(thing)
        } else if isOver {
          bell.ringForAll()
          return taken
        } else {
          let looks = Int.random(in: 0..<8, using: &random) == 0
          bell.wait(after: heard, until: looks ? .now + .microseconds(50) : nil)
        }
      }
    }
    _ = await onThreads(givers) { number in
      var random = SeededGenerator(seed: seed &* 31 &+ UInt64(number))
      for thing in 0..<2000 {
        shelf.withLock { $0.things.append(number * 2000 + thing) }
        bell.ringForOne()
        for _ in 0..<Int.random(in: 0..<200, using: &random) { _ = bell.strokes }
      }
    }
    #expect(await taken.flatMap { $0 }.sorted() == Array(0..<givers * 2000), "seed \(seed)")
  }
}

/// Waits until a question has the answer yes, which it must have soon.
func eventually(_ isTrue: () async throws -> Bool) async throws {
  let deadline = ContinuousClock.now + .seconds(20)
  while try await !isTrue() {
    try #require(ContinuousClock.now < deadline, "what was waited for did not come")
    try await Task.sleep(for: .milliseconds(1))
  }
}
