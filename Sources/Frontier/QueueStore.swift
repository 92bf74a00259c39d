import Spill

/// A URL that waits for its turn. Its path stands beside it.
struct QueuedURL: Equatable {
  let id: UInt32
  let depth: UInt16
  let hops: UInt8
  /// Tries so far.
  var tries: UInt8
}

/// What waits for one host: the handle of a list in a `QueueStore`.
struct HostQueue {
  /// The node of the highest level that has entries; 0 for none.
  fileprivate var level: UInt32 = 0

  /// Whether nothing was put there.
  var isEmpty: Bool { level == 0 }
}

/// The queues of all hosts: entries in blocks of bytes, of which those that do not fit into memory
/// stand in a file.
///
/// An entry is the path of a URL and twelve bytes; the origin is the host's. A queue is a list of
/// blocks for each level of priority, and a block that is in the file costs 16 bytes of memory. So
/// what waits costs less than two bytes of memory a URL beyond the limit, and neither adding nor
/// taking allocates anything for a URL.
@safe struct QueueStore: ~Copyable {
  /// Whether what came last goes first.
  private let isStack: Bool
  private let directory: String?
  private var file: SpillFile?
  /// The first of each is used by nobody: its number stands for none.
  private var levels = ChunkedArray<Level>()
  private var blocks = ChunkedArray<QueueBlock>()
  /// The first of the nodes that nobody uses, linked as levels and blocks are.
  private var freeLevel: UInt32 = 0
  private var freeBlock: UInt32 = 0
  /// Bytes of memory that blocks take.
  private(set) var memory = 0
  /// Bytes in the file, and the most that ever were.
  private var spilled = 0
  private(set) var mostSpilled = 0

  /// Entries of one priority.
  private struct Level {
    /// The next lower level.
    var next: UInt32 = 0
    /// The block that is taken from, and the one at the other end.
    var first: UInt32 = 0
    var last: UInt32 = 0
    /// Where the first entry begins in the first block; of a stack always 0.
    var start: UInt16 = 0
    var number: UInt8 = 0
  }

  /// - Parameter directory: where to make the file; nil for none: all stays in memory.
  init(isStack: Bool, directory: String?) {
    self.isStack = isStack
    self.directory = directory
    levels.append(Level())
    blocks.append(QueueBlock())
  }

  deinit { for index in blocks.indices { blocks[index].deallocate() } }

  /// Bytes of memory beside the blocks.
  var overhead: Int {
    levels.capacity * MemoryLayout<Level>.stride
      + blocks.capacity * MemoryLayout<QueueBlock>.stride
  }

  // MARK: Adding

  /// Adds a URL. O(levels), and O(path).
  mutating func push(
    _ url: QueuedURL, path: Span<UInt8>, level number: UInt8, to queue: inout HostQueue
  ) {
    let level = Int(findLevel(number, of: &queue))
    let size = QueueBlock.size(ofPath: path.count)
    let target = Int(isStack ? levels[level].first : levels[level].last)
    if target != 0, let grown = blocks[target].makeRoom(for: size) {
      memory += grown
      blocks[target].append(url, path)
    } else {
      let block = newBlock(for: size)
      blocks[Int(block)].append(url, path)
      link(block, to: level)
    }
  }

  private mutating func link(_ block: UInt32, to level: Int) {
    if isStack {
      blocks[Int(block)].link = levels[level].first
      levels[level].first = block
    } else {
      if levels[level].last == 0 {
        levels[level].first = block
      } else {
        blocks[Int(levels[level].last)].link = block
      }
      levels[level].last = block
    }
  }

  private mutating func newBlock(for size: Int) -> UInt32 {
    var block = freeBlock
    if block == 0 {
      block = UInt32(blocks.count)
      blocks.append(QueueBlock())
    } else {
      freeBlock = blocks[Int(block)].link
      blocks[Int(block)] = QueueBlock()
    }
    memory += blocks[Int(block)].allocate(size)
    return block
  }

  private mutating func findLevel(_ number: UInt8, of queue: inout HostQueue) -> UInt32 {
    var (before, level) = (UInt32(0), queue.level)
    while level != 0, levels[Int(level)].number > number {
      (before, level) = (level, levels[Int(level)].next)
    }
    if level != 0, levels[Int(level)].number == number { return level }
    var new = freeLevel
    if new == 0 {
      new = UInt32(levels.count)
      levels.append(Level())
    } else {
      freeLevel = levels[Int(new)].next
    }
    levels[Int(new)] = Level(next: level, number: number)
    if before == 0 { queue.level = new } else { levels[Int(before)].next = new }
    return new
  }

  // MARK: Taking

  /// The highest level that has entries.
  func topLevel(of queue: HostQueue) -> UInt8? {
    queue.isEmpty ? nil : levels[Int(queue.level)].number
  }

  /// Takes the next URL out. O(path); one read of the file for a block of entries that are there.
  ///
  /// - Parameter path: gets the URL's path.
  /// - Throws: when the file cannot be read; the queue is then as it was.
  mutating func pop(
    from queue: inout HostQueue, path: inout [UInt8]
  ) throws(SpillError) -> (url: QueuedURL, level: UInt8)? {
    guard !queue.isEmpty else { return nil }
    let level = Int(queue.level)
    let block = Int(levels[level].first)
    try load(block)
    let number = levels[level].number
    let url: QueuedURL
    if isStack {
      url = blocks[block].popLast(path: &path)
    } else {
      url = blocks[block].read(at: &levels[level].start, path: &path)
    }
    let end = isStack ? 0 : levels[level].start
    if blocks[block].used == end { drop(block, from: level, of: &queue) }
    return (url, number)
  }

  private mutating func drop(_ block: Int, from level: Int, of queue: inout HostQueue) {
    memory -= blocks[block].free()
    levels[level].first = blocks[block].link
    levels[level].start = 0
    blocks[block].link = freeBlock
    freeBlock = UInt32(block)
    guard levels[level].first == 0 else { return }
    queue.level = levels[level].next
    levels[level] = Level(next: freeLevel)
    freeLevel = UInt32(level)
  }

  private mutating func load(_ index: Int) throws(SpillError) {
    guard let place = blocks[index].place else { return }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: place.count, alignment: 16)
    do throws(SpillError) {
      try unsafe file?.take(place, into: buffer)
    } catch {
      unsafe buffer.deallocate()
      throw error
    }
    spilled -= place.count
    memory += unsafe blocks[index].adopt(buffer)
  }

  // MARK: Spilling

  /// Moves what waits for a host to the file. O(its blocks in memory, and the lists before them).
  ///
  /// - Throws: when it cannot be written; it then stays in memory.
  mutating func spill(_ queue: HostQueue) throws(SpillError) {
    guard try hasFile() else { return }
    var level = Int(queue.level)
    while level != 0 {
      var block = Int(levels[level].first)
      while block != 0 {
        try spill(block, from: block == Int(levels[level].first) ? Int(levels[level].start) : 0)
        if block == Int(levels[level].first) { levels[level].start = 0 }
        block = nextInMemory(after: block, of: level)
      }
      level = Int(levels[level].next)
    }
  }

  /// The next block of a level that may be in memory. Of a long list all but its ends are in the file.
  private func nextInMemory(after block: Int, of level: Int) -> Int {
    let next = Int(blocks[block].link)
    guard next != 0, !isStack, blocks[next].place != nil else { return next }
    let last = Int(levels[level].last)
    return block == last ? 0 : last
  }

  private mutating func spill(_ index: Int, from start: Int) throws(SpillError) {
    guard blocks[index].place == nil else { return }
    if let place = try unsafe file?.append(blocks[index].bytes(from: start)) {
      memory -= blocks[index].free()
      blocks[index].move(to: place)
      note(spilled: place.count)
    }
  }

  /// Whether there is a file to put things into; makes it when it is needed first.
  private mutating func hasFile() throws(SpillError) -> Bool {
    guard let directory else { return false }
    if file == nil { file = try SpillFile(in: directory) }
    return true
  }

  // MARK: Other things

  /// Where something other than entries stands in the file.
  struct Shelf: Equatable {
    private let word: UInt64
    private static let countBits: UInt64 = 20

    fileprivate init(_ place: SpillFile.Place) {
      word = UInt64(place.offset) << Self.countBits | UInt64(place.count)
    }

    fileprivate var place: SpillFile.Place {
      SpillFile.Place(
        offset: Int(word >> Self.countBits), count: Int(word & (1 << Self.countBits - 1)))
    }
  }

  /// Puts bytes into the file.
  ///
  /// - Returns: where; nil when there is no file, or they are too many.
  mutating func shelve(_ bytes: [UInt8]) throws(SpillError) -> Shelf? {
    guard !bytes.isEmpty, bytes.count <= SpillFile.largestBlock, try hasFile() else { return nil }
    // The closure cannot throw a typed error past `withUnsafeBytes`.
    let result = unsafe bytes.withUnsafeBytes { bytes in
      Result { () throws(SpillError) in unsafe try file?.append(bytes) }
    }
    guard let place = try result.get() else { return nil }
    note(spilled: place.count)
    return Shelf(place)
  }

  /// Takes them out again.
  mutating func unshelve(_ shelf: Shelf) throws(SpillError) -> [UInt8] {
    let place = shelf.place
    var bytes = [UInt8](repeating: 0, count: place.count)
    let result = unsafe bytes.withUnsafeMutableBytes { bytes in
      Result { () throws(SpillError) in unsafe try file?.take(place, into: bytes) }
    }
    _ = try result.get()
    spilled -= place.count
    return bytes
  }

  private mutating func note(spilled count: Int) {
    spilled += count
    mostSpilled = max(mostSpilled, spilled)
  }
}
