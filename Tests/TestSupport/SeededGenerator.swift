/// Steele, Lea and Flood's SplitMix64: the same numbers from the same seed, so that a failure can be repeated.
package struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }

  /// Some bytes with a few changes: flipped, overwritten, cut out, doubled, cut off.
  package mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
    var result = bytes
    for _ in 0..<Int.random(in: 1...6, using: &self) where !result.isEmpty {
      let place = Int.random(in: 0..<result.count, using: &self)
      switch Int.random(in: 0..<6, using: &self) {
      case 0: result[place] ^= 1 << UInt8.random(in: 0..<8, using: &self)
      case 1: result[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &self) ?? 0
      case 2: result.remove(at: place)
      case 3: result.insert(UInt8.random(in: 0...255, using: &self), at: place)
      case 4: result.removeSubrange(place...)
      default:
        let end = Int.random(in: place...result.count, using: &self)
        result.insert(contentsOf: Array(result[place..<end]), at: place)
      }
    }
    return result
  }
}
