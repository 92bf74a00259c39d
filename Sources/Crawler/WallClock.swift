import Glibc

/// The time of day, for records that people read; never for waiting.
enum WallClock {
  /// Seconds since 1970, UTC.
  static var seconds: Int64 { milliseconds / 1000 }

  /// Milliseconds since 1970, UTC.
  static var milliseconds: Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}
