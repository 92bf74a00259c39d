/// Formatting elements: opened again where they were closed by others, and taken apart by the adoption
/// agency.
extension TreeConstruction {
  /// The start of a formatting element (HTML Standard, 13.2.6.4.7).
  @inline(__always)
  mutating func startFormatting(_ token: TagToken) -> Placement {
    if token.tag == .a { closeOpenAnchor() }
    reconstructFormatting()
    if token.tag == .nobr, elements.has(.nobr) {
      adopt(.nobr, 0)
      reconstructFormatting()
    }
    var element = OpenElement(token.tag)
    guard elements.count < OpenElements.usualDepth else {
      isFlattened = true
      return .element(.html)
    }
    element.formattingID = formatting.append(token.tag, attributes: token.attributes)
    return open(element)
  }

  /// A link within a link ends the one before.
  @inline(__always)
  private mutating func closeOpenAnchor() {
    guard !formatting.entries.isEmpty, let index = formatting.lastIndex(of: .a) else { return }
    let id = formatting.entries[index].id
    adopt(.a, 0)
    if let index = formatting.index(of: id) { formatting.remove(at: index) }
    if let index = elements.lastIndex(where: { $0.formattingID == id }) {
      _ = elements.remove(at: index)
    }
  }

  /// Opens again what was closed without its own end tag (13.2.4.3). The copies make no links of their
  /// own.
  @inline(__always)
  mutating func reconstructFormatting() {
    if formatting.needReconstruction { reopenFormatting() }
  }

  private mutating func reopenFormatting() {
    let entries = formatting.entries
    var index = entries.count - 1
    while index > 0, entries[index - 1].id != 0, !entries[index - 1].isOpen { index -= 1 }
    while index < entries.count, elements.count < OpenElements.usualDepth {
      var element = OpenElement(entries[index].tag)
      element.formattingID = entries[index].id
      open(element)
      formatting.reopen(at: index)
      index += 1
    }
  }

  /// The end tag of a formatting element.
  @inline(__always)
  mutating func endFormatting(_ tag: HTMLTag, _ name: UInt64) {
    let current = elements.current
    if current.isHTML(tag), let last = formatting.entries.last, last.id == current.formattingID,
      last.id != 0
    {
      // The usual case: it is the innermost of both.
      _ = elements.pop()
      formatting.removeLast()
      return
    }
    adopt(tag, name)
  }

  /// The adoption agency algorithm (13.2.6.4.7), as far as it changes the stack and the list.
  mutating func adopt(_ tag: HTMLTag, _ name: UInt64) {
    let current = elements.current
    if current.isHTML(tag),
      current.formattingID == 0 || formatting.index(of: current.formattingID) == nil
    {
      pop()
      return
    }
    for _ in 0..<8 {
      guard let entry = formatting.lastIndex(of: tag) else {
        endUsual(tag, name)
        return
      }
      let id = formatting.entries[entry].id
      guard let place = elements.lastIndex(where: { $0.formattingID == id }) else {
        formatting.remove(at: entry)
        return
      }
      guard elements.firstIndex(above: place, where: \.boundsScope) == nil else { return }
      guard let block = elements.firstIndex(above: place, where: \.isSpecial) else {
        while elements.count > place { pop() }
        formatting.remove(at: entry)
        return
      }
      adopt(entry: entry, at: place, block: block)
    }
  }

  /// One round: the formatting element goes from below the furthest block to right above it, and of
  /// what lies between only formatting elements, three at most, stay.
  private mutating func adopt(entry: Int, at place: Int, block: Int) {
    let id = formatting.entries[entry].id
    var block = block
    var bookmark = entry
    var hasMoved = false
    var round = 0
    for index in stride(from: block - 1, to: place, by: -1) {
      round += 1
      let nodeID = elements[index].formattingID
      var listed = nodeID == 0 ? nil : formatting.index(of: nodeID)
      if let found = listed, round > 3 {
        formatting.remove(at: found)
        if found < bookmark { bookmark -= 1 }
        listed = nil
      }
      guard let found = listed else {
        _ = elements.remove(at: index)
        block -= 1
        continue
      }
      if !hasMoved {
        bookmark = found + 1
        hasMoved = true
      }
    }
    if let now = formatting.index(of: id) {
      formatting.move(from: now, to: bookmark > now ? bookmark - 1 : bookmark)
    }
    if let element = elements.remove(at: place) { elements.insert(element, at: block) }
  }
}
