import Notation

/// Figures of a report as people read them: three digits and a unit.
package enum Figure {
  /// What stands where there is no value.
  package static let none = "-"

  /// A time in microseconds: `61 µs`, `51.2 ms`, `1.25 s`.
  package static func time(_ microseconds: Double) -> String {
    if microseconds < 999.5 { return "\(threeDigits(microseconds)) µs" }
    let milliseconds = microseconds / 1_000
    return milliseconds < 999.5
      ? "\(threeDigits(milliseconds)) ms" : "\(threeDigits(milliseconds / 1_000)) s"
  }

  /// A number with three digits, or all it has before the point: `0.0213`, `1.25`, `1,214`.
  package static func threeDigits(_ number: Double) -> String {
    let size = abs(number)
    guard size.isFinite, size < 1e15 else { return none }
    if size == 0 { return "0" }
    var decimals = 2
    for limit in [9.995, 99.95, 999.5] where size >= limit { decimals -= 1 }
    var limit = 0.9995
    while size < limit && decimals < 5 {
      decimals += 1
      limit /= 10
    }
    return decimals <= 0
      ? Quantity.grouped(Int64(number.rounded())) : fixed(number, decimals: decimals)
  }

  /// `×12.3`.
  package static func times(_ ratio: Double) -> String { "×\(threeDigits(ratio))" }

  /// A share of a whole: `94 %`.
  package static func percent(_ share: Double) -> String {
    "\(Quantity.grouped(Int64((share * 100).rounded()))) %"
  }

  /// A number of bytes, which may be negative.
  package static func bytes(_ count: Double) -> String {
    count < 0 ? "-" + Quantity.bytes(-count) : Quantity.bytes(count)
  }

  /// The ends of an interval: `1,190 to 1,230`; `-` where there is none.
  package static func interval(_ estimate: Estimate?, _ write: (Double) -> String) -> String {
    guard let interval = estimate?.interval else { return none }
    return "\(write(interval.lowerBound)) to \(write(interval.upperBound))"
  }

  /// A median with its interval: `1,214 pages/s (1,190 to 1,230)`.
  package static func told(_ estimate: Estimate, _ write: (Double) -> String) -> String {
    let median = write(estimate.median)
    return estimate.interval == nil ? median : "\(median) (\(interval(estimate, write)))"
  }

  private static func fixed(_ number: Double, decimals: Int) -> String {
    let unit = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
    let parts = Int64((abs(number) * unit).rounded()).quotientAndRemainder(dividingBy: Int64(unit))
    let digits = String(parts.remainder)
    let zeros = String(repeating: "0", count: decimals - digits.count)
    return "\(number < 0 ? "-" : "")\(Quantity.grouped(parts.quotient)).\(zeros)\(digits)"
  }
}
