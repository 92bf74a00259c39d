import EventLoop

/// Where the workers of one loop wait for work.
///
/// One is woken at a time; whoever gets work and sees that there is more wakes the next. So ten
/// thousand waiting workers cost nothing when one page becomes ready.
struct Gate {
  private var parked: [Waiter<Void>] = []
  /// The one timer for all who wait, and when it goes off.
  private(set) var alarm: (timer: TimerID, at: ContinuousClock.Instant)?

  var isEmpty: Bool { parked.isEmpty }

  mutating func park(_ waiter: Waiter<Void>) { parked.append(waiter) }

  mutating func wakeOne() { parked.popLast()?.resume() }

  mutating func wakeAll() {
    for waiter in parked { waiter.resume() }
    parked.removeAll()
  }

  /// Whether an alarm for this time must be set; false when one goes off early enough.
  func needsAlarm(at time: ContinuousClock.Instant) -> Bool { alarm.map { $0.at > time } ?? true }

  /// Notes the alarm that was set.
  /// - Returns: the one that it replaces, to be cancelled.
  mutating func setAlarm(
    _ timer: TimerID, at time: ContinuousClock.Instant
  ) -> TimerID? {
    defer { alarm = (timer, time) }
    return alarm?.timer
  }

  /// Notes that the alarm went off.
  mutating func clearAlarm() { alarm = nil }
}
