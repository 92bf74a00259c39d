/// Searches in text, sixteen bytes at a time.
enum ByteSearch {
  /// The first place at or behind `start` that holds `byte`; the text's end when there is none.
  @inline(__always)
  static func first(_ byte: UInt8, in text: Span<UInt8>, from start: Int) -> Int {
    let needle = SIMD16<UInt8>(repeating: byte)
    var offset = start
    while offset + 16 <= text.count {
      let places = mask(of: block(in: text, at: offset) .== needle)
      if places != 0 { return offset + places.trailingZeroBitCount >> 2 }
      offset += 16
    }
    while offset < text.count, text[offset] != byte { offset += 1 }
    return offset
  }

  /// Four bits for each lane, all of them set where the lane is true.
  @inline(__always)
  static func mask(of lanes: SIMDMask<SIMD16<Int8>>) -> UInt64 {
    nibbles(of: unsafe unsafeBitCast(lanes, to: SIMD16<UInt8>.self))
  }

  /// Four bits of each lane, whose upper and lower four bits must be the same.
  @inline(__always)
  static func nibbles(of lanes: SIMD16<UInt8>) -> UInt64 {
    let pairs = unsafe unsafeBitCast(lanes, to: SIMD8<UInt16>.self)
    return unsafe unsafeBitCast(SIMD8<UInt8>(truncatingIfNeeded: pairs &>> 4), to: UInt64.self)
  }

  /// Sixteen bytes that stand at a place.
  ///
  /// The caller has seen that they are there.
  @inline(__always)
  static func block(in text: Span<UInt8>, at offset: Int) -> SIMD16<UInt8> {
    assert(offset >= 0 && offset + 16 <= text.count)
    return unsafe text.bytes.unsafeLoadUnaligned(
      fromUncheckedByteOffset: offset, as: SIMD16<UInt8>.self)
  }

  /// Eight bytes, the first of them lowest, that stand at a place.
  ///
  /// The caller has seen that they are there.
  @inline(__always)
  static func word(in text: Span<UInt8>, at offset: Int) -> UInt64 {
    assert(offset >= 0 && offset + 8 <= text.count)
    return unsafe UInt64(
      littleEndian: text.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
    )
  }
}

/// Eight bytes in a word, looked at together. In the answers the lowest byte with its top bit set is
/// the first that fulfils the condition; what is above it means nothing.
extension UInt64 {
  private static var ones: UInt64 { 0x0101_0101_0101_0101 }
  private static var tops: UInt64 { 0x8080_8080_8080_8080 }

  /// Marks the bytes that are equal to `byte`.
  @inline(__always)
  func marking(_ byte: UInt8) -> UInt64 {
    let difference = self ^ (Self.ones &* UInt64(byte))
    return (difference &- Self.ones) & ~difference & Self.tops
  }

  /// Marks the bytes that are less than `byte`, which is at most 0x80.
  @inline(__always)
  func marking(lessThan byte: UInt8) -> UInt64 {
    (self &- Self.ones &* UInt64(byte)) & ~self & Self.tops
  }

  /// The number of bytes below the first marked one; 8 when none is marked.
  @inline(__always)
  var unmarkedBytes: Int { trailingZeroBitCount >> 3 }

  /// With A to Z as a to z.
  @inline(__always)
  var asciiLowercased: UInt64 {
    let sevenBits = self & ~Self.tops
    let fromA = sevenBits &+ Self.ones &* UInt64(0x80 - 0x41)
    let behindZ = sevenBits &+ Self.ones &* UInt64(0x7F - 0x5A)
    return self | ((fromA ^ behindZ) & ~self & Self.tops) >> 2
  }

  /// The lowest `count` bytes, 0 to 8; the others zero.
  @inline(__always)
  func lowBytes(_ count: Int) -> UInt64 {
    count >= 8 ? self : self & ((1 &<< (8 &* UInt64(count))) &- 1)
  }
}
