/// Whether segments of a path come back in cycles, as relative links make them come back that lead from
/// `/a/b/` to `a/b/`.
///
/// One segment must stand five times in a row, a cycle of two to eight three times. Cycles of numbers alone
/// are none: `/1/1/1/1/1` is a date and a time.
struct SegmentCycles {
  /// No path of fewer segments has a cycle.
  static let fewest = 5
  private static let longest = 8

  private var sums = InlineArray<64, UInt32>(repeating: 0)
  private var hasLetter: UInt64 = 0
  private var count = 0

  init(_ url: Span<UInt8>, _ parts: URLParts) {
    var start = 1
    while start < parts.pathEnd, count < sums.count {
      let end = url.end(of: UInt8(ascii: "/"), from: start, to: parts.pathEnd)
      sums[count] = url.checksum(from: start, to: end)
      for position in start..<end where !url[position].isASCIIDigit { hasLetter |= 1 << count }
      count += 1
      start = end + 1
    }
  }

  var isFound: Bool {
    for length in 1...Self.longest where count >= Self.repeats(of: length) * length {
      let needed = (Self.repeats(of: length) - 1) * length
      var (run, letters) = (0, false)
      for index in length..<count {
        if sums[index] == sums[index - length] {
          run += 1
          letters = letters || hasLetter & 1 << index != 0
          if run >= needed, letters { return true }
        } else {
          (run, letters) = (0, false)
        }
      }
    }
    return false
  }

  private static func repeats(of length: Int) -> Int { length == 1 ? 5 : 3 }
}

extension UInt8 {
  var isASCIIDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
  var isASCIILetter: Bool { self | 0x20 >= UInt8(ascii: "a") && self | 0x20 <= UInt8(ascii: "z") }
}
