/// Every URL that was ever met: its fingerprint, and the dense id that it got.
///
/// Open addressing with linear probing over two flat arrays, 12 bytes a slot, at most three quarters
/// full. Fingerprints are keyed with the crawl's secret, so a hostile page cannot choose where its
/// URLs land. Ids are given from 1 in the order of first sight.
package struct SeenSet: ~Copyable {
  private var fingerprints: [UInt64]
  private var ids: [UInt32]
  /// How many URLs are in the set; also the last id given.
  package private(set) var count: UInt32 = 0

  package init(minimumCapacity: Int = 1024) {
    var slots = 64
    while slots * 3 / 4 < minimumCapacity { slots *= 2 }
    fingerprints = [UInt64](repeating: 0, count: slots)
    ids = [UInt32](repeating: 0, count: slots)
  }

  /// Finds or adds a URL. O(1).
  package mutating func insert(_ fingerprint: UInt64) -> (id: UInt32, isNew: Bool) {
    if Int(count) >= fingerprints.count / 4 * 3 { grow() }
    let slot = slot(of: fingerprint)
    if ids[slot] != 0 { return (ids[slot], false) }
    precondition(count < UInt32.max, "a crawl has at most 2^32 - 1 URLs")
    count += 1
    fingerprints[slot] = fingerprint
    ids[slot] = count
    return (count, true)
  }

  /// The id of a URL, or nil when it was never met. O(1).
  package borrowing func id(of fingerprint: UInt64) -> UInt32? {
    let slot = slot(of: fingerprint)
    return ids[slot] == 0 ? nil : ids[slot]
  }

  /// The slot that holds the fingerprint, or the free one where it belongs.
  private borrowing func slot(of fingerprint: UInt64) -> Int {
    let mask = fingerprints.count - 1
    var slot = Int(truncatingIfNeeded: fingerprint) & mask
    while ids[slot] != 0 && fingerprints[slot] != fingerprint { slot = (slot + 1) & mask }
    return slot
  }

  private mutating func grow() {
    var larger = SeenSet(slots: fingerprints.count * 2)
    for index in fingerprints.indices where ids[index] != 0 {
      let slot = larger.slot(of: fingerprints[index])
      larger.fingerprints[slot] = fingerprints[index]
      larger.ids[slot] = ids[index]
    }
    larger.count = count
    self = larger
  }

  private init(slots: Int) {
    fingerprints = [UInt64](repeating: 0, count: slots)
    ids = [UInt32](repeating: 0, count: slots)
  }
}
