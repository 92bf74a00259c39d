/// Simhashes of texts that were seen, and a small one of its own: what the crawl's index is, without bounds.
struct SmallTextIndex {
  /// Simhashes by each of their four blocks: of two that differ in three bits at most, one block is the same.
  private var blocks: [[UInt16: [UInt64]]] = Array(repeating: [:], count: 4)

  /// Whether a text is nearly one that came before; remembers it.
  mutating func isKnown(_ simhash: UInt64) -> Bool {
    let isKnown = (0..<4).contains { block in
      blocks[block][part(block, simhash), default: []].contains {
        ($0 ^ simhash).nonzeroBitCount <= 3
      }
    }
    if !isKnown {
      for block in 0..<4 { blocks[block][part(block, simhash), default: []].append(simhash) }
    }
    return isKnown
  }

  private func part(_ block: Int, _ simhash: UInt64) -> UInt16 {
    UInt16(truncatingIfNeeded: simhash >> (UInt64(block) * 16))
  }

  /// Charikar's simhash of three words in a row each.
  static func simhash(of text: String) -> UInt64 {
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
    var counters = Array(repeating: 0, count: 64)
    for start in 0..<max(1, words.count - 2) {
      var hash: UInt64 = 0xCBF2_9CE4_8422_2325
      for word in words[start..<min(start + 3, words.count)] {
        for byte in word.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        hash = (hash ^ (hash >> 29)) &* 0xBF58_476D_1CE4_E5B9
      }
      hash ^= hash >> 32
      for bit in 0..<64 { counters[bit] += hash & (1 << UInt64(bit)) == 0 ? -1 : 1 }
    }
    return counters.indices.reduce(0) { $0 | (counters[$1] > 0 ? 1 << UInt64($1) : 0) }
  }
}
