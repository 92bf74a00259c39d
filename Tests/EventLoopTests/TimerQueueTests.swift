import EventLoop
import Synchronization
import TestSupport
import Testing

@Suite struct TimerQueueTests {
  private let start = ContinuousClock.now

  @Test func timersFireByDeadlineAndTiesInOrder() {
    var queue = TimerQueue()
    let fired = Mutex<[String]>([])
    for (name, delay) in [("c", 3), ("a", 1), ("b1", 2), ("b2", 2)] {
      _ = queue.schedule(at: start + .seconds(delay)) { fired.withLock { $0.append(name) } }
    }
    let early = queue.popDue(now: start)
    #expect(early == nil)
    while let action = queue.popDue(now: start + .seconds(2)) { action() }
    #expect(fired.withLock { $0 } == ["a", "b1", "b2"])
    let next = queue.nextDeadline()
    #expect(next == start + .seconds(3))
    #expect(queue.count == 1)
  }

  @Test func cancelledTimersNeitherFireNorDelay() {
    var queue = TimerQueue()
    let first = queue.schedule(at: start + .seconds(1)) {}
    _ = queue.schedule(at: start + .seconds(5)) {}
    let (once, twice) = (queue.cancel(first), queue.cancel(first))
    #expect(once)
    #expect(!twice)
    let next = queue.nextDeadline()
    #expect(next == start + .seconds(5))
    let due = queue.popDue(now: start + .seconds(2))
    #expect(due == nil)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func agreesWithASortedList(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var queue = TimerQueue()
    var model: [(deadline: Int, id: TimerID)] = []
    var now = 0
    for step in 0..<5000 {
      switch generator.next() % 4 {
      case 0, 1:
        let deadline = now + Int(generator.next() % 1000)
        model.append((deadline, queue.schedule(at: start + .milliseconds(deadline)) {}))
      case 2 where !model.isEmpty:
        let victim = model.remove(at: Int(generator.next() % UInt64(model.count)))
        let wasSet = queue.cancel(victim.id)
        #expect(wasSet, "seed \(seed) step \(step)")
      default:
        now += Int(generator.next() % 100)
        var popped = 0
        while queue.popDue(now: start + .milliseconds(now)) != nil { popped += 1 }
        #expect(popped == model.count { $0.deadline <= now }, "seed \(seed) step \(step)")
        model.removeAll { $0.deadline <= now }
      }
      #expect(queue.count == model.count, "seed \(seed) step \(step)")
      let next = model.map(\.deadline).min().map { start + .milliseconds($0) }
      let deadline = queue.nextDeadline()
      #expect(deadline == next, "seed \(seed) step \(step)")
    }
  }
}
