package import Glibc

/// A list as select(2) wants it: one bit for each descriptor below `limit`.
package struct DescriptorSet {
  /// FD_SETSIZE: 1024 on Linux.
  package static let limit = Int32(FD_SETSIZE)
  /// What select reads and overwrites.
  package var bits = fd_set()

  package init() {}

  // FD_SET and FD_ISSET are macros, which Swift cannot call. The bits stand in words of C's long.

  /// Traps at a descriptor that has no bit; C would write over other memory.
  package mutating func insert(_ descriptor: Int32) {
    precondition((0..<Self.limit).contains(descriptor), "there is no bit for it in an fd_set")
    let (word, bit) = Int(descriptor).quotientAndRemainder(dividingBy: Int.bitWidth)
    unsafe withUnsafeMutableBytes(of: &bits) { memory in
      unsafe memory.assumingMemoryBound(to: Int.self)[word] |= 1 << bit
    }
  }

  package func contains(_ descriptor: Int32) -> Bool {
    guard (0..<Self.limit).contains(descriptor) else { return false }
    let (word, bit) = Int(descriptor).quotientAndRemainder(dividingBy: Int.bitWidth)
    return unsafe withUnsafeBytes(of: bits) { memory in
      unsafe memory.assumingMemoryBound(to: Int.self)[word] & 1 << bit != 0
    }
  }
}
