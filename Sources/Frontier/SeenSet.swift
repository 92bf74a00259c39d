import Glibc

/// Every URL that was ever met: its fingerprint, and the dense id that it got.
///
/// Ordered hashing (Amble and Knuth, 1974): a fingerprint's place grows with its value, and entries
/// keep the order of their values, so that a search ends at the first larger one, and growing is one
/// sweep. An entry takes 12 bytes; segments grow by a third each on its own, so that the set takes
/// 14 to 18 bytes a URL, and no more than a segment is ever copied at once: about a millisecond at
/// 10^8 URLs. Fingerprints are keyed with the crawl's secret, so a hostile page cannot choose where
/// its URLs land. Ids are given from 1 in the order of first sight.
@safe package struct SeenSet: ~Copyable {
  /// The start of `segmentCount` of them.
  private let segments: UnsafeMutablePointer<SeenSegment>
  /// How many URLs are in the set; also the last id given by `insert`.
  package private(set) var count: UInt32 = 0
  /// What `touch` looked at, kept so that the compiler does not leave the looking out.
  private var touched: UInt64 = 0

  /// Bits of a fingerprint that choose its segment.
  private static let segmentBits: UInt64 = 6
  private static let segmentCount = 1 << segmentBits

  /// An empty set with room for some URLs.
  package init(minimumCapacity: Int = 1024) {
    unsafe segments = .allocate(capacity: Self.segmentCount)
    let share = minimumCapacity >> Self.segmentBits
    for index in 0..<Self.segmentCount {
      unsafe (segments + index).initialize(to: SeenSegment(minimumCapacity: share))
    }
  }

  deinit {
    for index in 0..<Self.segmentCount { unsafe segments[index].free() }
    unsafe segments.deallocate()
  }

  /// Finds or adds a URL. O(1).
  package mutating func insert(_ fingerprint: UInt64) -> (id: UInt32, isNew: Bool) {
    precondition(count < .max, "a crawl has at most 2^32 - 1 URLs")
    let new = count + 1
    let id = unsafe segments[Self.segment(of: fingerprint)].insert(
      Self.rest(of: fingerprint), id: new)
    guard id == new else { return (id, false) }
    count = new
    return (id, true)
  }

  /// Adds a URL of an earlier run under the id that it has. O(1).
  package mutating func restore(_ fingerprint: UInt64, id: UInt32) {
    _ = unsafe segments[Self.segment(of: fingerprint)].insert(Self.rest(of: fingerprint), id: id)
    count = max(count, id)
  }

  /// The id of a URL, or nil when it was never met. O(1).
  package borrowing func id(of fingerprint: UInt64) -> UInt32? {
    unsafe segments[Self.segment(of: fingerprint)].id(of: Self.rest(of: fingerprint))
  }

  /// Has the processor fetch what `insert` will look at. For a page's links one after the other: they
  /// then wait for memory together, where each search would wait by itself.
  @inline(__always)
  package mutating func touch(_ fingerprint: UInt64) {
    touched ^= unsafe segments[Self.segment(of: fingerprint)].touch(Self.rest(of: fingerprint))
  }

  /// Bytes of memory in use.
  package var bytes: Int {
    (0..<Self.segmentCount).reduce(0) { unsafe $0 + segments[$1].bytes }
  }

  @inline(__always)
  private static func segment(of fingerprint: UInt64) -> Int {
    Int(truncatingIfNeeded: fingerprint >> (64 - segmentBits))
  }

  /// The fingerprint with the bits that chose the segment at its end, where they order nothing.
  @inline(__always)
  private static func rest(of fingerprint: UInt64) -> UInt64 {
    fingerprint << segmentBits | fingerprint >> (64 - segmentBits)
  }
}

/// A part of a `SeenSet`: a run of memory with places for entries, in the order of their keys.
@safe struct SeenSegment {
  private var memory: UnsafeMutableRawPointer
  /// Places that keys are spread over.
  private var capacity: Int
  /// Places behind those, for keys that are pushed beyond. The last one stays free: searches end there.
  private var margin = 64
  private var count = 0

  /// Bytes of an entry: a key, and an id that is 0 where the place is free.
  private static let stride = 12
  /// Bytes of a huge page. With small ones, most searches in a large set would wait for the page
  /// tables as well: they took twice as long at 10^7 URLs.
  private static let hugePage = 2 << 20

  init(minimumCapacity: Int) {
    capacity = max(4, minimumCapacity * 8 / 7 + 1)
    unsafe memory = Self.allocate(places: capacity + margin)
  }

  private static func allocate(places: Int) -> UnsafeMutableRawPointer {
    let bytes = places * stride
    let isLarge = bytes >= 2 * hugePage
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: bytes, alignment: isLarge ? hugePage : 64)
    if isLarge { unsafe madvise(memory, bytes, MADV_HUGEPAGE) }
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    return unsafe memory
  }

  func free() { unsafe memory.deallocate() }

  private var places: Int { capacity + margin }

  var bytes: Int { places * Self.stride }

  // MARK: Entries

  @inline(__always)
  private func key(at place: Int) -> UInt64 {
    unsafe memory.loadUnaligned(fromByteOffset: place &* Self.stride, as: UInt64.self)
  }

  @inline(__always)
  private func id(at place: Int) -> UInt32 {
    unsafe memory.loadUnaligned(fromByteOffset: place &* Self.stride &+ 8, as: UInt32.self)
  }

  private func set(_ key: UInt64, _ id: UInt32, at place: Int) {
    unsafe memory.storeBytes(of: key, toByteOffset: place &* Self.stride, as: UInt64.self)
    unsafe memory.storeBytes(of: id, toByteOffset: place &* Self.stride &+ 8, as: UInt32.self)
  }

  /// Where a key belongs if nothing is in its way.
  @inline(__always)
  private func home(of key: UInt64) -> Int {
    Int(truncatingIfNeeded: key.multipliedFullWidth(by: UInt64(capacity)).high)
  }

  /// The first place, from a key's home on, that is free or holds no smaller key.
  @inline(__always)
  private func place(of key: UInt64) -> Int {
    var place = home(of: key)
    while id(at: place) != 0, self.key(at: place) < key { place &+= 1 }
    return place
  }

  // MARK: Searching and adding

  func touch(_ key: UInt64) -> UInt64 { self.key(at: home(of: key)) }

  func id(of key: UInt64) -> UInt32? {
    let place = place(of: key)
    let id = id(at: place)
    return id != 0 && self.key(at: place) == key ? id : nil
  }

  /// The id that the key has, or the given one, with which it is added.
  mutating func insert(_ key: UInt64, id new: UInt32) -> UInt32 {
    let place = place(of: key)
    let id = id(at: place)
    if id != 0 && self.key(at: place) == key { return id }
    if count >= capacity - capacity / 8 {
      grow(capacity: capacity + capacity / 3 + 4, margin: margin)
    } else if makeRoom(at: place) {
      set(key, new, at: place)
      count += 1
      return new
    } else {
      grow(capacity: capacity, margin: margin * 2)
    }
    return insert(key, id: new)
  }

  /// Pushes what stands at a place and right behind it one place on.
  ///
  /// - Returns: false when there is no free place left behind it.
  private mutating func makeRoom(at place: Int) -> Bool {
    var end = place
    while id(at: end) != 0 { end += 1 }
    guard end < places - 1 else { return false }
    unsafe (memory + (place + 1) * Self.stride).copyMemory(
      from: memory + place * Self.stride, byteCount: (end - place) * Self.stride)
    return true
  }

  /// Moves everything to a larger run of memory, in one sweep: the order stays. No entry comes to lie
  /// further beyond the capacity than it does now, since no home comes nearer to it.
  private mutating func grow(capacity: Int, margin: Int) {
    let old = self
    self.capacity = capacity
    self.margin = margin
    unsafe memory = Self.allocate(places: places)
    var next = 0
    for place in 0..<old.places where old.id(at: place) != 0 {
      next = max(next, home(of: old.key(at: place)))
      set(old.key(at: place), old.id(at: place), at: next)
      next += 1
    }
    old.free()
  }
}
