/// Rows and cells (HTML Standard, 13.2.6.4.14 and 15).
extension TreeConstruction {
  mutating func startInRow(_ token: TagToken) -> Placement? {
    switch token.tag {
    case .th, .td:
      pop(downTo: .tableRowContext)
      mode = .inCell
      formatting.appendMarker()
      return open(OpenElement(token.tag))
    case .caption, .col, .colgroup, .tbody, .tfoot, .thead, .tr: return leaveRow() ? nil : .ignored
    default: return startInTable(token)
    }
  }

  mutating func endInRow(_ tag: HTMLTag, _ name: UInt64) -> Bool {
    switch tag {
    case .tr: _ = leaveRow()
    case .table: return !leaveRow()
    case .tbody, .tfoot, .thead: return !(elements.hasInTableScope(tag) && leaveRow())
    case .body, .caption, .col, .colgroup, .html, .td, .th: break
    default: return endInTable(tag, name)
    }
    return true
  }

  private mutating func leaveRow() -> Bool {
    guard elements.hasInTableScope(.tr) else { return false }
    pop(downTo: .tableRowContext)
    pop()
    mode = .inTableBody
    return true
  }

  mutating func startInCell(_ token: TagToken) -> Placement? {
    switch token.tag {
    case .caption, .col, .colgroup, .tbody, .td, .tfoot, .th, .thead, .tr:
      return closeCell() ? nil : .ignored
    default: return startInBody(token)
    }
  }

  mutating func endInCell(_ tag: HTMLTag, _ name: UInt64) -> Bool {
    switch tag {
    case .td, .th:
      guard elements.hasInTableScope(tag) else { return true }
      popThrough(tag)
      endCellMode()
    case .body, .caption, .col, .colgroup, .html: break
    case .table, .tbody, .tfoot, .thead, .tr:
      return !(elements.hasInTableScope(tag) && closeCell())
    default: return endInBody(tag, name)
    }
    return true
  }

  /// False when there is no cell to close.
  private mutating func closeCell() -> Bool {
    guard elements.hasInTableScope(.td) || elements.hasInTableScope(.th) else { return false }
    popImplied()
    while elements.count > 1 {
      let isLast = elements.current.isHTML(.td) || elements.current.isHTML(.th)
      pop()
      if isLast { break }
    }
    endCellMode()
    return true
  }

  private mutating func endCellMode() {
    formatting.clearToMarker()
    mode = .inRow
  }
}
