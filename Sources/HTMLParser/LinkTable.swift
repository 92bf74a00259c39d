/// An open-addressing table from a link's hash to its index in the page's facts; reused from page to
/// page. The caller compares the links themselves.
struct LinkTable: ~Copyable {
  /// 0 for an empty place, else the hash's upper half over the index + 1.
  private var places: [UInt64]
  private var count = 0

  private static let initialCapacity = 2048

  init() { places = Array(repeating: 0, count: Self.initialCapacity) }

  /// Forgets the page; gives memory back after a page with very many links.
  mutating func reset() {
    if places.count > 8 * Self.initialCapacity {
      places = Array(repeating: 0, count: Self.initialCapacity)
    } else if count > 0 {
      for index in places.indices { places[index] = 0 }
    }
    count = 0
  }

  /// The index that stands under a hash and is, says `isSame`, the link that is sought.
  func index(hash: UInt64, where isSame: (Int) -> Bool) -> Int? {
    var place = start(of: hash)
    while places[place] != 0 {
      if places[place] >> 32 == hash >> 32 {
        let index = Int(places[place] & 0xFFFF_FFFF) - 1
        if isSame(index) { return index }
      }
      place = (place + 1) & (places.count - 1)
    }
    return nil
  }

  /// Puts an index under a hash.
  mutating func insert(_ index: Int, hash: UInt64) {
    if count * 2 >= places.count { grow() }
    put((hash & ~0xFFFF_FFFF) | UInt64(index + 1))
    count += 1
  }

  private mutating func put(_ entry: UInt64) {
    var place = start(of: entry)
    while places[place] != 0 { place = (place + 1) & (places.count - 1) }
    places[place] = entry
  }

  private mutating func grow() {
    let old = places
    places = Array(repeating: 0, count: old.count * 2)
    for entry in old where entry != 0 { put(entry) }
  }

  /// Only the hash's upper half counts, so that the table can grow without the hashes.
  private func start(of hash: UInt64) -> Int { Int(hash >> 32) & (places.count - 1) }
}
