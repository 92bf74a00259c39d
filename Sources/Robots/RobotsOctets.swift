/// The form in which paths and patterns are compared.
enum RobotsOctets {
  /// Appends the octets of `text` from `start` to `end`, as RFC 9309, section 2.2.2, compares them:
  /// bytes that are not ASCII encoded, triplets in upper case, and, unless Google's reading is
  /// wanted, unreserved octets decoded. `%2A` and `%24` are decoded then too: once the stars of a
  /// pattern are cut out they are the literal signs. O(n).
  static func append(
    _ text: Span<UInt8>, from start: Int, to end: Int, decoded: Bool, to result: inout [UInt8]
  ) {
    var position = start
    while position < end {
      let byte = text[position]
      if byte >= 0x80 {
        append(triplet: byte, to: &result)
      } else if byte == UInt8(ascii: "%"), let octet = octet(text, at: position, before: end) {
        if decoded && isComparedDecoded(octet) {
          result.append(octet)
        } else {
          append(triplet: octet, to: &result)
        }
        position += 2
      } else {
        result.append(byte)
      }
      position += 1
    }
  }

  private static func octet(_ text: Span<UInt8>, at position: Int, before end: Int) -> UInt8? {
    guard position + 2 < end, let high = hexValue(text[position + 1]),
      let low = hexValue(text[position + 2])
    else { return nil }
    return high << 4 | low
  }

  private static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte & 15
    case UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "a")...UInt8(ascii: "f"):
      (byte & 15) + 9
    default: nil
    }
  }

  /// RFC 3986's unreserved characters, and the two signs of patterns.
  private static func isComparedDecoded(_ octet: UInt8) -> Bool {
    switch octet {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "*"), UInt8(ascii: "$"):
      true
    default: false
    }
  }

  private static func append(triplet octet: UInt8, to result: inout [UInt8]) {
    let digits: StaticString = "0123456789ABCDEF"
    result.append(UInt8(ascii: "%"))
    result.append(unsafe digits.utf8Start[Int(octet >> 4)])
    result.append(unsafe digits.utf8Start[Int(octet & 15)])
  }
}

/// Which letters and pairs of letters a text has, as bits that they share: if a pattern has a bit that
/// a path has not, they cannot match. Nearly all rules of a large file are told apart by this alone.
struct Letters {
  private var single: UInt64 = 0
  private var pairs: (UInt64, UInt64) = (0, 0)

  init() {}

  init(_ text: Span<UInt8>) { insert(text, in: 0..<text.count) }

  /// Adds what stands in a range, which the path must have in one piece.
  mutating func insert(_ text: Span<UInt8>, in range: Range<Int>) {
    guard var last = range.first.map({ text[$0] }) else { return }
    single |= 1 << UInt64(last & 63)
    for position in range.dropFirst() {
      let byte = text[position]
      single |= 1 << UInt64(byte & 63)
      let pair = last &* 37 &+ byte
      if pair & 64 == 0 {
        pairs.0 |= 1 << UInt64(pair & 63)
      } else {
        pairs.1 |= 1 << UInt64(pair & 63)
      }
      last = byte
    }
  }

  func isSubset(of other: Letters) -> Bool {
    let singles = single & ~other.single
    return singles | (pairs.0 & ~other.pairs.0) | (pairs.1 & ~other.pairs.1) == 0
  }
}
