import ParserWire

/// Makes the simhash of a page's text while the page is read, as G. S. Manku, A. Jain and A. Das Sarma
/// did to find near duplicates (WWW 2007).
///
/// A word is a run of ASCII letters, in lower case, digits, and characters from U+0080 to U+07FF; each
/// character from U+0800 on, where scripts without spaces are, is a word by itself. The features are the
/// shingles of three words each that follow one another; of a text of one or two words these. A feature
/// counts once for each time that it occurs; a bit on which they are at odds is 0.
///
/// Where words end and whose text counts is up to whoever reads the page. The hash has no key: whoever
/// wants two pages to look alike can write them so in any case.
struct TextHasher: ~Copyable {
  private var simhash = Simhash()
  private var words: UInt32 = 0
  /// The hashes of the last two words whose shingles have been counted, and of those since.
  private var hashes = InlineArray<18, UInt64>(repeating: 0)
  /// How many there are: the shingles are counted when there are 18.
  private var hashCount = 0

  /// A word of which more may come: the hash of its whole chunks, and the bytes of the next one.
  private var state = Self.seed
  private var chunk: (UInt64, UInt64) = (0, 0)
  private var chunkLength: UInt64 = 0

  /// Nothing up the sleeve: the fractions of the golden ratio, √2 and √3.
  private static let seed: UInt64 = 0x9E37_79B9_7F4A_7C15
  private static let factor: UInt64 = 0x6A09_E667_F3BC_C909
  private static let shingleFactor: UInt64 = 0xBB67_AE85_84CA_A73B

  /// Begins a text.
  mutating func begin() {
    simhash = Simhash()
    words = 0
    hashCount = 0
    clearWord()
  }

  /// Ends the text; nil if it has no word.
  mutating func finish() -> TextHash? {
    endWord()
    let count = words + UInt32(hashCount) - (words > 0 ? 2 : 0)
    guard count > 0 else { return nil }
    if count < 3 {
      for index in 0..<hashCount { simhash.add(hashes[index]) }
    } else {
      for index in 2..<max(2, hashCount) { simhash.add(Self.shingle(of: hashes, endingAt: index)) }
    }
    return TextHash(simhash: simhash.value, words: count)
  }

  /// Ends the word that stands at the end of the text so far, if one does.
  @inline(__always)
  mutating func endWord() {
    if chunkLength > 0 { endPendingWord() }
  }

  private mutating func endPendingWord() {
    take(Self.mix(state ^ chunk.0, Self.factor ^ chunk.1))
    clearWord()
  }

  private mutating func clearWord() {
    state = Self.seed
    chunk = (0, 0)
    chunkLength = 0
  }

  // MARK: Text

  /// Adds text, up to its first `&`, which may begin a character reference.
  ///
  /// - Parameters:
  ///   - range: what of `text` is meant; what stands behind it is looked at, and does not count.
  ///   - endsWord: whether a word at the end of the range is whole; else what comes next may go on with it.
  /// - Returns: the place of the `&`, or the end of the range.
  ///
  /// O(range), with nothing allocated.
  @inline(__always)
  mutating func add(_ text: Span<UInt8>, _ range: Range<Int>, endsWord: Bool) -> Int {
    guard endsWord, chunkLength == 0 else { return addBytes(text, range, endsWord) }
    return addWholeWords(text, range)
  }

  /// As `add`, by blocks of sixteen bytes.
  private mutating func addWholeWords(_ text: Span<UInt8>, _ range: Range<Int>) -> Int {
    var place = range.lowerBound
    let end = range.upperBound
    while place < end {
      // A block, and sixteen bytes from its last one on.
      guard place &+ 32 <= text.count else { return addBytes(text, place..<end, true) }
      let block = TextBlock(text, at: place)
      let count = min(16, end &- place)
      if block.special & TextBlock.first(count) != 0 {
        place = addSpecial(text, place..<end, block)
        if place < end, text[place] == UInt8(ascii: "&") { return place }
        continue
      }
      let rest = addWords(text, at: place, block.words & TextBlock.first(count))
      if rest > 0 {
        place &+= rest
      } else {
        // It goes on behind the block.
        place = addWord(text, place..<end)
        endWord()
      }
    }
    return end
  }

  /// Adds what stands in a block before its first special byte, and a row of characters that begin with
  /// one. A word before an `&` may go on behind it. Answers the place behind all that.
  private mutating func addSpecial(
    _ text: Span<UInt8>, _ range: Range<Int>, _ block: TextBlock
  ) -> Int {
    let start = range.lowerBound
    let limit = block.special.trailingZeroBitCount / 4
    let words = block.words & TextBlock.first(limit)
    guard text[start + limit] == UInt8(ascii: "&") else {
      _ = addWords(text, at: start, words)
      var place = start + limit
      while place < range.upperBound, text[place] >= 0xE0 {
        place = addWideCharacter(text, place..<range.upperBound)
      }
      return place
    }
    let gaps = ~words & TextBlock.first(limit)
    let last = (64 - gaps.leadingZeroBitCount) / 4
    _ = addWords(text, at: start, words & TextBlock.first(last))
    return addWord(text, start + last..<start + limit)
  }

  /// Adds the words of a block, but for one at its end.
  ///
  /// - Parameter words: four bits for each byte of a word.
  /// - Returns: where the word starts that was left; 16 for none.
  @inline(__always)
  private mutating func addWords(_ text: Span<UInt8>, at place: Int, _ words: UInt64) -> Int {
    var words = words
    while words != 0 {
      let start = words.trailingZeroBitCount
      let length = (~(words &>> UInt64(truncatingIfNeeded: start))).trailingZeroBitCount
      if start &+ length == 64 { return start &>> 2 }
      addWord(text, at: place &+ start &>> 2, bits: UInt64(truncatingIfNeeded: 2 &* length))
      words &= .max &<< UInt64(truncatingIfNeeded: start &+ length)
    }
    return 16
  }

  /// Adds a whole word of less than 16 bytes, behind whose start there are 16.
  @inline(__always)
  private mutating func addWord(_ text: Span<UInt8>, at start: Int, bits: UInt64) {
    // Without a branch, because nobody can foretell how long words are.
    let low = UInt64.max &>> (64 &- min(bits, 64))
    let high = (UInt64.max / 2) &>> (127 &- max(bits, 64))
    let first = Self.lowercased(ByteSearch.word(in: text, at: start)) & low
    let second = Self.lowercased(ByteSearch.word(in: text, at: start &+ 8)) & high
    take(Self.mix(Self.seed ^ first, Self.factor ^ second))
  }

  /// Adds the bytes of a word; answers the place behind the last one.
  private mutating func addWord(_ text: Span<UInt8>, _ range: Range<Int>) -> Int {
    var place = range.lowerBound
    while place < range.upperBound, text[place].isOfWord {
      addByte(text[place])
      place += 1
    }
    return place
  }

  private mutating func addByte(_ byte: UInt8) {
    if chunkLength == 16 {
      state = Self.mix(state ^ chunk.0, Self.factor ^ chunk.1)
      chunk = (0, 0)
      chunkLength = 0
    }
    let bits = UInt64(byte.asciiLowercased) << (8 * (chunkLength & 7))
    if chunkLength < 8 { chunk.0 |= bits } else { chunk.1 |= bits }
    chunkLength += 1
  }

  /// As `add`, byte by byte.
  private mutating func addBytes(
    _ text: Span<UInt8>, _ range: Range<Int>, _ endsWord: Bool
  ) -> Int {
    var place = range.lowerBound
    let end = range.upperBound
    while place < end {
      place = addWord(text, place..<end)
      guard place < end else { break }
      if text[place] == UInt8(ascii: "&") { return place }
      self.endWord()
      if text[place] < 0xE0 { place += 1 } else { place = addWideCharacter(text, place..<end) }
    }
    if endsWord { self.endWord() }
    return end
  }

  /// Adds a character from U+0800 on; answers the place behind it.
  private mutating func addWideCharacter(_ text: Span<UInt8>, _ range: Range<Int>) -> Int {
    let length = text[range.lowerBound] >= 0xF0 ? 4 : 3
    let behind = min(range.lowerBound + length, range.upperBound)
    for index in range.lowerBound..<behind { addByte(text[index]) }
    endWord()
    return behind
  }

  // MARK: Words

  /// Takes the next word by its hash.
  @inline(__always)
  private mutating func take(_ word: UInt64) {
    // Less than 18, which `countShingles` sees to.
    unsafe hashes[unchecked: hashCount] = word
    hashCount &+= 1
    if hashCount == 18 { countShingles() }
  }

  private mutating func countShingles() {
    let hashes = hashes
    simhash.addSixteen { Self.shingle(of: hashes, endingAt: $0 &+ 2) }
    self.hashes[0] = hashes[16]
    self.hashes[1] = hashes[17]
    hashCount = 2
    words &+= words == 0 ? 18 : 16
  }

  /// The hash of a word and the two before it.
  @inline(__always)
  private static func shingle(
    of hashes: borrowing InlineArray<18, UInt64>, endingAt index: Int
  ) -> UInt64 {
    mix(
      hashes[index] &+ hashes[index &- 1].rotatedLeft(21) &+ hashes[index &- 2].rotatedLeft(42),
      shingleFactor)
  }

  /// Spreads each bit over all: a multiplication whose halves are folded together.
  @inline(__always)
  private static func mix(_ bits: UInt64, _ others: UInt64) -> UInt64 {
    let product = bits.multipliedFullWidth(by: others)
    return product.high ^ product.low
  }

  /// With letters in lower case, where all bytes are of words: a digit has the bit set already.
  @inline(__always)
  private static func lowercased(_ bytes: UInt64) -> UInt64 {
    bytes | (~bytes & 0x8080_8080_8080_8080) &>> 2
  }
}

/// Sixteen bytes of text, with four bits for each.
private struct TextBlock {
  /// The bytes of words.
  let words: UInt64
  /// The bytes that begin something else: `&`, and those of characters from U+0800 on.
  let special: UInt64

  @inline(__always)
  init(_ text: Span<UInt8>, at place: Int) {
    let bytes = ByteSearch.block(in: text, at: place)
    // By `.<=` and its like: `.<` would be done byte by byte.
    let isLetter = (bytes | Self.bytes(0x20)) &- Self.bytes(0x61) .<= Self.bytes(25)
    let isDigit = bytes &- Self.bytes(0x30) .<= Self.bytes(9)
    let isTwoByte = bytes &- Self.bytes(0x80) .<= Self.bytes(0x5F)
    let isSpecial = bytes .>= Self.bytes(0xE0) .| bytes .== Self.bytes(UInt8(ascii: "&"))
    var kinds = Self.bytes(0)
    kinds.replace(with: 0x11, where: isLetter .| isDigit .| isTwoByte)
    kinds.replace(with: 0x22, where: isSpecial)
    let nibbles = ByteSearch.nibbles(of: kinds)
    words = (nibbles & 0x1111_1111_1111_1111) &* 0xF
    special = nibbles & 0x2222_2222_2222_2222
  }

  /// The bits of the first bytes, 0 to 16.
  @inline(__always)
  static func first(_ count: Int) -> UInt64 {
    count >= 16 ? .max : ~(.max &<< UInt64(truncatingIfNeeded: 4 &* count))
  }

  @inline(__always)
  private static func bytes(_ byte: UInt8) -> SIMD16<UInt8> { SIMD16(repeating: byte) }
}

extension UInt64 {
  @inline(__always)
  fileprivate func rotatedLeft(_ count: UInt64) -> UInt64 {
    self &<< count | self &>> (64 &- count)
  }
}

extension UInt8 {
  /// Whether this byte is of a word that is longer than a character.
  @inline(__always)
  fileprivate var isOfWord: Bool {
    isASCIILetter || isASCIIDigit || self &- 0x80 < 0x60
  }
}
