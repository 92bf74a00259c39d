/// A number of bytes as people write it on a command line: `512K`, `10M`, `1G`, `2T`; the units are
/// powers of 1,024, as wget and curl have them.
package struct ByteSize: Sendable, Equatable, CustomStringConvertible {
  package let bytes: Int

  package init(_ bytes: Int) { self.bytes = bytes }

  private static let units: [(suffix: String, bytes: Int)] = [
    ("K", 1 << 10), ("M", 1 << 20), ("G", 1 << 30), ("T", 1 << 40), ("", 1),
  ]

  /// Reads what somebody wrote.
  ///
  /// - Throws: `Misreading`.
  package init(reading text: String, upTo limit: Int = 1 << 30) throws {
    let upper = text.uppercased()
    guard let unit = Self.units.first(where: { upper.hasSuffix($0.suffix) }),
      let number = Decimal.read(upper.dropLast(unit.suffix.count)),
      number * Double(unit.bytes) <= Double(limit)
    else {
      throw Misreading(
        description: "write a number of bytes like 512K or 10M, \(ByteSize(limit)) at most")
    }
    bytes = Int((number * Double(unit.bytes)).rounded())
  }

  /// As `init(reading:)`, for sizes that cannot be 0.
  package static func positive(_ text: String) throws -> ByteSize {
    let size = try ByteSize(reading: text)
    guard size.bytes > 0 else { throw Misreading(description: "write a size above 0") }
    return size
  }

  /// A reader that takes sizes of a range.
  package static func within(
    _ range: ClosedRange<Int>
  ) -> @Sendable (String) throws -> ByteSize {
    { text in
      let size = try ByteSize(reading: text, upTo: range.upperBound)
      guard size.bytes >= range.lowerBound else {
        throw Misreading(description: "write a size of \(ByteSize(range.lowerBound)) or more")
      }
      return size
    }
  }

  /// The shortest way to write it that reads as the same.
  package var description: String {
    let unit = Self.units.last { $0.bytes > 1 && bytes != 0 && bytes % $0.bytes == 0 }
    return unit.map { "\(bytes / $0.bytes)\($0.suffix)" } ?? "\(bytes)"
  }
}
