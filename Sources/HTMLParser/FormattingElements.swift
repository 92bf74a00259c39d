/// The list of active formatting elements (HTML Standard, 13.2.4.3), with numbers in place of nodes.
struct FormattingElements {
  struct Entry {
    /// Its number; 0 for a marker.
    let id: UInt32
    let tag: HTMLTag
    /// Tells its attributes from those of others.
    let attributes: UInt64
    /// Whether it is on the stack of open elements.
    var isOpen: Bool
  }

  private(set) var entries: [Entry] = []
  private var lastID: UInt32 = 0

  /// More than these are not kept, so that a hostile page cannot make every tag cost more than the last.
  private static let maximumCount = 256

  mutating func removeAll() {
    entries.removeAll(keepingCapacity: true)
    lastID = 0
  }

  /// Whether elements were closed that text and tags to come would open again.
  @inline(__always)
  var needReconstruction: Bool {
    guard let last = entries.last else { return false }
    return last.id != 0 && !last.isOpen
  }

  /// Lists an element that was opened, and answers its number. Of four that are alike the first one
  /// goes.
  mutating func append(_ tag: HTMLTag, attributes: UInt64) -> UInt32 {
    dropFourthAlike(tag, attributes)
    if entries.count >= Self.maximumCount { entries.removeFirst() }
    lastID &+= 1
    entries.append(Entry(id: lastID, tag: tag, attributes: attributes, isOpen: true))
    return lastID
  }

  private mutating func dropFourthAlike(_ tag: HTMLTag, _ attributes: UInt64) {
    var alike = 0
    for index in stride(from: entries.count - 1, through: 0, by: -1) {
      let entry = entries[index]
      if entry.id == 0 { return }
      guard entry.tag == tag, entry.attributes == attributes else { continue }
      alike += 1
      if alike == 3 {
        entries.remove(at: index)
        return
      }
    }
  }

  mutating func appendMarker() {
    if entries.count >= Self.maximumCount { entries.removeFirst() }
    entries.append(Entry(id: 0, tag: .other, attributes: 0, isOpen: false))
  }

  mutating func clearToMarker() {
    while let last = entries.popLast(), last.id != 0 {}
  }

  /// Where the last element of a tag stands behind the last marker.
  func lastIndex(of tag: HTMLTag) -> Int? {
    for index in stride(from: entries.count - 1, through: 0, by: -1) {
      if entries[index].id == 0 { return nil }
      if entries[index].tag == tag { return index }
    }
    return nil
  }

  func index(of id: UInt32) -> Int? { entries.lastIndex { $0.id == id } }

  /// Notes that an element left the stack of open elements.
  mutating func close(_ id: UInt32) {
    if let index = index(of: id) { entries[index].isOpen = false }
  }

  /// Notes that a copy of an element was opened; it goes by the same number.
  mutating func reopen(at index: Int) { entries[index].isOpen = true }

  mutating func remove(at index: Int) { entries.remove(at: index) }

  mutating func removeLast() { _ = entries.popLast() }

  /// Puts an element in the place of one before or behind.
  mutating func move(from index: Int, to target: Int) {
    let entry = entries.remove(at: index)
    entries.insert(entry, at: min(target, entries.count))
  }
}
