/// Reads the two ways in which files ask for a pause between fetches.
enum RobotsPause {
  /// Longer pauses than a day are taken as a day: what to make of them is for the frontier to say.
  private static let longest = 86_400.0

  /// Seconds, possibly with a fraction: `1`, `0.5`. Nil for what begins with no such number.
  static func delay(_ value: String) -> Duration? {
    leadingNumber(value[...]).map { duration(seconds: $0.number) }
  }

  /// Pages per time: `1/5` is a page in five seconds, `30/1m` thirty in a minute; a time of day
  /// behind it is ignored.
  static func rate(_ value: String) -> Duration? {
    let parts = value.split(separator: "/", maxSplits: 1)
    guard parts.count == 2, let pages = leadingNumber(parts[0])?.number, pages > 0,
      let time = leadingNumber(parts[1])
    else { return nil }
    return duration(seconds: time.number * secondsInUnit(time.rest.first) / pages)
  }

  private static func secondsInUnit(_ unit: Character?) -> Double {
    switch unit {
    case "m", "M": 60
    case "h", "H": 3600
    default: 1
    }
  }

  /// Digits and at most one point: no sign, no exponent, no infinity.
  private static func leadingNumber(_ text: Substring) -> (number: Double, rest: Substring)? {
    let digits = text.utf8.prefix { $0 &- 0x30 < 10 || $0 == UInt8(ascii: ".") }
    guard let number = Double(Substring(digits)) else { return nil }
    return (number, text[digits.endIndex...])
  }

  private static func duration(seconds: Double) -> Duration {
    .milliseconds(Int((min(seconds, longest) * 1000).rounded()))
  }
}
