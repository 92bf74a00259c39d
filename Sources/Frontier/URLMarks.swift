/// A bit for each URL, by its id.
struct URLSet {
  private var words: [UInt64] = []
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }

  /// Bytes of memory in use.
  var memory: Int { words.capacity * MemoryLayout<UInt64>.stride }

  func contains(_ id: UInt32) -> Bool {
    let word = Int(id >> 6)
    return word < words.count && words[word] >> UInt64(id & 63) & 1 == 1
  }

  mutating func insert(_ id: UInt32) {
    let word = Int(id >> 6)
    if word >= words.count {
      words.append(contentsOf: repeatElement(0, count: word + 1 - words.count))
    }
    if !contains(id) { count += 1 }
    words[word] |= 1 << UInt64(id & 63)
  }

  mutating func remove(_ id: UInt32) {
    guard contains(id) else { return }
    words[Int(id >> 6)] &= ~(1 << UInt64(id & 63))
    count -= 1
  }
}

/// In the order of priority, what is known of each URL that waits: two bytes a URL.
///
/// A URL whose score rises is queued once more, at its new level; by this the older entry is known to be
/// out of date when its turn comes.
struct QueuedRanks {
  private struct Rank {
    /// The level at which the URL waits, in the upper half; links found beyond the first, in the lower.
    var levelAndLinks: UInt8
    /// The URL's depth; `notQueued` for one that does not wait, or is too deep to rise.
    var depth: UInt8
  }

  private static let notQueued = UInt8.max
  /// Stands for this depth and all beyond it.
  private static let tooDeep: UInt16 = 254
  private static let mostLinks: UInt8 = 15
  private static let highestLevel: UInt8 = 15
  private var ranks = ChunkedArray<Rank>()

  /// Bytes of memory in use.
  var memory: Int { ranks.capacity * MemoryLayout<Rank>.stride }

  /// Notes that a URL waits.
  mutating func enter(_ id: UInt32, level: UInt8, depth: UInt16) {
    while ranks.count <= Int(id) {
      ranks.append(Rank(levelAndLinks: 0, depth: Self.notQueued))
    }
    let links = ranks[Int(id)].levelAndLinks & Self.mostLinks
    ranks[Int(id)] = Rank(
      levelAndLinks: level << 4 | links, depth: UInt8(min(depth, Self.tooDeep)))
  }

  /// Takes an entry of a queue for the URL's own, unless it is out of date.
  ///
  /// - Returns: whether the URL waits at this level.
  mutating func leave(_ id: UInt32, level: UInt8) -> Bool {
    let rank = ranks[Int(id)]
    guard rank.depth != Self.notQueued, rank.levelAndLinks >> 4 == level else { return false }
    ranks[Int(id)].depth = Self.notQueued
    return true
  }

  /// Notes one link more to a URL.
  ///
  /// - Returns: the level that it rises to and its depth, when it waits and the number of links to it
  ///   has doubled.
  mutating func noteLink(to id: UInt32) -> (level: UInt8, depth: UInt16)? {
    guard Int(id) < ranks.count else { return nil }
    let rank = ranks[Int(id)]
    let links = rank.levelAndLinks & Self.mostLinks
    guard links < Self.mostLinks else { return nil }
    ranks[Int(id)].levelAndLinks += 1
    let all = links + 2
    guard all & (all - 1) == 0, rank.depth < Self.tooDeep,
      rank.levelAndLinks >> 4 < Self.highestLevel
    else { return nil }
    ranks[Int(id)].levelAndLinks += 1 << 4
    return (rank.levelAndLinks >> 4 + 1, UInt16(rank.depth))
  }
}
