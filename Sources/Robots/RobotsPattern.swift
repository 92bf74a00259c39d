/// The path pattern of one rule: literal text, `*` for anything, `$` at the end for the end
/// (RFC 9309, section 2.2.3).
///
/// The pattern is cut at its stars into pieces: the first stands at the start of the path, each
/// next one is looked for behind the one before, and a last one with `$` stands at the end. Taking
/// the leftmost place for each piece is never wrong, and finding it with Knuth-Morris-Pratt makes
/// a match O(path + pattern), whatever a hostile pattern looks like.
struct RobotsPattern: Sendable {
  /// The octets that count for "the most specific match": the pattern as compared, with its signs.
  let specificity: Int
  private let prefix: [UInt8]
  /// The pieces between the first and the suffix, none of them empty.
  private let floating: [FloatingPiece]
  /// The piece before a `$` that follows a star.
  private let suffix: [UInt8]?
  /// Whether there is a `$` and no star: the prefix is all of the path.
  private let isExact: Bool

  private let letters: Letters

  /// Compiles the value of an Allow or Disallow line. O(n).
  init(_ value: Span<UInt8>) {
    var end = value.count
    let isAnchored = end > 0 && value[end - 1] == UInt8(ascii: "$")
    if isAnchored { end -= 1 }
    var pieces: [[UInt8]] = []
    var octets = isAnchored ? 1 : 0
    var start = 0
    while true {
      var star = start
      while star < end, value[star] != UInt8(ascii: "*") { star += 1 }
      let piece = comparable(value, from: start, to: star)
      octets += piece.count
      pieces.append(piece)
      if star == end { break }
      octets += 1
      start = star + 1
    }
    specificity = octets
    letters = Letters(pieces)
    prefix = pieces[0]
    isExact = isAnchored && pieces.count == 1
    suffix = isAnchored && pieces.count > 1 ? pieces.removeLast() : nil
    floating = pieces.dropFirst().filter { !$0.isEmpty }.map(FloatingPiece.init)
  }

  /// Whether `path`, comparable itself and made of `pathLetters`, is one that the pattern means.
  /// O(path + pattern).
  func matches(_ path: Span<UInt8>, of pathLetters: Letters) -> Bool {
    guard letters.isSubset(of: pathLetters) else { return false }
    guard path.count >= prefix.count, path.holds(prefix, at: 0) else { return false }
    if isExact { return path.count == prefix.count }
    var position = prefix.count
    for piece in floating {
      guard let end = piece.end(in: path, from: position) else { return false }
      position = end
    }
    guard let suffix else { return true }
    let start = path.count - suffix.count
    return start >= position && path.holds(suffix, at: start)
  }
}

/// A piece of a pattern that may stand anywhere, with its Knuth-Morris-Pratt borders.
private struct FloatingPiece: Sendable {
  private let text: [UInt8]
  /// For each length of a prefix of `text`, less one: the longest proper prefix that is its suffix.
  private let borders: [Int32]

  init(_ text: [UInt8]) {
    var borders = [Int32](repeating: 0, count: text.count)
    var matched = 0
    for position in text.indices.dropFirst() {
      while matched > 0, text[position] != text[matched] { matched = Int(borders[matched - 1]) }
      if text[position] == text[matched] { matched += 1 }
      borders[position] = Int32(matched)
    }
    self.text = text
    self.borders = borders
  }

  /// The end of the leftmost occurrence in `path` that starts at `start` or behind it.
  func end(in path: Span<UInt8>, from start: Int) -> Int? {
    let text = text.span
    let borders = borders.span
    guard path.count - start >= text.count else { return nil }
    var matched = 0
    for position in start..<path.count {
      let byte = path[position]
      while matched > 0, byte != text[matched] { matched = Int(borders[matched - 1]) }
      if byte == text[matched] { matched += 1 }
      if matched == text.count { return position + 1 }
    }
    return nil
  }
}

/// Which letters a text has, as 64 bits that letters share: if a pattern has a bit that a path has
/// not, they cannot match. Most rules of a large file are told apart by this alone.
struct Letters: Sendable {
  private var bits: UInt64 = 0

  init(_ text: Span<UInt8>) {
    for position in text.indices { insert(text[position]) }
  }

  init(_ texts: [[UInt8]]) {
    for text in texts { for byte in text { insert(byte) } }
  }

  private mutating func insert(_ byte: UInt8) { bits |= 1 << UInt64(byte & 63) }

  func isSubset(of other: Letters) -> Bool { bits & ~other.bits == 0 }
}

extension Span<UInt8> {
  fileprivate func holds(_ text: [UInt8], at start: Int) -> Bool {
    for offset in text.indices where self[start + offset] != text[offset] { return false }
    return true
  }
}

/// The form in which RFC 9309, section 2.2.2, compares paths: bytes that are not ASCII encoded,
/// triplets in upper case, unreserved octets decoded. `%2A` and `%24` are decoded too: once the
/// stars are cut out they are the literal signs. O(n).
func comparable(_ text: Span<UInt8>, from start: Int, to end: Int) -> [UInt8] {
  var result: [UInt8] = []
  result.reserveCapacity(end - start)
  var position = start
  while position < end {
    let byte = text[position]
    if byte >= 0x80 {
      result.append(triplet: byte)
    } else if byte == UInt8(ascii: "%"), let octet = octet(text, at: position, before: end) {
      if isComparedDecoded(octet) { result.append(octet) } else { result.append(triplet: octet) }
      position += 2
    } else {
      result.append(byte)
    }
    position += 1
  }
  return result
}

private func octet(_ text: Span<UInt8>, at position: Int, before end: Int) -> UInt8? {
  guard position + 2 < end, let high = hexValue(text[position + 1]),
    let low = hexValue(text[position + 2])
  else { return nil }
  return high << 4 | low
}

private func hexValue(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte & 15
  case UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "a")...UInt8(ascii: "f"):
    (byte & 15) + 9
  default: nil
  }
}

/// RFC 3986's unreserved characters, and the two signs of patterns.
private func isComparedDecoded(_ octet: UInt8) -> Bool {
  switch octet {
  case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
    UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "*"), UInt8(ascii: "$"):
    true
  default: false
  }
}

extension [UInt8] {
  fileprivate mutating func append(triplet octet: UInt8) {
    let digits: StaticString = "0123456789ABCDEF"
    append(UInt8(ascii: "%"))
    append(unsafe digits.utf8Start[Int(octet >> 4)])
    append(unsafe digits.utf8Start[Int(octet & 15)])
  }
}
