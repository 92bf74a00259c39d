import Glibc

/// Times of day as people and programs read them.
package enum Timestamp {
  /// `2026-01-31T12:00:00Z` (ISO 8601, RFC 3339) for Unix time in milliseconds; the rest of a second
  /// is dropped.
  package static func text(_ milliseconds: Int64) -> String {
    var (instant, parts) = unsafe (Int(milliseconds / 1000), tm())
    unsafe gmtime_r(&instant, &parts)
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let date = unsafe "\(parts.tm_year + 1_900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
    return unsafe "\(date)T\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
  }
}
