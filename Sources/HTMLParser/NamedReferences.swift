/// Finds named character references.
struct NamedReferences {
  /// A name of the list.
  struct Reference {
    /// Whether it may stand without semicolon.
    let mayBeBare: Bool
    /// Where its value starts in the list's text.
    fileprivate let value: Int
  }

  /// Bytes of the longest name.
  static let longestName = 31
  /// Bytes of the longest name that may stand without semicolon.
  static let longestBareName = 6

  /// Where each entry starts in the list's text; made when the first reference is met.
  private var starts: [UInt16] = []

  /// The reference whose name stands in a range of the input. O(log names).
  mutating func find(_ input: Span<UInt8>, _ range: Range<Int>) -> Reference? {
    if starts.isEmpty { starts = Self.makeStarts() }
    var low = 0
    var high = starts.count
    while low < high {
      let middle = (low + high) / 2
      switch Self.compare(input, range, with: Int(starts[middle])) {
      case .less: high = middle
      case .greater: low = middle + 1
      case .equal(let reference): return reference
      }
    }
    return nil
  }

  /// Appends the characters that a reference stands for.
  func append(_ reference: Reference, to output: inout [UInt8]) {
    var offset = reference.value
    var value: UInt32 = 0
    while true {
      let byte = Self.byte(offset)
      if byte == UInt8(ascii: ",") || byte == UInt8(ascii: " ") {
        if let scalar = Unicode.Scalar(value) { output.append(scalar: scalar) }
        if byte == UInt8(ascii: " ") { return }
        value = 0
      } else {
        value = value << 4 | UInt32(byte < 0x40 ? byte & 0x0F : byte - 0x37)
      }
      offset += 1
    }
  }

  private enum Order {
    case less
    case greater
    case equal(Reference)
  }

  private static func compare(
    _ input: Span<UInt8>, _ range: Range<Int>, with start: Int
  ) -> Order {
    var offset = start
    for index in range {
      let expected = byte(offset)
      if isMark(expected) { return .greater }
      if input[index] != expected { return input[index] < expected ? .less : .greater }
      offset += 1
    }
    let mark = byte(offset)
    guard isMark(mark) else { return .less }
    return .equal(Reference(mayBeBare: mark == UInt8(ascii: "!"), value: offset + 1))
  }

  /// Whether this ends a name in the list.
  private static func isMark(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ";") || byte == UInt8(ascii: "!")
  }

  private static func makeStarts() -> [UInt16] {
    var starts: [UInt16] = [0]
    let count = NamedReferenceList.text.utf8CodeUnitCount
    for offset in 0..<count - 2 where byte(offset) == UInt8(ascii: " ") {
      starts.append(UInt16(offset + 1))
    }
    return starts
  }

  /// A byte of the list's text.
  private static func byte(_ offset: Int) -> UInt8 {
    precondition(offset < NamedReferenceList.text.utf8CodeUnitCount, "behind the list of names")
    return unsafe NamedReferenceList.text.utf8Start[offset]
  }
}
