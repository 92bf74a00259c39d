/// Which parts of an arena are taken: the arithmetic of it, without any memory.
///
/// Chunks come in four sizes to each power of two, so that at most a fifth of one is unused, and
/// what is unused was never touched. The chunk that was given back last is taken first: it is still
/// in the processor's cache, and the system need not find memory for it.
package struct ArenaSpace {
  /// A part of the arena that somebody owns.
  package struct Chunk: Sendable {
    package let offset: Int
    fileprivate let sizeClass: Int

    /// Bytes of it.
    package var capacity: Int { ArenaSpace.capacity(ofClass: sizeClass) }
  }

  /// Bytes of the arena.
  package let capacity: Int
  /// Where the part that was never taken begins.
  package private(set) var end = 0
  /// Bytes of memory in chunks that nobody owns.
  package private(set) var warmBytes = 0
  /// Offsets of free chunks, by class: those with memory, and those whose memory was given back.
  private var warm: [[Int]]
  private var cold: [[Int]]

  /// Free chunks may keep this much memory in all.
  private static let keptBytes = 32 << 20
  /// A chunk up to four times as large as necessary is better than one without memory.
  private static let classesSearched = 8
  /// Bytes of the smallest chunk, a quarter of which is the step to the next.
  private static let smallest = 16 << 10

  /// An arena of which nothing is taken.
  package init(capacity: Int) {
    self.capacity = capacity
    let classes = Self.sizeClass(holding: capacity) + 1
    warm = Array(repeating: [], count: classes)
    cold = warm
  }

  /// A chunk of at least this many bytes, or nil when the arena is full. O(1).
  package mutating func take(_ bytes: Int) -> Chunk? {
    guard bytes <= capacity else { return nil }
    let wanted = Self.sizeClass(holding: bytes)
    for sizeClass in wanted..<min(wanted + Self.classesSearched, warm.count) {
      guard let offset = warm[sizeClass].popLast() else { continue }
      warmBytes -= Self.capacity(ofClass: sizeClass)
      return Chunk(offset: offset, sizeClass: sizeClass)
    }
    if let offset = cold[wanted].popLast() { return Chunk(offset: offset, sizeClass: wanted) }
    let offset = end
    guard Self.capacity(ofClass: wanted) <= capacity - offset else { return nil }
    end += Self.capacity(ofClass: wanted)
    return Chunk(offset: offset, sizeClass: wanted)
  }

  /// Takes a chunk back. O(1).
  ///
  /// - Returns: whether its memory should go back to the system: enough is kept.
  package mutating func give(_ chunk: Chunk) -> Bool {
    guard warmBytes + chunk.capacity <= Self.keptBytes else {
      cold[chunk.sizeClass].append(chunk.offset)
      return true
    }
    warmBytes += chunk.capacity
    warm[chunk.sizeClass].append(chunk.offset)
    return false
  }

  private static func capacity(ofClass sizeClass: Int) -> Int {
    (smallest / 4 * (4 + sizeClass % 4)) << (sizeClass / 4)
  }

  private static func sizeClass(holding bytes: Int) -> Int {
    guard bytes > smallest else { return 0 }
    // Four classes to each doubling: which doubling, and then which quarter of it, rounded up.
    let doubling = (bytes - 1).bitWidth - (bytes - 1).leadingZeroBitCount - 1
    let exponent = doubling - smallest.trailingZeroBitCount
    let quarter = 1 << (doubling - 2)
    let quarters = (bytes + quarter - 1) >> (doubling - 2)
    return exponent * 4 + quarters - 4
  }
}
