private import CLinux
package import EventLoop
import Glibc
import Synchronization

/// The memory of all bodies of a crawl, which parser processes map too: what a server sends is
/// written once, where the parser will read it.
///
/// A `memfd`, mapped at full length from the beginning; the file grows, and takes memory, as it is
/// written. The mutex guards who owns what; the bytes of a body belong to its one writer, and once
/// it is finished to nobody, as nothing changes them.
@safe package final class BodyArena: Sendable {
  /// Bytes of address space, here and in each process that maps it.
  package let capacity: Int
  private let descriptor: Int32
  // Reason: the compiler cannot know whose the bytes behind a pointer are. The address never changes; its
  // bytes are parted by `space`, under the mutex, into chunks of one owner each: its writer alone
  // writes them, and a finished body is only read.
  private nonisolated(unsafe) let base: UnsafeMutableRawPointer
  private let state: Mutex<State>

  private struct State {
    var space: ArenaSpace
    /// Bytes of the file so far.
    var fileSize = 0
  }

  /// All bodies in flight of the largest crawl.
  package static let usualCapacity = 16 << 30
  /// The file grows in steps of this many bytes.
  private static let growth = 64 << 20

  /// - Throws: `SystemError` when the system gives no memory or no addresses.
  package init(capacity: Int = BodyArena.usualCapacity) throws(SystemError) {
    let low = try SystemError.check(unsafe orb_memfd_create("orbweaver-bodies"), "memfd_create")
    defer { close(low) }
    let descriptor = try SystemError.check(orb_duplicate_high(low), "fcntl(F_DUPFD_CLOEXEC)")
    guard let base = unsafe orb_map_shared(descriptor, capacity) else {
      let error = SystemError("mmap(\(capacity) bytes for bodies)")
      close(descriptor)
      throw error
    }
    self.capacity = capacity
    self.descriptor = descriptor
    unsafe self.base = unsafe base
    state = Mutex(State(space: ArenaSpace(capacity: capacity)))
  }

  deinit {
    unsafe munmap(base, capacity)
    close(descriptor)
  }

  /// A new descriptor of the memory that can only be read through; the caller closes it.
  package func openForReading() throws(SystemError) -> Int32 {
    let low = unsafe open("/proc/self/fd/\(descriptor)", O_RDONLY | O_CLOEXEC)
    try SystemError.check(low, "open(/proc/self/fd)")
    defer { close(low) }
    return try SystemError.check(orb_duplicate_high(low), "fcntl(F_DUPFD_CLOEXEC)")
  }

  // MARK: Chunks

  /// Memory for a body, or nil when there is no more.
  func take(_ bytes: Int) -> ArenaSpace.Chunk? {
    state.withLock { state in
      guard let chunk = state.space.take(bytes) else { return nil }
      if state.space.end > state.fileSize {
        let size = min(capacity, (state.space.end / Self.growth + 1) * Self.growth)
        guard ftruncate(descriptor, size) == 0 else {
          _ = state.space.give(chunk)
          return nil
        }
        state.fileSize = size
      }
      return chunk
    }
  }

  func give(_ chunk: ArenaSpace.Chunk) {
    state.withLock { state in
      // Under the lock, because a chunk that is free may be taken and written at any moment.
      if state.space.give(chunk) { _ = orb_punch_hole(descriptor, chunk.offset, chunk.capacity) }
    }
  }

  /// Copies bytes into a chunk that the caller owns.
  func write(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) {
    unsafe UnsafeMutableRawBufferPointer(start: base + offset, count: bytes.count)
      .copyMemory(from: UnsafeRawBufferPointer(bytes))
  }

  /// Copies the beginning of one owned chunk to another.
  func move(_ count: Int, from source: Int, to target: Int) {
    unsafe (base + target).copyMemory(from: base + source, byteCount: count)
  }

  /// Lends bytes of a chunk that the caller owns.
  func with<R, E: Error>(
    _ range: Range<Int>, _ body: (Span<UInt8>) throws(E) -> R
  ) throws(E) -> R {
    let bytes = unsafe UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count)
    return unsafe try body(bytes.bindMemory(to: UInt8.self).span)
  }
}
