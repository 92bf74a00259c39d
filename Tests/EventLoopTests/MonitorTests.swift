import EventLoop
import TestSupport
import Testing

/// Waiting for changes of a value, by threads that block.
@Suite(.timeLimit(.minutes(1))) struct MonitorTests {
  @Test func nothingIsLostUnderItsLock() async {
    let (threads, turns) = (8, 20_000)
    let sum = Monitor(0)
    _ = await onThreads(threads) { _ in for _ in 0..<turns { sum.withLock { $0 += 1 } } }
    #expect(sum.withLock { $0 } == threads * turns)
  }

  @Test func whatIsThereIsNotWaitedFor() {
    let monitor = Monitor(7)
    #expect(monitor.wait { $0 } == 7)
    #expect(monitor.wait(until: .now - .seconds(1)) { $0 } == 7)
  }

  @Test func aDeadlineEndsTheWaitAndNotTooEarly() async {
    let monitor = Monitor(0)
    let tooEarly = await onThread {
      (0..<500).count { turn in
        let deadline = ContinuousClock.now + .microseconds(turn)
        let result: Int? = monitor.wait(until: deadline) { _ in nil }
        return result != nil || ContinuousClock.now < deadline
      }
    }
    #expect(tooEarly == 0)
  }

  /// Also one that the clock's seconds cannot count up to.
  @Test(arguments: [Duration.seconds(60), .seconds(1 << 60)])
  func aChangeIsHeardOfBeforeTheDeadline(_ time: Duration) async {
    let monitor = Monitor((waiting: 0, isOpen: false))
    let deadline = ContinuousClock.now + time
    async let results = onThreads(4) { _ in
      monitor.withLock { $0.waiting += 1 }
      return monitor.wait(until: deadline) { $0.isOpen ? true : nil }
    }
    await onThread {
      while monitor.withLock({ $0.waiting < 4 }) {}
      monitor.withLock { $0.isOpen = true }
      monitor.wakeAll()
    }
    #expect(await results == [true, true, true, true])
  }

  /// Each thing is put in under the lock and called out by one call: were a call lost, somebody would wait
  /// for ever, beyond the suite's time limit.
  @Test func eachCallWakesOneThatWaits() async {
    struct Stock {
      var things = 0
      var isClosed = false
    }
    let (takers, count) = (6, 20_000)
    let stock = Monitor(Stock())
    async let taken = onThreads(takers) { _ in
      var taken = 0
      while stock.wait(for: { stock -> Bool? in
        if stock.things == 0 { return stock.isClosed ? false : nil }
        stock.things -= 1
        return true
      }) == true { taken += 1 }
      return taken
    }
    await onThread {
      for _ in 0..<count {
        stock.withLock { $0.things += 1 }
        stock.wakeOne()
      }
      stock.withLock { $0.isClosed = true }
      stock.wakeAll()
    }
    #expect(await taken.reduce(0, +) == count)
  }

  /// A buffer with room for one: those who fill it and those who empty it wait for each other.
  @Test func fillersAndEmptiersTakeTurns() async {
    let (pairs, turns) = (3, 3_000)
    let buffer = Monitor<Int?>(nil)
    let sums = await onThreads(2 * pairs) { number in
      var sum = 0
      for turn in 0..<turns {
        if number < pairs {
          buffer.wait { buffer -> Void? in
            guard buffer == nil else { return nil }
            buffer = number * turns + turn
            return ()
          }
        } else {
          sum += buffer.wait { $0.take() } ?? 0
        }
        buffer.wakeAll()
      }
      return sum
    }
    #expect(sums.reduce(0, +) == (0..<pairs * turns).reduce(0, +))
  }
}
