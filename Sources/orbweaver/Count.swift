/// Readers of whole numbers, for options that count.
enum Count {
  /// A reader that takes whole numbers of a range.
  static func within(_ range: ClosedRange<Int>) -> @Sendable (String) throws -> Int {
    { text in
      guard let number = Int(text), range.contains(number) else {
        throw Misreading(description: "write \(describe(range))")
      }
      return number
    }
  }

  /// A reader that takes whole numbers from `minimum` on.
  static func atLeast(_ minimum: Int) -> @Sendable (String) throws -> Int {
    within(minimum...Int(Int32.max))
  }

  private static func describe(_ range: ClosedRange<Int>) -> String {
    range.upperBound == Int(Int32.max)
      ? "a whole number, \(range.lowerBound) or more"
      : "a whole number from \(range.lowerBound) to \(range.upperBound)"
  }
}
