/// How much may happen in a time, as people write it on a command line: bytes a second, as in `500K` or
/// `2M`, or requests, as in `10/s`, `30/m`, `600/h`. A number of bytes without a unit is refused: it
/// would differ from one of requests by two letters.
package enum RateLimit: Sendable, Equatable {
  case bytesPerSecond(Int)
  case requestsPerSecond(Double)
  /// Neither is limited.
  case none

  private static let seconds: [(suffix: String, seconds: Double)] = [
    ("/s", 1), ("/m", 60), ("/h", 3_600),
  ]
  /// Enough for any network.
  private static let mostBytes = 1 << 40
  private static let mostRequests = 1_000_000.0

  /// Reads what somebody wrote.
  ///
  /// - Throws: `Misreading`.
  package init(reading text: String) throws {
    if text == "none" {
      self = .none
    } else if let rate = Self.requests(text) {
      self = .requestsPerSecond(rate)
    } else if text.last.map({ $0.isLetter }) == true,
      let size = try? ByteSize(reading: text, upTo: Self.mostBytes), size.bytes > 0
    {
      self = .bytesPerSecond(size.bytes)
    } else {
      throw Misreading(
        description:
          "write bytes a second like 500K or 2M, requests like 10/s, 30/m or 600/h, or none")
    }
  }

  private static func requests(_ text: String) -> Double? {
    guard let unit = seconds.first(where: { text.hasSuffix($0.suffix) }),
      let number = Decimal.read(text.dropLast(unit.suffix.count)), number > 0
    else { return nil }
    let rate = number / unit.seconds
    return rate <= mostRequests ? rate : nil
  }
}
