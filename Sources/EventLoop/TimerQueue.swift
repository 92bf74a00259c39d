import HeapModule

/// Names one timer of one loop.
package struct TimerID: Hashable, Sendable {
  let number: UInt64
}

/// The loop's timers, by deadline.
///
/// A value with no clock of its own: `popDue(now:)` is told the time. Scheduling and popping cost
/// O(log n). Cancelling costs O(1): the entry stays in the heap until it is due or until the dead
/// outnumber the living, and is skipped.
package struct TimerQueue {
  private struct Entry: Comparable {
    let deadline: ContinuousClock.Instant
    let number: UInt64

    // Timers that are due together fire in the order in which they were set.
    static func < (left: Entry, right: Entry) -> Bool {
      (left.deadline, left.number) < (right.deadline, right.number)
    }
  }

  private var heap = Heap<Entry>()
  private var actions: [UInt64: @Sendable () -> Void] = [:]
  private var lastNumber: UInt64 = 0

  package init() {}

  /// How many timers are set.
  package var count: Int { actions.count }

  package mutating func schedule(
    at deadline: ContinuousClock.Instant, _ action: @escaping @Sendable () -> Void
  ) -> TimerID {
    lastNumber += 1
    heap.insert(Entry(deadline: deadline, number: lastNumber))
    actions[lastNumber] = action
    return TimerID(number: lastNumber)
  }

  /// Returns whether the timer was still set.
  @discardableResult
  package mutating func cancel(_ id: TimerID) -> Bool {
    let wasSet = actions.removeValue(forKey: id.number) != nil
    if heap.count > 2 * actions.count + 64 { sweep() }
    return wasSet
  }

  /// When the earliest living timer is due.
  package mutating func nextDeadline() -> ContinuousClock.Instant? {
    while let first = heap.min {
      if actions[first.number] != nil { return first.deadline }
      heap.removeMin()
    }
    return nil
  }

  /// Takes out the earliest timer that is due.
  package mutating func popDue(now: ContinuousClock.Instant) -> (@Sendable () -> Void)? {
    while let first = heap.min, first.deadline <= now {
      heap.removeMin()
      if let action = actions.removeValue(forKey: first.number) { return action }
    }
    return nil
  }

  private mutating func sweep() {
    heap = Heap(heap.unordered.filter { actions[$0.number] != nil })
  }
}
