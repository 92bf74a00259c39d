import EventLoop

/// The flow of bodies into threads that block: who must wait sleeps in the middle of its transfer, and the
/// server with it.
final class ThreadFlow: BodyFlow, Sendable {
  private struct State: Sendable {
    var bucket: TokenBucket
    var isPacing = true
  }

  /// Nil where bytes are not counted.
  private let state: Monitor<State>?

  /// - Parameter rate: bytes a second, all threads together; nil for no limit.
  init(rate: Int?) {
    state = rate.map { Monitor(State(bucket: TokenBucket(rate: $0, now: .now))) }
  }

  var isPaced: Bool { state != nil }

  func admits(_ bytes: Int64, isInTurn: Bool) -> Bool {
    guard bytes > 0, let state else { return true }
    while true {
      let worthAskingAt = state.withLock { state -> ContinuousClock.Instant? in
        let now = ContinuousClock.now
        if state.isPacing, !state.bucket.hasTokens(now: now) { return state.bucket.worthAskingAt }
        state.bucket.take(bytes, now: now)
        return nil
      }
      guard let worthAskingAt else { return true }
      state.wait(until: worthAskingAt) { $0.isPacing ? nil : true }
    }
  }

  func count(_ bytes: Int64) { state?.withLock { $0.bucket.take(bytes, now: .now) } }

  func hold(_ transfer: Transfer) { preconditionFailure("a thread waits within its transfer") }

  func forget(_ transfer: Transfer) {}

  /// Has nobody wait any more.
  func end() {
    state?.withLock { $0.isPacing = false }
    state?.wakeAll()
  }
}
