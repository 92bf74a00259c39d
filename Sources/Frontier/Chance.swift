/// A sequence of chances that a seed decides: SplitMix64 (Steele, Lea and Flood, 2014).
struct Chance {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// A number from 0 up to 1.
  mutating func draw() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Double(KeyedHash.mixed(state) >> 11) * 0x1p-53
  }
}
