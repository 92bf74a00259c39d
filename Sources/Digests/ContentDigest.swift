private import CXXHash

/// What tells contents apart: XXH3's 128 bits of their bytes, which `xxh128sum` prints too.
///
/// Contents with one digest are the same, unless somebody made them so: it is no cryptographic digest,
/// and has no key, so that crawls can be compared by it.
package struct ContentDigest: Sendable, Hashable {
  package let high: UInt64
  package let low: UInt64

  /// A digest that was computed before.
  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The digest of a content. O(content), some 10 GB a second.
  package init(of content: Span<UInt8>) {
    let digest = unsafe content.withUnsafeBytes { bytes in
      unsafe XXH3_128bits(bytes.baseAddress, bytes.count)
    }
    self.init(high: digest.high64, low: digest.low64)
  }

  /// A digest from its bytes; nil for what has not 16 of them.
  package init?(bytes: Span<UInt8>) {
    guard bytes.count == 16 else { return nil }
    func number(_ range: Range<Int>) -> UInt64 { range.reduce(0) { $0 << 8 | UInt64(bytes[$1]) } }
    self.init(high: number(0..<8), low: number(8..<16))
  }

  /// Its 16 bytes, the most significant first: XXH128's canonical form.
  package var bytes: [UInt8] {
    (0..<16).map { index in
      UInt8(truncatingIfNeeded: (index < 8 ? high : low) >> (56 - 8 * UInt64(index % 8)))
    }
  }
}
