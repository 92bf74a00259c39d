/// What a server sent, whole, with its content coding removed. Its memory goes back to the arena with
/// the last reference to it.
package final class Body: Sendable {
  package let arena: BodyArena
  private let chunk: ArenaSpace.Chunk?
  /// Bytes of it.
  package let count: Int

  init(in arena: BodyArena, _ chunk: ArenaSpace.Chunk?, count: Int) {
    self.arena = arena
    self.chunk = chunk
    self.count = count
  }

  deinit { if let chunk { arena.give(chunk) } }

  package var isEmpty: Bool { count == 0 }

  /// Where it begins in the arena's memory.
  package var offset: Int { chunk?.offset ?? 0 }

  /// Lends the bytes.
  package func withBytes<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
    try arena.with(offset..<offset + count, body)
  }

  /// A copy of the bytes.
  package var bytes: [UInt8] {
    withBytes { span in unsafe span.withUnsafeBufferPointer { unsafe Array($0) } }
  }
}

/// A body that is still coming in.
package struct BodyWriter: ~Copyable {
  private let arena: BodyArena
  private var chunk: ArenaSpace.Chunk?
  /// Bytes so far.
  package private(set) var count = 0

  /// Room that a body of unknown length gets first, in bytes.
  private static let firstCapacity = 32 << 10

  package init(in arena: BodyArena) { self.arena = arena }

  deinit { if let chunk { arena.give(chunk) } }

  /// Makes room for this many bytes in all; a promise that is broken costs a copy.
  ///
  /// - Returns: false when there is no memory.
  package mutating func reserve(_ bytes: Int) -> Bool {
    guard bytes > chunk?.capacity ?? 0 else { return true }
    guard let larger = arena.take(bytes) else { return false }
    if let chunk {
      arena.move(count, from: chunk.offset, to: larger.offset)
      arena.give(chunk)
    }
    chunk = larger
    return true
  }

  /// Adds what came. Amortised O(bytes).
  ///
  /// - Returns: false when there is no memory; then nothing is added.
  package mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let capacity = chunk?.capacity ?? 0
    if count + bytes.count > capacity {
      guard reserve(max(count + bytes.count, capacity * 2, Self.firstCapacity)) else {
        return false
      }
    }
    guard let chunk else { return true }
    unsafe arena.write(bytes, at: chunk.offset + count)
    count += bytes.count
    return true
  }

  /// Lends what came so far.
  package func withBytes<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
    let offset = chunk?.offset ?? 0
    return try arena.with(offset..<offset + count, body)
  }

  /// Ends the body, and leaves the writer as new for another.
  package mutating func finish() -> Body {
    let body = Body(in: arena, chunk, count: count)
    chunk = nil
    count = 0
    return body
  }
}
