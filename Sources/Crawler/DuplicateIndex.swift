import Digests
import ParserWire

/// Finds for a page the earlier one that has its content: the same bytes, else about the same text.
///
/// Texts are about the same whose simhashes differ in three bits at most (Manku, Jain and Das Sarma, WWW
/// 2007). Of four blocks of sixteen bits one at least is then the same in both, and so pages are looked up
/// by each block. Only pages that repeat none are looked up, so that no page is near to another by way of
/// a third. Memory is bounded: the page that was added first is forgotten first.
struct DuplicateIndex: Sendable {
  /// Pages whose bytes are remembered: 36 bytes each, so 150 MB for four million pages.
  static let digestsRemembered = 1 << 22
  /// Pages whose text is remembered: 32 bytes each. By then sixteen share each block by chance, and a
  /// look-up compares 64 hashes; with more it would cost more than it is worth.
  static let textsRemembered = 1 << 20
  /// Of shorter texts, with less than twenty shingles, a few words make the hash: those of all error
  /// pages would be alike. They are compared by their bytes only.
  static let shortestText = 22
  /// Bits in which the hashes of texts that are about the same may differ.
  static let nearestBits = 3

  /// What a page is told again by.
  struct Content {
    var digest: ContentDigest?
    var text: TextHash?

    /// The simhash of a text that is long enough.
    fileprivate var simhash: UInt64? {
      text.flatMap { $0.words >= DuplicateIndex.shortestText ? $0.simhash : nil }
    }
  }

  private var digests: RecentTable<ContentDigest>
  private var texts: RecentTable<UInt64>

  init(digests: Int = digestsRemembered, texts: Int = textsRemembered) {
    self.digests = RecentTable(capacity: digests, keys: 1) { digest, _ in
      Int(truncatingIfNeeded: digest.low ^ digest.high)
    }
    self.texts = RecentTable(capacity: texts, keys: 4, chains: 1 << 16) { simhash, block in
      Int(simhash >> UInt64(16 * block) & 0xFFFF)
    }
  }

  /// The earlier page that has this content, and adds the page. O(1) but for the blocks of hashes that
  /// many texts share, of which the last ones are looked at.
  ///
  /// - Parameter page: the id of its URL.
  mutating func original(of page: UInt32, _ content: Content) -> UInt32? {
    var original: UInt32?
    if let digest = content.digest {
      original = digests.last(like: digest) { $0 == digest }
      if original == nil { digests.add(digest, page) }
    }
    guard original == nil, let simhash = content.simhash else { return other(than: page, original) }
    original = texts.last(like: simhash) {
      ($0 ^ simhash).nonzeroBitCount <= Self.nearestBits
    }
    if original == nil { texts.add(simhash, page) }
    return other(than: page, original)
  }

  /// Adds a page of an earlier run, of which is known whether it repeats another.
  mutating func restore(_ page: UInt32, _ content: Content, isDuplicate: Bool) {
    if let digest = content.digest, digests.last(like: digest, where: { $0 == digest }) == nil {
      digests.add(digest, page)
    }
    if !isDuplicate, let simhash = content.simhash { texts.add(simhash, page) }
  }

  /// A page that is fetched a second time repeats nothing.
  private func other(than page: UInt32, _ original: UInt32?) -> UInt32? {
    original == page ? nil : original
  }
}

/// The values that were added last, each with the id of a page, and looked up by one or several keys:
/// chains of those that share a key, the last one first.
private struct RecentTable<Value: Sendable>: Sendable {
  private struct Entry {
    var value: Value
    var page: UInt32
  }

  private let capacity: Int
  private let keyCount: Int
  private let maximumChains: Int
  private let key: @Sendable (Value, Int) -> Int
  /// Those that are remembered, the first again where the last one has its place.
  private var entries: [Entry] = []
  /// For each entry and key, the number of the one before it in its chain, counted from 1; 0 for none.
  private var previous: [UInt32] = []
  /// For each key, the number of the last one in each chain; as many chains as there are entries.
  private var heads: [UInt32]
  private var chainCount = 1 << 10
  /// How many were ever added.
  private var count = 0

  /// Chains may get long where pages are made so: what is farther back is not looked at.
  private static var longestWalk: Int { 1 << 10 }

  init(
    capacity: Int, keys: Int, chains: Int = .max, key: @escaping @Sendable (Value, Int) -> Int
  ) {
    self.capacity = capacity
    maximumChains = chains
    keyCount = keys
    self.key = key
    heads = Array(repeating: 0, count: chainCount * keys)
  }

  /// The page of the last value that shares a key with this one and fulfils a condition.
  func last(like value: Value, where condition: (Value) -> Bool) -> UInt32? {
    for key in 0..<keyCount {
      var number = Int(heads[head(of: value, key)])
      var steps = 0
      while number > max(0, count - capacity), steps < Self.longestWalk {
        let place = (number - 1) % capacity
        if condition(entries[place].value) { return entries[place].page }
        number = Int(previous[place * keyCount + key])
        steps += 1
      }
    }
    return nil
  }

  mutating func add(_ value: Value, _ page: UInt32) {
    let place = count % capacity
    count += 1
    if place == entries.count {
      entries.append(Entry(value: value, page: page))
      previous.append(contentsOf: repeatElement(0, count: keyCount))
    } else {
      entries[place] = Entry(value: value, page: page)
    }
    if entries.count > chainCount, chainCount < maximumChains {
      addChains()
    } else {
      link(place, UInt32(count))
    }
  }

  private func head(of value: Value, _ key: Int) -> Int {
    key * chainCount + self.key(value, key) & (chainCount - 1)
  }

  private mutating func link(_ place: Int, _ number: UInt32) {
    for key in 0..<keyCount {
      let head = head(of: entries[place].value, key)
      previous[place * keyCount + key] = heads[head]
      heads[head] = number
    }
  }

  /// Makes twice as many chains. No entry was forgotten yet, since their number has just grown.
  private mutating func addChains() {
    chainCount *= 2
    heads = Array(repeating: 0, count: chainCount * keyCount)
    for place in entries.indices { link(place, UInt32(place + 1)) }
  }
}
