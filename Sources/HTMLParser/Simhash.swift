/// Charikar's simhash: 64 bits of which each says whether most features have it set in their hash, so
/// that sets of features that are alike differ in few bits (M. Charikar, "Similarity estimation
/// techniques from rounding algorithms", STOC 2002).
///
/// The 64 counters stand side by side in words, one word for each binary digit, and features are added to
/// all of them at once by carry-save adders: one for each feature.
struct Simhash {
  /// How many features have been added.
  private var count: UInt64 = 0
  /// The digits of the counters, the lowest first.
  private var digits = InlineArray<40, UInt64>(repeating: 0)

  /// Adds sixteen features, by their hashes. O(1).
  @inline(__always)
  mutating func addSixteen(_ hash: (Int) -> UInt64) {
    var (ones, twos, fours, eights) = (digits[0], digits[1], digits[2], digits[3])
    func two(_ index: Int) -> UInt64 { Self.add(hash(index), hash(index &+ 1), to: &ones) }
    func four(_ index: Int) -> UInt64 { Self.add(two(index), two(index &+ 2), to: &twos) }
    func eight(_ index: Int) -> UInt64 { Self.add(four(index), four(index &+ 4), to: &fours) }
    let sixteens = Self.add(eight(0), eight(8), to: &eights)
    (digits[0], digits[1], digits[2], digits[3]) = (ones, twos, fours, eights)
    carry(sixteens, from: 4)
    count &+= 16
  }

  /// Adds two bits to a digit of each counter; answers what is carried.
  @inline(__always)
  private static func add(_ first: UInt64, _ second: UInt64, to digit: inout UInt64) -> UInt64 {
    let sum = digit ^ first
    let carry = digit & first | sum & second
    digit = sum ^ second
    return carry
  }

  /// Adds a feature by its hash. O(1).
  mutating func add(_ hash: UInt64) {
    carry(hash, from: 0)
    count += 1
  }

  @inline(__always)
  private mutating func carry(_ bits: UInt64, from start: Int) {
    var (carry, place) = (bits, start)
    while carry != 0, place < digits.count {
      let digit = digits[place]
      digits[place] = digit ^ carry
      carry &= digit
      place &+= 1
    }
  }

  /// The bits that more than half of the features have set.
  var value: UInt64 {
    // Compares all counters with half the count at once, from the highest digit on.
    let half = count / 2
    var (isGreater, isEqual): (UInt64, UInt64) = (0, .max)
    for place in digits.indices.reversed() {
      let limit: UInt64 = half >> UInt64(place) & 1 == 1 ? .max : 0
      isGreater |= isEqual & digits[place] & ~limit
      isEqual &= ~(digits[place] ^ limit)
    }
    return isGreater
  }
}
