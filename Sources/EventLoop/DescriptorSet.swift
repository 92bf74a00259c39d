import Glibc

/// A set of descriptors below 1,024, as select(2) takes it. A value of 128 bytes: copying it allocates
/// nothing.
@safe struct DescriptorSet {
  private var bits = fd_set()

  /// Descriptors in a word of the set.
  static let wordSize = UInt.bitWidth
  /// Words of the set.
  static let words = MemoryLayout<fd_set>.size / MemoryLayout<UInt>.size

  /// The descriptors of a word: bit i stands for `index * wordSize + i`.
  subscript(word index: Int) -> UInt {
    get {
      unsafe withUnsafeBytes(of: bits) { unsafe $0.bindMemory(to: UInt.self)[Self.checked(index)] }
    }
    set {
      unsafe withUnsafeMutableBytes(of: &bits) { bytes in
        unsafe bytes.bindMemory(to: UInt.self)[Self.checked(index)] = newValue
      }
    }
  }

  /// Whether a descriptor is in the set; setting it puts it in or takes it out.
  ///
  /// - Precondition: the descriptor is not negative and below `FD_SETSIZE`.
  subscript(descriptor: Int32) -> Bool {
    get { self[word: Int(descriptor) / Self.wordSize] & Self.mask(descriptor) != 0 }
    set {
      let (index, mask) = (Int(descriptor) / Self.wordSize, Self.mask(descriptor))
      if newValue { self[word: index] |= mask } else { self[word: index] &= ~mask }
    }
  }

  /// One more than the highest descriptor of the set; 0 for an empty one.
  var width: Int32 {
    for index in (0..<Self.words).reversed() where self[word: index] != 0 {
      return Int32((index + 1) * Self.wordSize - self[word: index].leadingZeroBitCount)
    }
    return 0
  }

  /// Has the kernel read and write the set.
  mutating func withPointer<Result>(
    _ body: (UnsafeMutablePointer<fd_set>) -> Result
  ) -> Result {
    unsafe body(&bits)
  }

  private static func mask(_ descriptor: Int32) -> UInt { 1 << UInt(Int(descriptor) % wordSize) }

  /// The words lie in memory without any bounds of their own.
  private static func checked(_ index: Int) -> Int {
    precondition(0 <= index && index < words, "a descriptor that select cannot watch")
    return index
  }
}
