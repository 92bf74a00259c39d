import Digests
import ParserWire
import TestSupport
import Testing

@testable import Crawler

/// The index against what looks at all pages.
@Suite struct DuplicateIndexTests {
  private func content(_ digest: UInt64, _ simhash: UInt64?, words: UInt32 = 100)
    -> DuplicateIndex.Content
  {
    DuplicateIndex.Content(
      digest: ContentDigest(high: 0, low: digest),
      text: simhash.map { TextHash(simhash: $0, words: words) })
  }

  @Test func anEarlierPageIsFound() {
    var index = DuplicateIndex()
    #expect(index.original(of: 1, content(7, 0)) == nil)
    #expect(index.original(of: 2, content(7, .max)) == 1)
    #expect(index.original(of: 3, content(8, 0b111)) == 1)
    #expect(index.original(of: 4, content(9, 0b1111)) == nil)
    // The last one counts of those that are near; the third is none, as it repeats the first.
    #expect(index.original(of: 5, content(10, 0b11)) == 4)
    #expect(index.original(of: 6, content(8, nil)) == 3)
    // By the text alone, and by nothing.
    let text = DuplicateIndex.Content(digest: nil, text: TextHash(simhash: 0, words: 22))
    #expect(index.original(of: 7, text) == 1)
    #expect(index.original(of: 8, DuplicateIndex.Content()) == nil)
  }

  @Test func aPageRepeatsNotItself() {
    var index = DuplicateIndex()
    #expect(index.original(of: 1, content(7, 0)) == nil)
    #expect(index.original(of: 1, content(7, 0)) == nil)
    #expect(index.original(of: 1, content(8, 1)) == nil)
    #expect(index.original(of: 2, content(8, 1)) == 1)
  }

  @Test func shortTextsAreComparedByTheirBytes() {
    var index = DuplicateIndex()
    #expect(index.original(of: 1, content(1, 5, words: 21)) == nil)
    #expect(index.original(of: 2, content(2, 5, words: 21)) == nil)
    #expect(index.original(of: 3, content(1, 5, words: 21)) == 1)
    #expect(index.original(of: 4, content(3, 5, words: 22)) == nil)
    #expect(index.original(of: 5, content(4, 5, words: 21)) == nil)
    #expect(index.original(of: 6, content(5, 5, words: 22)) == 4)
  }

  @Test func anEarlierRunIsRemembered() {
    var index = DuplicateIndex()
    index.restore(1, content(7, 0), isDuplicate: false)
    index.restore(2, content(8, 1), isDuplicate: true)
    index.restore(3, content(7, 0), isDuplicate: true)
    #expect(index.original(of: 4, content(7, nil)) == 1)
    #expect(index.original(of: 5, content(8, nil)) == 2)
    #expect(index.original(of: 6, content(9, 0b1110)) == 1)
    #expect(index.original(of: 7, content(10, 0b1111)) == nil)
  }

  /// However the blocks are shared, and whatever has been forgotten.
  @Test(arguments: [(5000, 40, 30), (5000, 5000, 5000), (4000, 1500, 1100)])
  func findsWhatThereIs(pages: Int, digests: Int, texts: Int) {
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SeededGenerator(seed: seed)
    var index = DuplicateIndex(digests: digests, texts: texts)
    var knownDigests: [(page: UInt32, digest: UInt64)] = []
    var knownTexts: [(page: UInt32, simhash: UInt64)] = []
    for page in 1...UInt32(pages) {
      let digest = UInt64.random(in: 0..<UInt64(pages), using: &generator)
      let simhash = Self.simhash(near: knownTexts.suffix(60).map(\.simhash), using: &generator)
      let found = index.original(of: page, content(digest, simhash))
      if let same = knownDigests.suffix(digests).last(where: { $0.digest == digest }) {
        #expect(found == same.page, "page \(page), seed \(seed)")
        continue
      }
      knownDigests.append((page, digest))
      let near = knownTexts.suffix(texts).filter {
        ($0.simhash ^ simhash).nonzeroBitCount <= DuplicateIndex.nearestBits
      }
      if near.isEmpty { knownTexts.append((page, simhash)) }
      #expect(
        found == nil ? near.isEmpty : near.contains { $0.page == found },
        "page \(page), seed \(seed)")
    }
    #expect(knownTexts.count > 1000 && knownTexts.count < knownDigests.count, "seed \(seed)")
  }

  /// A new one, or an old one with a few bits changed.
  private static func simhash(
    near known: [UInt64], using generator: inout SeededGenerator
  ) -> UInt64 {
    guard Bool.random(using: &generator), var simhash = known.randomElement(using: &generator)
    else { return generator.next() }
    for _ in 0..<Int.random(in: 0...6, using: &generator) {
      simhash ^= 1 << UInt64.random(in: 0..<64, using: &generator)
    }
    return simhash
  }

  /// Hashes that share a block with each other cost no more and more.
  @Test(.timeLimit(.minutes(1))) func hostileHashesAreForgottenNotSearched() {
    var index = DuplicateIndex()
    var generator = SeededGenerator(seed: 1)
    for page in 1...UInt32(30_000) {
      let simhash = generator.next() & 0xFFFF_FFFF_FFFF_0000
      _ = index.original(of: page, content(UInt64(page), simhash))
    }
  }
}
