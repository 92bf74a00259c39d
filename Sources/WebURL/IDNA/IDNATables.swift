/// What UTS 46 needs to know of code points, unpacked from `IDNAData`.
///
/// Each table is a list of runs that covers all code points; a look-up is a binary search.
struct IDNATables: Sendable {
  /// What UTS 46 makes of a code point, with `Transitional_Processing` and `UseSTD3ASCIIRules` off.
  enum Mapping {
    case valid
    case ignored
    case disallowed
    /// It becomes another one.
    case single(UInt32)
    /// It becomes those of `strings` in this range.
    case several(Range<Int>)
  }

  /// The kinds of run in `IDNAData.mapping`.
  private enum Kind: UInt8 {
    case valid, ignored, disallowed, mapped, shifted, paired
  }

  private var mappingStarts: [UInt32] = []
  private var mappingKinds: [Kind] = []
  /// For a shifted run the distance, for a mapped one its place in `strings` times 32 and its length.
  private var mappingValues: [Int32] = []
  /// The mappings to more than one code point, one behind the other.
  private(set) var strings: [UInt32] = []
  private var propertyStarts: [UInt32] = []
  private var propertyValues: [UInt16] = []
  private var decomposed: [UInt32] = []
  /// First and second part of each of `decomposed`; the second is 0 where there is only one.
  private var parts: [UInt64] = []
  private var composed: [UInt64: UInt32] = [:]

  /// The tables, unpacked when the first name asks for them.
  static let unpacked = IDNATables()

  private init() {
    unpackMapping()
    unpackProperties()
    unpackDecompositions()
  }

  /// What `point` becomes. O(log of the number of runs).
  func mapping(of point: UInt32) -> Mapping {
    let run = Self.run(of: point, in: mappingStarts)
    let value = mappingValues[run]
    switch mappingKinds[run] {
    case .valid: return .valid
    case .ignored: return .ignored
    case .disallowed: return .disallowed
    case .shifted: return .single(UInt32(Int32(point) + value))
    case .paired: return (point - mappingStarts[run]) % 2 == 0 ? .single(point + 1) : .valid
    case .mapped: return .several(Int(value >> 5)..<Int(value >> 5) + Int(value & 31))
    }
  }

  /// The properties of a valid code point; those of others mean nothing.
  func properties(of point: UInt32) -> IDNAProperties {
    IDNAProperties(packed: propertyValues[Self.run(of: point, in: propertyStarts)])
  }

  /// The canonical decomposition, by one step; the second part is 0 where there is none.
  func decomposition(of point: UInt32) -> (first: UInt32, second: UInt32)? {
    let place = Self.run(of: point, in: decomposed)
    guard decomposed[place] == point else { return nil }
    return (UInt32(parts[place] >> 32), UInt32(truncatingIfNeeded: parts[place]))
  }

  /// The primary composite of two code points, if they have one.
  func composite(of first: UInt32, _ second: UInt32) -> UInt32? {
    composed[UInt64(first) << 32 | UInt64(second)]
  }

  /// The last place whose start is not above `point`.
  private static func run(of point: UInt32, in starts: [UInt32]) -> Int {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= point { low = middle } else { high = middle }
    }
    return low
  }

  // MARK: Unpacking

  private mutating func unpackMapping() {
    var reader = PackedNumbers(IDNAData.mapping)
    var start: UInt32 = 0
    while let number = reader.next() {
      guard let kind = Kind(rawValue: UInt8(number & 7)) else {
        preconditionFailure("the packed tables of UTS 46 have a run of no kind")
      }
      var value: Int32 = 0
      switch kind {
      case .shifted: value = reader.nextSigned()
      case .mapped:
        let length = reader.nextOrZero()
        value = Int32(strings.count << 5) | Int32(length)
        for _ in 0..<length { strings.append(reader.nextOrZero()) }
      default: break
      }
      mappingStarts.append(start)
      mappingKinds.append(kind)
      mappingValues.append(value)
      start += number >> 3
    }
  }

  private mutating func unpackProperties() {
    var reader = PackedNumbers(IDNAData.properties)
    var start: UInt32 = 0
    while let length = reader.next() {
      propertyStarts.append(start)
      propertyValues.append(UInt16(reader.nextOrZero()))
      start += length
    }
  }

  private mutating func unpackDecompositions() {
    var reader = PackedNumbers(IDNAData.decompositions)
    var point: UInt32 = 0
    while let number = reader.next() {
      point += number >> 2
      let first = UInt64(reader.nextOrZero())
      let second = number & 1 == 1 ? UInt64(reader.nextOrZero()) : 0
      decomposed.append(point)
      parts.append(first << 32 | second)
      if number & 2 == 2 { composed[first << 32 | second] = point }
    }
  }
}

/// Reads the numbers of a packed table: groups of five bits, low ones first, as the characters from
/// `?` on, with a sixth bit where more groups follow. Line ends are skipped.
private struct PackedNumbers {
  private let text: StaticString
  private var position = 0

  init(_ text: StaticString) { self.text = text }

  /// Nil at the end.
  mutating func next() -> UInt32? {
    var value: UInt32 = 0
    var shift: UInt32 = 0
    while position < text.utf8CodeUnitCount {
      let byte = unsafe text.utf8Start[position]
      position += 1
      guard byte >= 63 else { continue }
      value |= UInt32((byte - 63) & 31) << shift
      if byte - 63 < 32 { return value }
      shift += 5
    }
    return nil
  }

  mutating func nextOrZero() -> UInt32 { next() ?? 0 }

  /// A number with a sign: 2n, or -2n - 1 for a negative one.
  mutating func nextSigned() -> Int32 {
    let value = Int32(nextOrZero())
    return value % 2 == 0 ? value / 2 : -(value / 2) - 1
  }
}

/// The properties of a code point that the validity criteria of UTS 46 ask for.
struct IDNAProperties {
  /// Bidi_Class, as far as RFC 5893 names it.
  enum Direction: UInt16 {
    case other, left, right, arabicLetter, arabicNumber, europeanNumber, europeanSeparator
    case commonSeparator, europeanTerminator, otherNeutral, boundaryNeutral, nonspacingMark
  }

  /// Joining_Type, as far as RFC 5892, appendix A.1 names it.
  enum Joining: UInt16 { case none, left, dual, right, transparent }

  let direction: Direction
  let joining: Joining
  /// Whether the general category is Mark.
  let isMark: Bool
  /// Canonical_Combining_Class.
  let combiningClass: UInt8

  /// Canonical_Combining_Class=Virama.
  var isVirama: Bool { combiningClass == 9 }

  fileprivate init(packed: UInt16) {
    direction = Direction(rawValue: packed & 15) ?? .other
    joining = Joining(rawValue: packed >> 4 & 7) ?? .none
    isMark = packed >> 7 & 1 == 1
    combiningClass = UInt8(packed >> 8)
  }
}
