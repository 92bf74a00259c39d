/// The secret of one crawl under which URLs become 64-bit fingerprints.
///
/// With a key that a page's author cannot know, nobody can make two URLs collide on purpose and so
/// talk one of them out of the crawl. The function is SipHash-1-3 (Aumasson and Bernstein,
/// "SipHash: a fast short-input PRF", 2012, with one compression and three finalisation rounds).
package struct FingerprintKey: Sendable, Hashable {
  package let k0: UInt64
  package let k1: UInt64

  package init(_ k0: UInt64, _ k1: UInt64) {
    self.k0 = k0
    self.k1 = k1
  }

  /// The fingerprint of `bytes` under this key. O(n), no allocation.
  package func fingerprint(of bytes: Span<UInt8>) -> UInt64 {
    sipHash(bytes, compressionRounds: 1, finalizationRounds: 3)
  }

  /// SipHash-c-d of `bytes`; the rounds are parameters so that the published vectors of SipHash-2-4
  /// can vouch for this code.
  @inline(__always) package func sipHash(
    _ bytes: Span<UInt8>, compressionRounds: Int, finalizationRounds: Int
  ) -> UInt64 {
    var state = SipState(k0: k0, k1: k1)
    unsafe bytes.withUnsafeBytes { bytes in
      let whole = bytes.count & ~7
      var offset = 0
      while offset < whole {
        let word = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        state.compress(UInt64(littleEndian: word), rounds: compressionRounds)
        offset += 8
      }
      var last = UInt64(truncatingIfNeeded: bytes.count) << 56
      var shift: UInt64 = 0
      while offset < bytes.count {
        last |= unsafe UInt64(bytes[offset]) << shift
        shift += 8
        offset += 1
      }
      state.compress(last, rounds: compressionRounds)
    }
    return state.finalize(rounds: finalizationRounds)
  }
}

private struct SipState {
  private var v0: UInt64
  private var v1: UInt64
  private var v2: UInt64
  private var v3: UInt64

  @inline(__always) init(k0: UInt64, k1: UInt64) {
    v0 = k0 ^ 0x736F_6D65_7073_6575
    v1 = k1 ^ 0x646F_7261_6E64_6F6D
    v2 = k0 ^ 0x6C79_6765_6E65_7261
    v3 = k1 ^ 0x7465_6462_7974_6573
  }

  @inline(__always) mutating func compress(_ word: UInt64, rounds: Int) {
    v3 ^= word
    for _ in 0..<rounds { round() }
    v0 ^= word
  }

  @inline(__always) mutating func finalize(rounds: Int) -> UInt64 {
    v2 ^= 0xFF
    for _ in 0..<rounds { round() }
    return v0 ^ v1 ^ v2 ^ v3
  }

  @inline(__always) private mutating func round() {
    v0 &+= v1
    v1 = v1 << 13 | v1 >> 51
    v1 ^= v0
    v0 = v0 << 32 | v0 >> 32
    v2 &+= v3
    v3 = v3 << 16 | v3 >> 48
    v3 ^= v2
    v0 &+= v3
    v3 = v3 << 21 | v3 >> 43
    v3 ^= v0
    v2 &+= v1
    v1 = v1 << 17 | v1 >> 47
    v1 ^= v2
    v2 = v2 << 32 | v2 >> 32
  }
}
