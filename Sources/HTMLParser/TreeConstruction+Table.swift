/// Tables and their captions, columns and bodies (HTML Standard, 13.2.6.4.9 to 13). What stands where
/// only parts of tables may goes before the table, but is built as in the body.
extension TreeConstruction {
  mutating func startInTable(_ token: TagToken) -> Placement? {
    switch token.tag {
    case .caption:
      pop(downTo: .tableContext)
      formatting.appendMarker()
      mode = .inCaption
      return open(OpenElement(.caption))
    case .colgroup:
      pop(downTo: .tableContext)
      mode = .inColumnGroup
      return open(OpenElement(.colgroup))
    case .col:
      pop(downTo: .tableContext)
      open(OpenElement(.colgroup))
      mode = .inColumnGroup
      return nil
    case .tbody, .tfoot, .thead:
      pop(downTo: .tableContext)
      mode = .inTableBody
      return open(OpenElement(token.tag))
    case .td, .th, .tr:
      pop(downTo: .tableContext)
      open(OpenElement(.tbody))
      mode = .inTableBody
      return nil
    case .table: return endTable() ? nil : .ignored
    case .style, .script, .template: return startByHeadRules(token)
    case .input where token.isSpecial: return .element(.html)
    case .form:
      guard !hasForm, !isInTemplate else { return .ignored }
      hasForm = true
      return .element(.html)
    default: return startInBody(token)
    }
  }

  mutating func endInTable(_ tag: HTMLTag, _ name: UInt64) -> Bool {
    switch tag {
    case .table: _ = endTable()
    case .body, .caption, .col, .colgroup, .html, .tbody, .td, .tfoot, .th, .thead, .tr: break
    case .template: endTemplate()
    default: return endInBody(tag, name)
    }
    return true
  }

  /// False when there is no table to end.
  private mutating func endTable() -> Bool {
    guard elements.hasInTableScope(.table) else { return false }
    popThrough(.table)
    resetMode()
    return true
  }

  // MARK: Captions

  mutating func startInCaption(_ token: TagToken) -> Placement? {
    switch token.tag {
    case .caption, .col, .colgroup, .tbody, .td, .tfoot, .th, .thead, .tr:
      return endCaption() ? nil : .ignored
    default: return startInBody(token)
    }
  }

  mutating func endInCaption(_ tag: HTMLTag, _ name: UInt64) -> Bool {
    switch tag {
    case .caption: _ = endCaption()
    case .table: return !endCaption()
    case .body, .col, .colgroup, .html, .tbody, .td, .tfoot, .th, .thead, .tr: break
    default: return endInBody(tag, name)
    }
    return true
  }

  private mutating func endCaption() -> Bool {
    guard elements.hasInTableScope(.caption) else { return false }
    popThrough(.caption)
    formatting.clearToMarker()
    mode = .inTable
    return true
  }

  // MARK: Columns

  mutating func startInColumnGroup(_ token: TagToken) -> Placement? {
    switch token.tag {
    case .html: return startHTML()
    case .col: return .element(.html)
    case .template: return startByHeadRules(token)
    default: return leaveColumnGroup() ? nil : .ignored
    }
  }

  mutating func endInColumnGroup(_ tag: HTMLTag) -> Bool {
    switch tag {
    case .colgroup: _ = leaveColumnGroup()
    case .col: break
    case .template: endTemplate()
    default: return !leaveColumnGroup()
    }
    return true
  }

  /// False when the column group is only the context of a fragment or of a template.
  mutating func leaveColumnGroup() -> Bool {
    guard elements.current.isHTML(.colgroup) else { return false }
    pop()
    mode = .inTable
    return true
  }

  // MARK: Bodies

  mutating func startInTableBody(_ token: TagToken) -> Placement? {
    switch token.tag {
    case .tr:
      pop(downTo: .tableBodyContext)
      mode = .inRow
      return open(OpenElement(.tr))
    case .th, .td:
      pop(downTo: .tableBodyContext)
      open(OpenElement(.tr))
      mode = .inRow
      return nil
    case .caption, .col, .colgroup, .tbody, .tfoot, .thead: return leaveTableBody() ? nil : .ignored
    default: return startInTable(token)
    }
  }

  mutating func endInTableBody(_ tag: HTMLTag, _ name: UInt64) -> Bool {
    switch tag {
    case .tbody, .tfoot, .thead: if elements.hasInTableScope(tag) { closeTableBody() }
    case .table: return !leaveTableBody()
    case .body, .caption, .col, .colgroup, .html, .td, .th, .tr: break
    default: return endInTable(tag, name)
    }
    return true
  }

  private mutating func leaveTableBody() -> Bool {
    guard
      elements.hasInTableScope(.tbody) || elements.hasInTableScope(.thead)
        || elements.hasInTableScope(.tfoot)
    else { return false }
    closeTableBody()
    return true
  }

  private mutating func closeTableBody() {
    pop(downTo: .tableBodyContext)
    pop()
    mode = .inTable
  }
}
