import EventLoop

/// Where threads that block wait for work.
///
/// Of all who wait, one watches the clock: whoever would ask again first. So a hundred threads that wait
/// for one host's pause do not all wake when it is over.
package final class Bell: Sendable {
  private struct State: Sendable {
    /// How often the bell has rung, for one or for all.
    var strokes: UInt64 = 0
    /// How often it has rung for all.
    var alarms: UInt64 = 0
    /// Rings for one that no one has answered yet.
    var calls = 0
    var waiting = 0
    /// When the thread that watches the clock will look; nil when none does.
    var watchedUntil: ContinuousClock.Instant?
  }

  private let state = Monitor(State())

  package init() {}

  /// How often the bell has rung. Asked before work is looked for: a ring after that is not missed.
  package var strokes: UInt64 { state.withLock { $0.strokes } }

  /// How many wait, for tests and for the curious.
  package var waiting: Int { state.withLock { $0.waiting } }

  /// There may be work for one: one of those who wait goes on.
  package func ringForOne() {
    let hasListener = state.withLock { state in
      state.strokes += 1
      guard state.calls < state.waiting else { return false }
      state.calls += 1
      return true
    }
    if hasListener { state.wakeOne() }
  }

  /// All who wait go on.
  package func ringForAll() {
    state.withLock { state in
      state.strokes += 1
      state.alarms += 1
    }
    state.wakeAll()
  }

  /// Blocks the calling thread until the bell rings for it.
  ///
  /// - Parameters:
  ///   - heard: `strokes` before the caller looked for work: it goes on at once if the bell has rung since.
  ///   - time: when to go on at the latest; nil for never. Another thread may take that over.
  package func wait(after heard: UInt64, until time: ContinuousClock.Instant?) {
    guard let watch = begin(after: heard, until: time) else { return }
    state.wait(until: watch.time) { state -> Void? in
      if state.alarms != watch.alarms { return () }
      guard state.calls > 0 else { return nil }
      state.calls -= 1
      return ()
    }
    state.withLock { state in
      state.waiting -= 1
      state.calls = min(state.calls, state.waiting)
      if watch.time != nil { state.watchedUntil = nil }
    }
  }

  private struct Watch {
    let alarms: UInt64
    /// When this thread looks by itself; nil when another one looks earlier.
    let time: ContinuousClock.Instant?
  }

  /// - Returns: nil when the bell has rung meanwhile.
  private func begin(after heard: UInt64, until time: ContinuousClock.Instant?) -> Watch? {
    state.withLock { state in
      guard state.strokes == heard else { return nil }
      state.waiting += 1
      let isFirst = time.map { time in state.watchedUntil.map { $0 > time } ?? true } ?? false
      if isFirst { state.watchedUntil = time }
      return Watch(alarms: state.alarms, time: isFirst ? time : nil)
    }
  }
}
