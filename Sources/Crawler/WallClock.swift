import Glibc

/// One moment by both clocks, for times that outlive the process.
package struct ClockPair: Sendable {
  package let steady: ContinuousClock.Instant
  /// Milliseconds since 1970, UTC.
  package let wall: Int64

  package init(steady: ContinuousClock.Instant, wall: Int64) {
    (self.steady, self.wall) = (steady, wall)
  }

  static var now: ClockPair { ClockPair(steady: .now, wall: WallClock.milliseconds) }

  var wallSeconds: Int64 { wall / 1000 }

  func wall(of instant: ContinuousClock.Instant) -> Int64 {
    wall + (instant - steady).wholeMilliseconds
  }

  /// - Parameter limit: no time is later than so long from this moment: the wall clock may have been
  ///   set back since it was noted.
  func instant(ofWall time: Int64, within limit: Duration) -> ContinuousClock.Instant {
    steady + min(.milliseconds(time - wall), limit)
  }
}

/// The time of day, for records that people read; never for waiting.
enum WallClock {
  /// Seconds since 1970, UTC.
  static var seconds: Int64 { milliseconds / 1000 }

  /// The year, give or take a day: years of 365.2425 days since 1970.
  static var year: Int { 1970 + Int(seconds / 31_556_952) }

  /// Milliseconds since 1970, UTC.
  static var milliseconds: Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}

extension Duration {
  var wholeMicroseconds: Int64 {
    components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
  }

  var wholeMilliseconds: Int64 {
    components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
  }
}
