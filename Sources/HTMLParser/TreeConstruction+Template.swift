/// Templates (HTML Standard, 13.2.6.4.16).
extension TreeConstruction {
  mutating func startInTemplate(_ token: TagToken) -> Placement? {
    if let placement = startByHeadRules(token) { return placement }
    let next: Mode =
      switch token.tag {
      case .caption, .colgroup, .tbody, .tfoot, .thead: .inTable
      case .col: .inColumnGroup
      case .tr: .inTableBody
      case .td, .th: .inRow
      default: .inBody
      }
    _ = templateModes.popLast()
    templateModes.append(next)
    mode = next
    return nil
  }

  mutating func endInTemplate(_ tag: HTMLTag) -> Bool {
    if tag == .template { endTemplate() }
    return true
  }
}

/// Framesets, and what comes after them (13.2.6.4.18, 19 and 21).
extension TreeConstruction {
  mutating func startInFrameset(_ token: TagToken) -> Placement? {
    switch token.tag {
    case .html: return startHTML()
    case .frameset: return open(OpenElement(.frameset))
    case .frame: return .element(.html)
    case .noframes: return startText(.rawText)
    default: return .ignored
    }
  }

  mutating func startAfterFrameset(_ token: TagToken) -> Placement? {
    switch token.tag {
    case .html: return startHTML()
    case .noframes: return startText(.rawText)
    default: return .ignored
    }
  }

  mutating func endInFrameset(_ tag: HTMLTag) -> Bool {
    switch tag {
    case .frameset where mode == .inFrameset:
      guard elements.count > 1 else { return true }
      pop()
      if context == nil, !elements.current.isHTML(.frameset) { mode = .afterFrameset }
    case .html where mode == .afterFrameset: mode = .afterAfterFrameset
    default: break
    }
    return true
  }
}
