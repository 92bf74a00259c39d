/// UTF-8 being written: the workspace of the decoders. Its memory is kept from one text to the next.
@safe package struct TextBuffer: ~Copyable {
  private var start: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// Bytes written.
  package private(set) var count = 0

  /// An empty buffer.
  package init() {
    capacity = 64
    unsafe start = .allocate(capacity: capacity)
  }

  deinit { unsafe start.deallocate() }

  /// Empties the buffer; gives the memory back when it is more than `limit` bytes.
  package mutating func clear(keeping limit: Int = .max) {
    count = 0
    guard capacity > limit else { return }
    unsafe start.deallocate()
    capacity = 64
    unsafe start = .allocate(capacity: capacity)
  }

  /// Lends the text.
  package func withText<R>(_ body: (Span<UInt8>) -> R) -> R {
    let all = unsafe UnsafeBufferPointer(start: start, count: count)
    return body(unsafe all.span)
  }

  /// Puts U+FFFD in the place of each NUL; answers whether there was one. O(text).
  package mutating func replaceNULs() -> Bool {
    let nuls = unsafe UnsafeBufferPointer(start: start, count: count).count { $0 == 0 }
    guard nuls > 0 else { return false }
    reserve(2 * nuls)
    // From the end on, so that nothing is written over before it is read.
    var target = count + 2 * nuls
    var source = count
    while source < target {
      source -= 1
      let byte = unsafe start[source]
      if byte == 0 {
        target -= 3
        unsafe start[target] = 0xEF
        unsafe start[target + 1] = 0xBF
        unsafe start[target + 2] = 0xBD
      } else {
        target -= 1
        unsafe start[target] = byte
      }
    }
    count += 2 * nuls
    return true
  }

  /// Makes room for `extra` more bytes.
  mutating func reserve(_ extra: Int) {
    if capacity - count < extra { grow(by: extra) }
  }

  @inline(never) private mutating func grow(by extra: Int) {
    let larger = max(capacity + capacity / 2, count + extra)
    let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    unsafe moved.update(from: start, count: count)
    unsafe start.deallocate()
    unsafe start = moved
    capacity = larger
  }

  /// Appends `range` of some bytes as they are.
  mutating func append(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    guard !range.isEmpty else { return }
    reserve(range.count)
    unsafe bytes.withUnsafeBufferPointer { source in
      let part = unsafe UnsafeBufferPointer(rebasing: source[range])
      // Not empty, so there is an address.
      guard let first = part.baseAddress else { return }
      unsafe (start + count).update(from: first, count: part.count)
    }
    count += range.count
  }

  /// Appends one scalar value, at most U+10FFFF and no surrogate.
  @inline(__always) mutating func append(_ scalar: UInt32) {
    append(EncodedScalar(scalar))
  }

  /// Appends one scalar value that is UTF-8 already.
  @inline(__always) mutating func append(_ scalar: EncodedScalar) {
    if capacity - count < 4 { grow(by: 4) }
    // All four bytes are written, and those that count are kept.
    unsafe UnsafeMutableRawPointer(start + count).storeBytes(
      of: scalar.bytes.littleEndian, as: UInt32.self)
    count += scalar.length
  }

  /// Appends U+FFFD.
  @inline(__always) mutating func appendReplacement() { append(0xFFFD) }
}

/// A scalar value in UTF-8, the first byte lowest.
struct EncodedScalar {
  let bytes: UInt32
  let length: Int

  @inline(__always) init(_ scalar: UInt32) {
    switch scalar {
    case ..<0x80:
      bytes = scalar
      length = 1
    case ..<0x800:
      bytes = 0x80C0 | scalar >> 6 | (scalar & 0x3F) << 8
      length = 2
    case ..<0x10000:
      bytes = 0x80_80E0 | scalar >> 12 | (scalar >> 6 & 0x3F) << 8 | (scalar & 0x3F) << 16
      length = 3
    default:
      let head = 0x8080_80F0 | scalar >> 18 | (scalar >> 12 & 0x3F) << 8
      bytes = head | (scalar >> 6 & 0x3F) << 16 | (scalar & 0x3F) << 24
      length = 4
    }
  }
}
