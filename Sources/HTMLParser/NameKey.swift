/// The name of a tag or an attribute in lower case, fit for comparing: its bytes, or of more than
/// sixteen bytes a digest.
struct NameKey: Equatable {
  var low: UInt64 = 0
  var high: UInt64 = 0

  init(low: UInt64) { self.low = low }

  /// The key of the name that stands in a range of a text. A NUL is U+FFFD there (HTML Standard,
  /// 13.2.5.8); the key has a byte for it that no other character has.
  init(_ text: Span<UInt8>, _ range: Range<Int>) {
    if range.count <= 8, range.lowerBound + 8 <= text.count {
      let word = ByteSearch.word(in: text, at: range.lowerBound).lowBytes(range.count)
      if word.marking(0).unmarkedBytes >= range.count {
        self.init(low: word.asciiLowercased)
        return
      }
    }
    self.init(bytes: {
      range.lowerBound + $0 < range.upperBound ? text[range.lowerBound + $0] : nil
    })
  }

  /// The key of a lower-case ASCII name.
  init(_ name: StaticString) {
    self.init(bytes: { unsafe $0 < name.utf8CodeUnitCount ? name.utf8Start[$0] : nil })
  }

  /// The key of the bytes that `byte` answers for 0, 1, 2, until it answers nil.
  init(bytes byte: (Int) -> UInt8?) {
    var index = 0
    while let next = byte(index) {
      let value = UInt64(next == 0 ? 0xFF : next.asciiLowercased)
      switch index {
      case 0..<8: low |= value << (8 * UInt64(index))
      case 8..<16: high |= value << (8 * UInt64(index - 8))
      default:
        // An odd factor spreads each byte over the word (Fowler, Noll and Vo's).
        low = (low ^ value) &* 0x100_0000_01B3
        high = (high ^ low) &* 0x100_0000_01B3
      }
      index += 1
    }
  }

  /// One word for two.
  @inline(__always)
  var hash: UInt64 { (low ^ (high &* 0x9E37_79B9_7F4A_7C15)) &* 0xD6E8_FEB8_6659_FD93 }
}

/// Finds the number of a name among known ones.
struct NameTable {
  private struct Place {
    var key: NameKey
    var value: UInt8
  }

  private var places: [Place]
  private let shift: UInt64

  /// A table of names; 0, which stands for all others, is not among their numbers.
  init(_ names: [(NameKey, UInt8)]) {
    // A quarter full at most, so that a search is short.
    let bits = UInt64(Int.bitWidth - (names.count * 4).leadingZeroBitCount)
    places = Array(repeating: Place(key: NameKey(low: 0), value: 0), count: 1 << bits)
    shift = 64 - bits
    for (key, value) in names {
      var index = Int(key.hash >> shift)
      while places[index].value != 0 { index = (index + 1) & (places.count - 1) }
      places[index] = Place(key: key, value: value)
    }
  }

  /// The number of a name; 0 for a name that is not there.
  @inline(__always)
  subscript(_ key: NameKey) -> UInt8 {
    var index = Int(key.hash >> shift)
    while true {
      let place = places[index]
      if place.key == key || place.value == 0 { return place.value }
      index = (index + 1) & (places.count - 1)
    }
  }
}
