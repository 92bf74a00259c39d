/// Decimal numbers of digits and a point: what `Double` reads besides (exponents, hexadecimal, nan)
/// is more often a slip than meant.
enum Decimal {
  static func read(_ text: Substring) -> Double? {
    guard text.utf8.allSatisfy({ $0 == UInt8(ascii: ".") || (0x30...0x39).contains($0) }) else {
      return nil
    }
    return Double(text)
  }

  /// A number as short as it can be: `2`, `0.5`.
  static func short(_ number: Double) -> String {
    Int64(exactly: number).map { "\($0)" } ?? "\(number)"
  }
}
