/// A running 64-bit hash of bytes, begun with a crawl's secret: FNV-1a with a final mix (SplitMix64's).
///
/// Not SipHash, because a URL is hashed at each of its slashes. It need not withstand more than a page's
/// author who knows neither the secret nor any hash: all that a collision would give him is a share in
/// the budget of another's pattern.
struct KeyedHash {
  private var state: UInt64

  init(_ key: UInt64, _ salt: UInt64) {
    state = Self.mixed(key ^ salt &* 0x9E37_79B9_7F4A_7C15)
  }

  @inline(__always) mutating func add(_ byte: UInt8) {
    state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
  }

  /// Takes in another hash.
  mutating func add(_ hash: UInt64) { state = Self.mixed(state ^ hash) }

  /// The hash of what came so far, one for each purpose; never 0.
  func value(for purpose: UInt64) -> UInt64 {
    max(1, Self.mixed(state &+ purpose &* 0xBF58_476D_1CE4_E5B9))
  }

  static func mixed(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
