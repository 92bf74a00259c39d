/// End tags in the body (HTML Standard, 13.2.6.4.7), and what comes after it.
extension TreeConstruction {
  /// False when the tag is to be looked at again.
  mutating func endInBody(_ tag: HTMLTag, _ name: UInt64) -> Bool {
    switch tag {
    case .p: endParagraph()
    case .a, .b, .big, .code, .em, .font, .i, .nobr, .s, .small, .strike, .strong, .tt, .u:
      endFormatting(tag, name)
    case .div, .ul, .ol, .section, .nav, .article, .aside, .header, .footer, .main, .figure,
      .figcaption, .address, .blockquote, .button, .center, .details, .dialog, .dir, .dl, .fieldset,
      .hgroup, .listing, .menu, .pre, .search, .select, .summary:
      if elements.has(tag) { popThrough(tag) }
    case .li: if elements.has(.li, boundedAlsoBy: { $0 == .ol || $0 == .ul }) { popThrough(.li) }
    case .dd, .dt: if elements.has(tag) { popThrough(tag) }
    case .h1, .h2, .h3, .h4, .h5, .h6: endHeading()
    case .form: endForm()
    case .template: endTemplate()
    case .body, .html:
      guard elements.has(.body) else { return true }
      mode = .afterBody
      return tag == .body
    case .applet, .marquee, .object:
      guard elements.has(tag) else { return true }
      popThrough(tag)
      formatting.clearToMarker()
    case .br:
      reconstructFormatting()
      mayBeFrameset = false
    default: endUsual(tag, name)
    }
    return true
  }

  private mutating func endParagraph() {
    if elements.hasParagraphInButtonScope { popThrough(.p) }
  }

  private mutating func endHeading() {
    guard elements.hasHeadingInScope else { return }
    while elements.count > 1 {
      let isLast = elements.current.isIn(.heading)
      pop()
      if isLast { return }
    }
  }

  /// Any other end tag: of the innermost element of that name, unless something special lies between.
  @inline(__always)
  mutating func endUsual(_ tag: HTMLTag, _ name: UInt64) {
    guard elements.contains(tag) else { return }
    for index in stride(from: elements.count - 1, to: 0, by: -1) {
      let element = elements[index]
      if element.namespace == .html, element.isNamed(tag, name) {
        while elements.count > index { pop() }
        return
      }
      if element.isSpecial { return }
    }
  }

  private mutating func endForm() {
    guard !isInTemplate else {
      if elements.has(.form) { popThrough(.form) }
      return
    }
    hasForm = false
    guard let index = elements.lastIndex(where: \.isCurrentForm) else { return }
    elements.markForm(at: index, false)
    // In scope if nothing that bounds scopes is above it.
    guard elements.firstIndex(above: index, where: \.boundsScope) == nil else { return }
    popImplied()
    if elements.count > index, elements[index].isHTML(.form) { _ = elements.remove(at: index) }
  }

  // MARK: After the body

  mutating func startAfterBody(_ token: TagToken) -> Placement? {
    if token.tag == .html { return startHTML() }
    mode = .inBody
    return nil
  }

  mutating func endAfterBody(_ tag: HTMLTag) -> Bool {
    if tag == .html, mode == .afterBody {
      if context == nil { mode = .afterAfterBody }
      return true
    }
    mode = .inBody
    return false
  }
}
