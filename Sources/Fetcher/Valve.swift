import DequeModule
import EventLoop

/// Whether bodies may flow: not while those who take them cannot keep up, and not while the bytes of this
/// moment are used up. Each reason holds by itself.
///
/// A transfer asks with each part of its body, and waits here in its turn when it may not go on. Lives on
/// its fetcher's loop.
final class Valve: BodyFlow {
  /// Whether those who take bodies cannot keep up.
  var isShut = false
  private var bucket: TokenBucket?
  /// Transfers that are paused, those that have waited longest first.
  private var waiting: Deque<Transfer> = []
  private let loop: EventLoop
  /// Set while transfers wait for bytes that may be taken.
  private var timer: TimerID?
  /// Who lets them go on when the time has come.
  weak var fetcher: Fetcher?

  /// - Parameter rate: bytes a second; nil for no limit.
  init(loop: EventLoop, rate: Int?) {
    self.loop = loop
    bucket = rate.map { TokenBucket(rate: $0, now: .now) }
  }

  var isPaced: Bool { bucket != nil }

  func admits(_ bytes: Int64, isInTurn: Bool) -> Bool {
    guard !isShut else { return false }
    guard bytes > 0, let bucket else { return true }
    guard isInTurn || waiting.isEmpty, bucket.hasTokens(now: .now) else { return false }
    count(bytes)
    return true
  }

  func count(_ bytes: Int64) { bucket?.take(bytes, now: .now) }

  // MARK: Waiting

  func hold(_ transfer: Transfer) {
    waiting.append(transfer)
    setTimer()
  }

  func forget(_ transfer: Transfer) { waiting.removeAll { $0 === transfer } }

  /// The transfer that is to go on now, if one may.
  func takeNext() -> Transfer? {
    guard !isShut, !waiting.isEmpty else { return nil }
    guard bucket?.hasTokens(now: .now) != false else {
      setTimer()
      return nil
    }
    return waiting.popFirst()
  }

  private func setTimer() {
    guard timer == nil, !isShut, let bucket else { return }
    timer = loop.schedule(at: bucket.worthAskingAt) { [weak fetcher] in
      fetcher?.assumeIsolated { $0.bytesMayFlow() }
    }
  }

  /// The timer went off.
  func timedOut() { timer = nil }

  /// Nothing waits any more, and nothing will.
  func close() {
    if let timer { loop.cancel(timer) }
    timer = nil
    waiting.removeAll()
  }
}
