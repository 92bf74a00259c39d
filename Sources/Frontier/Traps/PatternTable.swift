/// The groups that are known, by their hashes: at most 262,144 of them in 16 MiB; beyond that the one of four
/// that was used longest ago is forgotten, and begins anew when it comes back.
struct PatternTable {
  private static let largestCapacity = 1 << 18
  private static let ways = 4
  private static let smallestCapacity = 1 << 8
  /// Pages for which the clock of use stands still.
  private static let tick = 64

  private var records: [PatternRecord]
  private var pages = 0

  init() {
    assert(MemoryLayout<PatternRecord>.stride == 64)
    records = Array(repeating: PatternRecord(), count: Self.smallestCapacity)
  }

  subscript(place: Int) -> PatternRecord {
    get { records[place] }
    _modify { yield &records[place] }
  }

  /// A page passed.
  mutating func advance() { pages &+= 1 }

  private var now: UInt16 { UInt16(truncatingIfNeeded: pages / Self.tick) }

  private func bucket(of key: UInt64) -> Int {
    Int(truncatingIfNeeded: key) & (records.count - Self.ways)
  }

  /// Where a group stands, or nil. O(1).
  func find(_ key: UInt64) -> Int? {
    guard key != 0 else { return nil }
    let start = bucket(of: key)
    for place in start..<start + Self.ways where records[place].key == key { return place }
    return nil
  }

  /// Where a group stands, with a new record if need be. O(1), but for the rare doubling. Places found earlier
  /// count no more.
  mutating func place(of key: UInt64, level: URLPattern.Level) -> Int {
    if let place = find(key) {
      records[place].used = now
      return place
    }
    var place = freePlace(for: key)
    while place == nil, records.count < Self.largestCapacity {
      grow()
      place = freePlace(for: key)
    }
    let chosen = place ?? coldest(bucket(of: key))
    records[chosen] = PatternRecord(key: key, level: level)
    records[chosen].used = now
    return chosen
  }

  private func freePlace(for key: UInt64) -> Int? {
    let start = bucket(of: key)
    for place in start..<start + Self.ways where records[place].key == 0 { return place }
    return nil
  }

  /// One that is closed counts as younger: to forget it would let its trap run again.
  private func coldest(_ start: Int) -> Int {
    var (coldest, age) = (start, -1)
    for place in start..<start + Self.ways {
      let isClosed = records[place].state != .open
      let own = Int(now &- records[place].used) / (isClosed ? 16 : 1)
      if own > age { (coldest, age) = (place, own) }
    }
    return coldest
  }

  private mutating func grow() {
    let old = records
    records = Array(repeating: PatternRecord(), count: old.count * 2)
    for record in old where record.key != 0 {
      // Each old bucket becomes two: there is room.
      if let place = freePlace(for: record.key) { records[place] = record }
    }
  }
}
