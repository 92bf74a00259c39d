/// The most requests a second, over all hosts: the generic cell rate algorithm (ITU-T I.371), which is a
/// bucket of tokens in one number.
///
/// In any time t no more than `rate * (t + 50 ms)` requests begin, and one more; at 20 a second and less
/// no more than `rate * t` and one.
struct RequestRate {
  private let interval: Duration
  /// How much earlier than by the exact rhythm a request may begin: timers are no finer than so.
  private let tolerance: Duration
  /// When the next request begins by the exact rhythm.
  private var next: ContinuousClock.Instant?

  /// - Parameter rate: requests a second, more than 0.
  init(_ rate: Double) {
    interval = .seconds(1 / rate)
    tolerance = max(.zero, .milliseconds(50) - interval)
  }

  /// When the next request may begin, if that is later than now.
  func pause(now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
    guard let next, next - tolerance > now else { return nil }
    return next - tolerance
  }

  /// Notes that one begins.
  mutating func begin(now: ContinuousClock.Instant) {
    next = max(next ?? now, now) + interval
  }
}
