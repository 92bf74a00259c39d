private import CLinux
import EventLoop
import Glibc

/// Anonymous memory that a parser process maps too, in slots of equal size. Pages that nobody has
/// touched cost nothing.
@safe final class SharedMemory {
  let descriptor: Int32
  let slotCapacity: Int
  private let base: UnsafeMutableRawPointer
  private let length: Int

  /// A slot that had more than this in it gives the rest back to the system.
  private static let kept = 1 << 20

  init(name: String, slots: Int, slotCapacity: Int) throws(SystemError) {
    let low = try SystemError.check(unsafe orb_memfd_create(name), "memfd_create")
    defer { close(low) }
    let descriptor = try SystemError.check(orb_duplicate_high(low), "fcntl(F_DUPFD_CLOEXEC)")
    let length = slots * slotCapacity
    guard ftruncate(descriptor, length) == 0, let base = unsafe orb_map_shared(descriptor, length)
    else {
      let error = SystemError("mmap(\(name), \(length) bytes)")
      close(descriptor)
      throw error
    }
    self.descriptor = descriptor
    self.slotCapacity = slotCapacity
    self.length = length
    unsafe self.base = unsafe base
  }

  deinit {
    unsafe munmap(base, length)
    close(descriptor)
  }

  /// A copy of the start of a slot: what the other process writes meanwhile cannot change it.
  func read(_ count: Int, slot: Int, into bytes: inout [UInt8]) {
    precondition(count <= slotCapacity, "more than a slot holds")
    bytes.removeAll(keepingCapacity: true)
    unsafe bytes.append(
      contentsOf: UnsafeRawBufferPointer(start: base + slot * slotCapacity, count: count))
  }

  /// Gives back what a giant left in a slot.
  func release(slot: Int, used: Int) {
    guard used > Self.kept else { return }
    _ = orb_punch_hole(
      descriptor, slot * slotCapacity + Self.kept, slotCapacity - Self.kept)
  }
}
