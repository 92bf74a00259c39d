/// The start of a page up to its body, and what is built by the rules of the head elsewhere
/// (HTML Standard, 13.2.6.4.2 to 6).
extension TreeConstruction {
  mutating func startBeforeHTML(_ token: TagToken) -> Placement? {
    open(OpenElement(.html))
    mode = .beforeHead
    return token.tag == .html ? .element(.html) : nil
  }

  mutating func startBeforeHead(_ token: TagToken) -> Placement? {
    if token.tag == .html { return startHTML() }
    openHead()
    return token.tag == .head ? .element(.html) : nil
  }

  private mutating func openHead() {
    open(OpenElement(.head))
    hasHead = true
    mode = .inHead
  }

  /// A further html tag adds the attributes that the first had not.
  func startHTML() -> Placement { isInTemplate ? .ignored : .element(.html) }

  mutating func startInHead(_ token: TagToken) -> Placement? {
    switch token.tag {
    case .html: return startHTML()
    case .noscript:
      mode = .inHeadNoscript
      return open(OpenElement(.noscript))
    case .head: return .ignored
    default:
      if let placement = startByHeadRules(token) { return placement }
      leaveInHead()
      return nil
    }
  }

  /// What is built alike in the head and, by its rules, elsewhere; nil for other tags.
  @inline(__always)
  mutating func startByHeadRules(_ token: TagToken) -> Placement? {
    switch token.tag {
    case .base, .basefont, .bgsound, .link, .meta: return .element(.html)
    case .title: return startText(.rcdata)
    case .noframes, .style: return startText(.rawText)
    case .script: return startText(.script)
    case .template: return startTemplate()
    default: return nil
    }
  }

  /// An element whose content is text; it is not opened.
  mutating func startText(_ model: ContentModel) -> Placement {
    content = model
    return .element(.html)
  }

  private mutating func startTemplate() -> Placement {
    formatting.appendMarker()
    mayBeFrameset = false
    mode = .inTemplate
    templateModes.append(.inTemplate)
    return open(OpenElement(.template))
  }

  mutating func endTemplate() {
    guard isInTemplate else { return }
    while elements.current.isIn([.impliedEnd, .thoroughlyImpliedEnd]) { pop() }
    popThrough(.template)
    formatting.clearToMarker()
    _ = templateModes.popLast()
    resetMode()
  }

  mutating func startInHeadNoscript(_ token: TagToken) -> Placement? {
    switch token.tag {
    case .html: return startHTML()
    case .basefont, .bgsound, .link, .meta, .noframes, .style: return startByHeadRules(token)
    case .head, .noscript: return .ignored
    default:
      leaveNoscript()
      return nil
    }
  }

  mutating func startAfterHead(_ token: TagToken) -> Placement? {
    switch token.tag {
    case .html: return startHTML()
    case .body:
      mayBeFrameset = false
      return openBody()
    case .frameset:
      mode = .inFrameset
      return open(OpenElement(.frameset))
    case .head: return .ignored
    default:
      if let placement = startByHeadRules(token) { return placement }
      leaveAfterHead()
      return nil
    }
  }

  // MARK: Ends

  mutating func endBeforeHead(_ tag: HTMLTag) -> Bool {
    switch tag {
    case .head, .body, .html, .br: return !leaveHead()
    default: return true
    }
  }

  mutating func endInHead(_ tag: HTMLTag) -> Bool {
    switch tag {
    case .head:
      leaveInHead()
      return true
    case .body, .html, .br: return !leaveHead()
    case .template: endTemplate()
    default: break
    }
    return true
  }

  mutating func endInHeadNoscript(_ tag: HTMLTag) -> Bool {
    switch tag {
    case .noscript:
      leaveNoscript()
      return true
    case .br: return !leaveHead()
    default: return true
    }
  }

  mutating func endAfterHead(_ tag: HTMLTag) -> Bool {
    switch tag {
    case .body, .html, .br: return !leaveHead()
    case .template: endTemplate()
    default: break
    }
    return true
  }

  // MARK: Anything else

  /// Goes one mode on towards the body. Always true: something has changed.
  mutating func leaveHead() -> Bool {
    switch mode {
    case .beforeHTML:
      open(OpenElement(.html))
      mode = .beforeHead
    case .beforeHead: openHead()
    case .inHead: leaveInHead()
    case .inHeadNoscript: leaveNoscript()
    default: leaveAfterHead()
    }
    return true
  }

  private mutating func leaveInHead() {
    pop()
    mode = .afterHead
  }

  private mutating func leaveNoscript() {
    pop()
    mode = .inHead
  }

  private mutating func leaveAfterHead() { _ = openBody() }

  private mutating func openBody() -> Placement {
    hasBody = true
    mode = .inBody
    return open(OpenElement(.body))
  }
}
