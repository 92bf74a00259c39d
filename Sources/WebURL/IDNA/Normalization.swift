/// Unicode Normalization Form C (UAX 15) of text that UTS 46 has mapped.
extension IDNATables {
  /// Brings `text` into form C, in place. O(n) but for runs of combining marks.
  func normalize(_ text: inout [UInt32]) {
    // What is below has no decomposition and composes with nothing before it.
    guard text.contains(where: { $0 >= 0xC0 }) else { return }
    var decomposed: [UInt32] = []
    decomposed.reserveCapacity(text.count)
    for point in text { appendDecomposition(of: point, to: &decomposed) }
    let classes = reorder(&decomposed)
    text = compose(decomposed, classes)
  }

  private func appendDecomposition(of point: UInt32, to text: inout [UInt32]) {
    if let parts = Hangul.decomposition(of: point) {
      text.append(contentsOf: parts)
    } else if point >= 0xC0, let (first, second) = decomposition(of: point) {
      appendDecomposition(of: first, to: &text)
      if second != 0 { appendDecomposition(of: second, to: &text) }
    } else {
      text.append(point)
    }
  }

  /// The canonical ordering algorithm: marks sorted by their class, those of a class as they stand.
  private func reorder(_ text: inout [UInt32]) -> [UInt8] {
    var classes = text.map { $0 < 0x300 ? 0 : properties(of: $0).combiningClass }
    var start = 0
    while start < text.count {
      var end = start
      while end < text.count, classes[end] != 0 { end += 1 }
      if end - start > 1 {
        let order = (start..<end).sorted { (classes[$0], $0) < (classes[$1], $1) }
        let points = order.map { text[$0] }
        let sorted = order.map { classes[$0] }
        text.replaceSubrange(start..<end, with: points)
        classes.replaceSubrange(start..<end, with: sorted)
      }
      start = end + 1
    }
    return classes
  }

  /// The canonical composition algorithm.
  private func compose(_ text: [UInt32], _ classes: [UInt8]) -> [UInt32] {
    var composed: [UInt32] = []
    composed.reserveCapacity(text.count)
    var starter = -1
    var lastClass = -1
    for (point, combining) in zip(text, classes) {
      let combining = Int(combining)
      if starter >= 0, lastClass < combining,
        let composite = Hangul.composite(of: composed[starter], point)
          ?? composite(of: composed[starter], point)
      {
        composed[starter] = composite
        continue
      }
      if combining == 0 {
        starter = composed.count
        lastClass = -1
      } else {
        lastClass = combining
      }
      composed.append(point)
    }
    return composed
  }
}

/// Hangul syllables, which Unicode composes by arithmetic (the Unicode Standard, section 3.12).
private enum Hangul {
  private static let syllables: UInt32 = 0xAC00
  private static let leads: UInt32 = 0x1100
  private static let vowels: UInt32 = 0x1161
  private static let trails: UInt32 = 0x11A7
  private static let vowelCount: UInt32 = 21
  private static let trailCount: UInt32 = 28
  private static let syllableCount: UInt32 = 19 * 21 * 28

  static func decomposition(of point: UInt32) -> [UInt32]? {
    guard point >= syllables, point < syllables + syllableCount else { return nil }
    let index = point - syllables
    let trail = index % trailCount
    let pair = [
      leads + index / (vowelCount * trailCount), vowels + index / trailCount % vowelCount,
    ]
    return trail == 0 ? pair : pair + [trails + trail]
  }

  static func composite(of first: UInt32, _ second: UInt32) -> UInt32? {
    if first >= leads, first < leads + 19, second >= vowels, second < vowels + vowelCount {
      return syllables + ((first - leads) * vowelCount + second - vowels) * trailCount
    }
    guard first >= syllables, first < syllables + syllableCount,
      (first - syllables) % trailCount == 0, second > trails, second < trails + trailCount
    else { return nil }
    return first + second - trails
  }
}
