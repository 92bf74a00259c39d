/// Opening and closing elements, and the insertion mode that follows from what is open.
extension TreeConstruction {
  /// Opens an element that has rules of its own. Answers where it is.
  @inline(__always)
  @discardableResult
  mutating func open(_ element: OpenElement) -> Placement {
    if !elements.push(element) { isFlattened = true }
    return .element(element.namespace)
  }

  /// Opens an HTML element like others.
  @inline(__always)
  mutating func openUsual(_ token: TagToken) -> Placement {
    let element = OpenElement(token.tag, name: token.name)
    if !elements.push(element, upTo: OpenElements.usualDepth) { isFlattened = true }
    return .element(.html)
  }

  /// Closes the innermost element.
  @inline(__always)
  mutating func pop() {
    if let element = elements.pop(), element.formattingID != 0 {
      formatting.close(element.formattingID)
    }
  }

  /// Closes elements up to and with the innermost HTML one of a tag.
  @inline(__always)
  mutating func popThrough(_ tag: HTMLTag) {
    while elements.count > 1 {
      let isLast = elements.current.isHTML(tag)
      pop()
      if isLast { return }
    }
  }

  /// Closes elements until the innermost one is in these categories.
  mutating func pop(downTo categories: TagCategories) {
    while elements.count > 1, !elements.current.isIn(categories) { pop() }
  }

  /// Generates implied end tags (13.2.6.3).
  @inline(__always)
  mutating func popImplied(except tag: HTMLTag = .other) {
    while elements.current.isIn(.impliedEnd), elements.current.tag != tag { pop() }
  }

  /// Resets the insertion mode appropriately (13.2.4.1).
  mutating func resetMode() {
    for index in stride(from: elements.count - 1, through: 0, by: -1) {
      let isLast = index == 0
      let element = isLast ? context ?? elements[index] : elements[index]
      if let found = resetMode(element, isLast) {
        mode = found
        return
      }
    }
    mode = .inBody
  }

  private func resetMode(_ element: OpenElement, _ isLast: Bool) -> Mode? {
    guard element.namespace == .html else { return isLast ? .inBody : nil }
    switch element.tag {
    case .td where !isLast, .th where !isLast: return .inCell
    case .tr: return .inRow
    case .tbody, .thead, .tfoot: return .inTableBody
    case .caption: return .inCaption
    case .colgroup: return .inColumnGroup
    case .table: return .inTable
    case .template: return templateModes.last ?? .inBody
    case .head where !isLast: return .inHead
    case .body: return .inBody
    case .frameset: return .inFrameset
    case .html: return hasHead ? .afterHead : .beforeHead
    default: return isLast ? .inBody : nil
    }
  }
}
