import CLinux

/// Blocks of bytes in a file that has no name: what is queued and does not fit into memory.
///
/// It vanishes with the process, however that ends, because nothing in it is needed then: a crawl
/// that goes on is read from `crawl.db`. Blocks are written one behind the other and read once. Space
/// goes back to the disk a segment at a time, when its last block was read.
@safe package struct SpillFile: ~Copyable {
  /// Where a block stands.
  package struct Place: Sendable, Equatable {
    package let offset: Int
    package let count: Int

    package init(offset: Int, count: Int) {
      self.offset = offset
      self.count = count
    }
  }

  private let descriptor: Int32
  private let directory: String
  /// What was not written yet; it ends where the file will.
  private var pending: [UInt8] = []
  /// Bytes that stand in the file, punched ones included.
  private var written = 0
  /// Bytes of blocks that were not read yet, for each segment.
  private var live: [Int] = []
  /// Bytes of blocks that were not read yet.
  package private(set) var liveBytes = 0

  /// Bytes of a write.
  private static let writeSize = 256 << 10
  /// Bytes of a segment, a power of two.
  private static let segment = 16 << 20

  package static let largestBlock = (1 << 20) - 1

  /// Makes an empty file in a folder. Takes one descriptor.
  package init(in directory: String) throws(SpillError) {
    descriptor = unsafe orb_open_nameless(directory)
    guard descriptor >= 0 else {
      throw SpillError("cannot make a file for queued URLs in \(directory)")
    }
    self.directory = directory
    pending.reserveCapacity(Self.writeSize)
  }

  deinit { close(descriptor) }

  /// Adds a block of at most `largestBlock` bytes. One write to the file for many blocks.
  ///
  /// - Throws: when the disk is full, for one; the block is then not there, and all others are.
  package mutating func append(_ block: UnsafeRawBufferPointer) throws(SpillError) -> Place {
    precondition(block.count <= Self.largestBlock, "a block is too large to be spilled")
    if pending.count + block.count > Self.writeSize { try flush() }
    let room = Self.segment - (written + pending.count) % Self.segment
    // No block stands in two segments: each can be given back by itself.
    if block.count > room { pending.append(contentsOf: repeatElement(0, count: room)) }
    let place = Place(offset: written + pending.count, count: block.count)
    unsafe pending.append(contentsOf: block)
    let index = place.offset / Self.segment
    while live.count <= index { live.append(0) }
    live[index] += block.count
    liveBytes += block.count
    return place
  }

  /// Copies a block out and frees its space.
  package mutating func take(
    _ place: Place, into target: UnsafeMutableRawBufferPointer
  ) throws(SpillError) {
    if place.offset >= written {
      let start = place.offset - written
      unsafe pending.withUnsafeBytes {
        unsafe target.copyMemory(
          from: UnsafeRawBufferPointer(rebasing: $0[start..<start + place.count]))
      }
    } else {
      try unsafe read(place, into: target)
    }
    release(place)
  }

  private func read(
    _ place: Place, into target: UnsafeMutableRawBufferPointer
  ) throws(SpillError) {
    var done = 0
    while done < place.count {
      let count = unsafe pread(
        descriptor, target.baseAddress.map { unsafe $0 + done }, place.count - done,
        place.offset + done)
      if count < 0 && SpillError.lastErrno == EINTR { continue }
      guard count > 0 else {
        let problem = "cannot read queued URLs back in \(directory)"
        throw count == 0 ? SpillError(problem, errno: 0) : SpillError(problem)
      }
      done += count
    }
  }

  private mutating func release(_ place: Place) {
    liveBytes -= place.count
    let index = place.offset / Self.segment
    live[index] -= place.count
    // The last segment is still being written.
    guard live[index] == 0, (index + 1) * Self.segment <= written else { return }
    // What cannot be punched stays on the disk until the end.
    _ = orb_punch_hole(descriptor, index * Self.segment, Self.segment)
  }

  private mutating func flush() throws(SpillError) {
    var done = 0
    while done < pending.count {
      let count = unsafe pending.withUnsafeBytes {
        unsafe pwrite(
          descriptor, $0.baseAddress.map { unsafe $0 + done }, pending.count - done,
          written + done)
      }
      if count < 0 && SpillError.lastErrno == EINTR { continue }
      guard count > 0 else { throw SpillError("cannot write queued URLs in \(directory)") }
      done += count
    }
    written += pending.count
    pending.removeAll(keepingCapacity: true)
  }
}
