/// Numbers the way people read them.
package enum Quantity {
  /// `1234567` as `1,234,567`.
  package static func grouped(_ number: some BinaryInteger) -> String {
    let digits = Array(String(number.magnitude))
    var text = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// Bytes in powers of 1,000: `98.8 MB`.
  package static func bytes(_ count: Double) -> String {
    let units = ["B", "kB", "MB", "GB", "TB", "PB"]
    var (value, unit) = (max(0, count), 0)
    while value >= 999.95 && unit < units.count - 1 {
      value /= 1_000
      unit += 1
    }
    return unit == 0 ? "\(Int(value)) B" : "\(oneDecimal(value)) \(units[unit])"
  }

  /// A rate with a decimal below 100, where it matters, and none above.
  package static func rate(_ perSecond: Double) -> String {
    let value = max(0, perSecond)
    return value < 99.95 ? oneDecimal(value) : grouped(Int64(value.rounded()))
  }

  /// `3.2 s`, `4 min 5 s`, `2 h 30 min`.
  package static func time(_ duration: Duration) -> String {
    let seconds = max(0, duration / .seconds(1))
    let whole = Int64(seconds.rounded())
    if seconds < 59.95 { return "\(oneDecimal(seconds)) s" }
    if whole < 3_600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3_600) h \(whole % 3_600 / 60) min"
  }

  /// A number of things: `1 fetch`, `2 fetches`.
  package static func counted(_ number: Int, _ one: String, _ many: String) -> String {
    "\(grouped(number)) \(number == 1 ? one : many)"
  }

  /// `2.0`.
  package static func oneDecimal(_ value: Double) -> String {
    let tenths = Int64((value * 10).rounded())
    return "\(grouped(tenths / 10)).\(tenths % 10)"
  }
}
