/// A stream of decisions that follows from numbers alone: the same numbers, the same decisions, on
/// every machine and in every process.
///
/// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014): its
/// state may be any number at all, so a stream for one page costs one hash and no memory.
package struct Draw: RandomNumberGenerator {
  private var state: UInt64

  /// The stream for one purpose at one place of the web.
  ///
  /// The purpose keeps streams apart: how long a page is must not shift with where it links to.
  package init(_ seed: UInt64, _ purpose: Purpose, _ host: Int = 0, _ number: Int = 0) {
    state = Draw.mix(seed &+ UInt64(purpose.rawValue) &* 0x9E37_79B9_7F4A_7C15)
    state = Draw.mix(state ^ UInt64(truncatingIfNeeded: host))
    state = Draw.mix(state ^ UInt64(truncatingIfNeeded: number))
  }

  /// What a stream of decisions is about.
  package enum Purpose: UInt8 {
    case links = 1, layout, words, redirects, latency, path, sitemap, traps
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Draw.mix(state)
  }

  /// A number from 0 up to but not including `limit`, which is positive.
  package mutating func below(_ limit: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(limit)).high)
  }

  /// A number from 0 up to but not including 1.
  package mutating func fraction() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
