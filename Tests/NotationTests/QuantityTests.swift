import Notation
import Testing

/// How numbers and times are written for people.
struct QuantityTests {
  @Test func quantities() {
    #expect(
      [0, 999, 1_000, 1_234_567, -1_000].map { Quantity.grouped($0) }
        == ["0", "999", "1,000", "1,234,567", "-1,000"])
    #expect(
      [0, 999, 1_000, 98_765_432, 999_999, 1e16].map { Quantity.bytes($0) }
        == ["0 B", "999 B", "1.0 kB", "98.8 MB", "1.0 MB", "10.0 PB"])
    #expect(
      [0, 9.96, 99.94, 99.96, 1_797.4].map { Quantity.rate($0) }
        == ["0.0", "10.0", "99.9", "100", "1,797"])
    #expect(
      [Duration.milliseconds(3_240), .seconds(59.96), .seconds(245), .seconds(9_000)]
        .map { Quantity.time($0) } == ["3.2 s", "1 min 0 s", "4 min 5 s", "2 h 30 min"])
  }

  @Test func timestamps() {
    #expect(Timestamp.text(0) == "1970-01-01T00:00:00Z")
    #expect(Timestamp.text(1_700_000_000_999) == "2023-11-14T22:13:20Z")
  }
}
