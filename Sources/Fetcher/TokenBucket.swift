/// How many bytes may be taken by now, so that no more than a rate is ever taken over any time, but for a
/// burst: a token bucket (RFC 2697, 3, has one such as "C"), which fills steadily up to its size.
///
/// The last to take may take more than there is: what is owed is waited for first. So the bytes taken in
/// any time are at most the rate times that time, a burst, and what is taken at once.
struct TokenBucket {
  /// Bytes a second.
  private let rate: Double
  /// The most that the bucket holds: a quarter of a second's bytes.
  private let burst: Double
  /// What the bucket held when something was taken last.
  private var tokens: Double
  private var takenAt: ContinuousClock.Instant

  /// A full bucket.
  ///
  /// - Parameter rate: bytes a second, at least 1.
  init(rate: Int, now: ContinuousClock.Instant) {
    precondition(rate > 0, "a rate of \(rate) bytes a second lets nothing through")
    self.rate = Double(rate)
    burst = Double(rate) / 4
    tokens = burst
    takenAt = now
  }

  private func tokens(at now: ContinuousClock.Instant) -> Double {
    min(burst, tokens + (now - takenAt) / .seconds(1) * rate)
  }

  /// Whether something may be taken. Times must not fall.
  func hasTokens(now: ContinuousClock.Instant) -> Bool { tokens(at: now) > 0 }

  /// Takes so many bytes, more than there are if need be.
  mutating func take(_ bytes: Int64, now: ContinuousClock.Instant) {
    tokens = tokens(at: now) - Double(bytes)
    takenAt = now
  }

  /// When there will be enough to be worth asking again: as much as comes in a twentieth of a second.
  var worthAskingAt: ContinuousClock.Instant {
    takenAt + .seconds(max(0, rate / 20 - tokens) / rate)
  }
}
