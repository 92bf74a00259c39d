import Spill

/// Some entries of a queue, one behind the other, in memory or in the file.
///
/// An entry: the URL's id (4 bytes), depth (2), hops (1), tries (1), the path's length (2), the path,
/// and the path's length again (2), so that it can be read from either end.
@safe struct QueueBlock {
  /// The next block of the list.
  var link: UInt32 = 0
  /// Bytes of entries.
  private(set) var used: UInt16 = 0
  /// Bytes of memory; 0 where it is in the file.
  private var capacity: UInt16 = 0
  /// The memory's address, or the place in the file.
  private var location: UInt64 = 0

  /// Bytes of an entry beside its path.
  private static let frame = 12
  /// Bytes of a block, unless an entry alone takes more.
  private static let usualCapacity = 4096
  /// Bytes that a block begins with: most hosts have few URLs.
  private static let firstCapacity = 256
  /// What the heap takes beside each piece.
  private static let heapOverhead = 16
  /// The longest path that there is room for.
  static let longestPath = Int(UInt16.max) - frame

  static func size(ofPath count: Int) -> Int { count + frame }

  private var memory: UnsafeMutableRawPointer? {
    unsafe capacity == 0 ? nil : UnsafeMutableRawPointer(bitPattern: UInt(location))
  }

  /// Where it stands in the file; nil for one in memory.
  var place: SpillFile.Place? {
    capacity == 0 && used > 0
      ? SpillFile.Place(offset: Int(location), count: Int(used)) : nil
  }

  // MARK: Memory

  /// Gets memory for a first entry.
  ///
  /// - Returns: bytes taken.
  mutating func allocate(_ size: Int) -> Int {
    let bytes = max(size, Self.firstCapacity)
    unsafe hold(.allocate(byteCount: bytes, alignment: 16), bytes)
    return Int(capacity) + Self.heapOverhead
  }

  private mutating func hold(_ memory: UnsafeMutableRawPointer, _ bytes: Int) {
    capacity = UInt16(bytes)
    location = UInt64(UInt(bitPattern: memory))
  }

  /// Makes room for one entry more.
  ///
  /// - Returns: bytes taken; nil when the block is full, or not in memory.
  mutating func makeRoom(for size: Int) -> Int? {
    guard let memory = unsafe memory else { return nil }
    let needed = Int(used) + size
    if needed <= Int(capacity) { return 0 }
    guard needed <= Self.usualCapacity else { return nil }
    let (old, new) = (Int(capacity), min(Self.usualCapacity, max(needed, Int(capacity) * 2)))
    let larger = UnsafeMutableRawPointer.allocate(byteCount: new, alignment: 16)
    unsafe larger.copyMemory(from: memory, byteCount: Int(used))
    unsafe memory.deallocate()
    unsafe hold(larger, new)
    return new - old
  }

  /// Gives the memory back.
  ///
  /// - Returns: bytes given back.
  @discardableResult
  mutating func free() -> Int {
    guard capacity > 0 else { return 0 }
    deallocate()
    defer { capacity = 0 }
    return Int(capacity) + Self.heapOverhead
  }

  /// Gives the memory back, for good.
  func deallocate() { unsafe memory?.deallocate() }

  /// Takes over memory with the entries that stood in the file.
  ///
  /// - Returns: bytes taken.
  mutating func adopt(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard let start = buffer.baseAddress else { return 0 }
    capacity = used
    location = UInt64(UInt(bitPattern: start))
    return Int(capacity) + Self.heapOverhead
  }

  /// The entries from a place on.
  func bytes(from start: Int) -> UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(
      start: memory.map { unsafe UnsafeRawPointer($0 + start) }, count: Int(used) - start)
  }

  /// Notes where the entries stand now.
  mutating func move(to place: SpillFile.Place) {
    location = UInt64(place.offset)
    used = UInt16(place.count)
  }

  // MARK: Entries

  /// Adds an entry, for which there is room.
  mutating func append(_ url: QueuedURL, _ path: Span<UInt8>) {
    guard let memory = unsafe memory else { preconditionFailure("the block is not in memory") }
    let entry = unsafe memory + Int(used)
    let length = UInt16(path.count)
    unsafe entry.storeBytes(of: url.id, as: UInt32.self)
    unsafe entry.storeBytes(of: url.depth, toByteOffset: 4, as: UInt16.self)
    unsafe entry.storeBytes(of: url.hops, toByteOffset: 6, as: UInt8.self)
    unsafe entry.storeBytes(of: url.tries, toByteOffset: 7, as: UInt8.self)
    unsafe entry.storeBytes(of: length, toByteOffset: 8, as: UInt16.self)
    unsafe path.withUnsafeBytes { path in
      guard let start = path.baseAddress else { return }
      unsafe (entry + 10).copyMemory(from: start, byteCount: path.count)
    }
    unsafe entry.storeBytes(of: length, toByteOffset: 10 + path.count, as: UInt16.self)
    used += length + UInt16(Self.frame)
  }

  /// Reads the entry at a place, and moves the place behind it.
  func read(at start: inout UInt16, path: inout [UInt8]) -> QueuedURL {
    guard let memory = unsafe memory else { preconditionFailure("the block is not in memory") }
    let entry = unsafe memory + Int(start)
    let length = Int(unsafe entry.loadUnaligned(fromByteOffset: 8, as: UInt16.self))
    path.removeAll(keepingCapacity: true)
    unsafe path.append(contentsOf: UnsafeRawBufferPointer(start: entry + 10, count: length))
    start += UInt16(length + Self.frame)
    return unsafe QueuedURL(
      id: entry.loadUnaligned(as: UInt32.self),
      depth: entry.loadUnaligned(fromByteOffset: 4, as: UInt16.self),
      hops: entry.load(fromByteOffset: 6, as: UInt8.self),
      tries: entry.load(fromByteOffset: 7, as: UInt8.self))
  }

  /// Takes the last entry out.
  mutating func popLast(path: inout [UInt8]) -> QueuedURL {
    guard let memory = unsafe memory else { preconditionFailure("the block is not in memory") }
    let length = unsafe (memory + Int(used) - 2).loadUnaligned(as: UInt16.self)
    used -= length + UInt16(Self.frame)
    var start = used
    return read(at: &start, path: &path)
  }
}
