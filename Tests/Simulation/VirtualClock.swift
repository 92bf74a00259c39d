import Crawler

/// Time that passes only when it is told to. Microseconds from the start of the crawl.
struct VirtualClock {
  private(set) var now = 0
  private let start: ContinuousClock.Instant
  /// Some day in 2026, in milliseconds since 1970.
  private static let startOfTime: Int64 = 1_780_000_000_000

  /// - Parameter start: any instant: it shows in no decision.
  init(start: ContinuousClock.Instant) { self.start = start }

  mutating func advance(to time: Int) { now = max(now, time) }

  var instant: ContinuousClock.Instant { start + .microseconds(now) }

  var pair: ClockPair { ClockPair(steady: instant, wall: Self.startOfTime + Int64(now / 1_000)) }

  /// The first microsecond that is not before an instant.
  func time(of instant: ContinuousClock.Instant) -> Int {
    let passed = instant - start
    let whole = passed.microseconds
    return .microseconds(whole) < passed ? whole + 1 : whole
  }
}
