/// A time as people write it on a command line: `0.5`, `500ms`, `30s`, `5m`, `2h`; a number alone
/// is seconds.
package struct TimeSpan: Sendable, Equatable, CustomStringConvertible {
  package let duration: Duration

  package init(_ duration: Duration) { self.duration = duration }

  /// Far more than any crawl takes, and little enough for every sum of times.
  private static let longestSeconds = 366.0 * 86_400

  private static let units: [(suffix: String, seconds: Double)] = [
    ("ms", 0.001), ("s", 1), ("m", 60), ("h", 3_600), ("d", 86_400), ("", 1),
  ]

  /// Reads what somebody wrote.
  ///
  /// - Throws: `Misreading`.
  package init(reading text: String) throws {
    guard let unit = Self.units.first(where: { text.hasSuffix($0.suffix) }),
      let number = Decimal.read(text.dropLast(unit.suffix.count)),
      number * unit.seconds <= Self.longestSeconds
    else {
      throw Misreading(description: "write a time of a year at most like 0.5, 500ms, 30s, 5m or 2h")
    }
    duration = .milliseconds(Int64((number * unit.seconds * 1_000).rounded(.up)))
  }

  /// As `init(reading:)`, for times that cannot be 0.
  package static func positive(_ text: String) throws -> TimeSpan {
    let span = try TimeSpan(reading: text)
    guard span.duration > .zero else { throw Misreading(description: "write a time above 0") }
    return span
  }

  /// The shortest way to write it that reads as the same.
  package var description: String {
    let milliseconds =
      duration.components.seconds * 1_000
      + duration.components.attoseconds / 1_000_000_000_000_000
    if milliseconds % 1_000 != 0 { return "\(milliseconds)ms" }
    let seconds = milliseconds / 1_000
    if seconds != 0, seconds % 3_600 == 0 { return "\(seconds / 3_600)h" }
    if seconds != 0, seconds % 60 == 0, seconds > 60 { return "\(seconds / 60)m" }
    return "\(seconds)s"
  }
}
