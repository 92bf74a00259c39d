/// A reading position in a message. The bytes are handed in with each read, because a `Span` cannot
/// be stored; every read is checked against their end.
struct WireCursor {
  private(set) var offset = 0

  /// Reads a little-endian integer of `Value`'s width.
  mutating func integer<Value: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ type: Value.Type = Value.self, from bytes: Span<UInt8>, _ field: StaticString
  ) throws(WireError) -> Value {
    let width = Value.bitWidth / 8
    guard bytes.count - offset >= width else { throw WireError(.truncated, field) }
    // Within bounds by the line above.
    let value = unsafe bytes.bytes.unsafeLoadUnaligned(
      fromUncheckedByteOffset: offset, as: Value.self)
    offset += width
    return Value(littleEndian: value)
  }

  /// Takes the next `count` bytes and says where they stand.
  mutating func range(
    of count: Int, in bytes: Span<UInt8>, _ field: StaticString
  ) throws(WireError) -> Range<Int> {
    guard count >= 0, bytes.count - offset >= count else { throw WireError(.truncated, field) }
    defer { offset += count }
    return offset..<offset + count
  }

  /// Takes the next `count` bytes as an array of their own.
  mutating func array(
    of count: Int, from bytes: Span<UInt8>, _ field: StaticString
  ) throws(WireError) -> [UInt8] {
    let taken = bytes.extracting(try range(of: count, in: bytes, field))
    return unsafe taken.withUnsafeBufferPointer { unsafe Array($0) }
  }

  /// Takes the next `count` bytes as text, which must be UTF-8. The bytes are copied before they are
  /// looked at, because the other side of a shared memory may still write to them.
  mutating func text(
    of count: Int, from bytes: Span<UInt8>, _ field: StaticString
  ) throws(WireError) -> String {
    let copy = try array(of: count, from: bytes, field)
    guard let text = String(validating: copy, as: UTF8.self) else {
      throw WireError(.invalidText, field)
    }
    return text
  }

  /// Checks the tag that a message starts with.
  mutating func expect(_ tag: MessageTag, in bytes: Span<UInt8>) throws(WireError) {
    guard try integer(UInt8.self, from: bytes, "tag") == tag.rawValue else {
      throw WireError(.wrongMessage, "tag")
    }
  }

  /// Checks that the message ends where the bytes do.
  func expectEnd(of bytes: Span<UInt8>) throws(WireError) {
    guard offset == bytes.count else { throw WireError(.trailingBytes, "end") }
  }
}

/// The first byte of every packet.
enum MessageTag: UInt8 {
  case settings = 1
  case ready
  case request
  case receipt
}

extension [UInt8] {
  /// Appends an integer in little-endian order.
  mutating func append<Value: FixedWidthInteger & UnsignedInteger>(littleEndian value: Value) {
    for shift in stride(from: 0, to: Value.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: value >> Value(shift)))
    }
  }

  /// Appends a text behind its length, a `UInt16`.
  mutating func append(
    lengthPrefixed text: some Collection<UInt8>, _ field: StaticString
  ) throws(WireError) {
    guard let length = UInt16(exactly: text.count) else { throw WireError(.tooLong, field) }
    append(littleEndian: length)
    append(contentsOf: text)
  }
}
