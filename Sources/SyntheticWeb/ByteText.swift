/// Writing text as bytes: what this room sends is bytes from the start, never a `String`.
extension [UInt8] {
  mutating func append(_ text: String) {
    append(contentsOf: text.utf8)
  }

  /// Appends a number that is not negative, in decimal.
  mutating func append(decimal number: Int) {
    append(number, radix: 10)
  }

  /// Appends a number that is not negative, in lower-case hexadecimal.
  mutating func append(hex number: Int) {
    append(number, radix: 16)
  }

  private mutating func append(_ number: Int, radix: Int) {
    let start = count
    var rest = number
    repeat {
      let digit = UInt8(truncatingIfNeeded: rest % radix)
      append(digit < 10 ? digit &+ UInt8(ascii: "0") : digit &- 10 &+ UInt8(ascii: "a"))
      rest /= radix
    } while rest > 0
    self[start...].reverse()
  }
}
