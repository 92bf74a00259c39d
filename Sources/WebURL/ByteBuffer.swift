/// Bytes that one owner writes again and again without giving the memory back in between.
///
/// `[UInt8]` would do, but asks on each write whether it is shared; a link is written byte by byte.
@safe struct ByteBuffer: ~Copyable {
  private var start: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private(set) var count = 0

  init(capacity: Int = 64) {
    self.capacity = max(capacity, 16)
    unsafe start = .allocate(capacity: self.capacity)
  }

  deinit { unsafe start.deallocate() }

  var isEmpty: Bool { count == 0 }

  subscript(position: Int) -> UInt8 {
    @inline(__always) get {
      precondition(position >= 0 && position < count, "byte read outside the buffer")
      return unsafe start[position]
    }
    @inline(__always) set {
      precondition(position >= 0 && position < count, "byte written outside the buffer")
      unsafe start[position] = newValue
    }
  }

  /// Makes room for `extra` more bytes. O(1) once the buffer has grown to the usual size.
  @inline(__always) mutating func reserve(_ extra: Int) {
    if capacity - count < extra { grow(by: extra) }
  }

  @inline(never) private mutating func grow(by extra: Int) {
    let larger = max(capacity * 2, count + extra)
    let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    unsafe moved.update(from: start, count: count)
    unsafe start.deallocate()
    unsafe start = moved
    capacity = larger
  }

  @inline(__always) mutating func append(_ byte: UInt8) {
    if count == capacity { grow(by: 1) }
    unsafe start[count] = byte
    count += 1
  }

  mutating func append(_ text: StaticString) {
    unsafe append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func append(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe append($0) }
  }

  mutating func append(_ bytes: Span<UInt8>, from first: Int, to end: Int) {
    precondition(first >= 0 && first <= end && end <= bytes.count, "range outside the bytes")
    unsafe bytes.withUnsafeBufferPointer {
      unsafe append(UnsafeBufferPointer(rebasing: $0[first..<end]))
    }
  }

  mutating func append(_ other: borrowing ByteBuffer, from first: Int, to end: Int) {
    precondition(first >= 0 && first <= end && end <= other.count, "range outside the bytes")
    unsafe append(UnsafeBufferPointer(start: other.start + first, count: end - first))
  }

  private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let source = bytes.baseAddress, bytes.count > 0 else { return }
    let length = bytes.count
    reserve(length)
    unsafe (start + count).update(from: source, count: length)
    count += length
  }

  /// Drops everything from `end` on.
  @inline(__always) mutating func truncate(to end: Int) {
    precondition(end >= 0 && end <= count, "a buffer cannot be truncated to more than it holds")
    count = end
  }

  /// Takes out the bytes in `first..<end`; what follows moves down.
  mutating func remove(from first: Int, to end: Int) {
    precondition(first >= 0 && first <= end && end <= count, "range outside the buffer")
    unsafe (start + first).update(from: start + end, count: count - end)
    count -= end - first
  }

  /// Puts `text` before the byte at `position`; what follows moves up.
  mutating func insert(_ text: StaticString, at position: Int) {
    precondition(position >= 0 && position <= count, "position outside the buffer")
    let length = text.utf8CodeUnitCount
    reserve(length)
    unsafe (start + position + length).update(from: start + position, count: count - position)
    unsafe (start + position).update(from: text.utf8Start, count: length)
    count += length
  }

  /// Calls `body` with the bytes written so far.
  @inline(__always) func withBytes<R, E>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
    let all = unsafe UnsafeBufferPointer(start: start, count: count)
    return try body(unsafe all.span)
  }

  /// Calls `body` with the bytes in `first..<end`.
  @inline(__always) func withBytes<R, E>(
    from first: Int, to end: Int, _ body: (Span<UInt8>) throws(E) -> R
  ) throws(E) -> R {
    precondition(first >= 0 && first <= end && end <= count, "range outside the buffer")
    let part = unsafe UnsafeBufferPointer(start: start + first, count: end - first)
    return try body(unsafe part.span)
  }
}

extension [UInt8] {
  /// A copy of `bytes`. O(n).
  package init(copying bytes: Span<UInt8>) {
    self = unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) }
  }
}
