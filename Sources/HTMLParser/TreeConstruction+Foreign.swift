/// Foreign content: SVG and MathML (HTML Standard, 13.2.6.5), and when it is that (13.2.6).
extension TreeConstruction {
  /// Whether a start tag is built by the rules of foreign content. The innermost element is foreign.
  func isForeignContent(for token: TagToken) -> Bool {
    let current = adjustedCurrent
    if current.isIntegrationPoint { return false }
    if current.isMathTextIntegrationPoint {
      return token.tag == .mglyph || token.tag == .malignmark
    }
    return !(current.namespace == .math && current.tag == .annotationXML && token.tag == .svg)
  }

  /// Whether text goes on as in HTML. The innermost element is foreign.
  var isForeignTextHTML: Bool {
    let current = adjustedCurrent
    return current.isIntegrationPoint || current.isMathTextIntegrationPoint
  }

  mutating func startInForeignContent(_ token: TagToken) -> Placement {
    if token.tag.isIn(.breakout) || (token.tag == .font && token.isSpecial) {
      leaveForeignContent()
      return startInHTML(token)
    }
    let namespace = adjustedCurrent.namespace
    guard !token.isSelfClosing else { return .element(namespace) }
    var element = OpenElement(token.tag, namespace, name: token.name)
    element.isIntegrationPoint =
      switch namespace {
      case .svg: token.tag.isIn(.svgMarker)
      case .math: token.tag == .annotationXML && token.isSpecial
      case .html: false
      }
    return open(element)
  }

  /// Closes foreign elements up to one within which HTML goes on.
  private mutating func leaveForeignContent() {
    while elements.count > 1 {
      let current = elements.current
      if current.namespace == .html || current.isIntegrationPoint
        || current.isMathTextIntegrationPoint
      {
        return
      }
      pop()
    }
  }

  mutating func endInForeignContent(_ tag: HTMLTag, _ name: UInt64) {
    if tag == .br || tag == .p {
      leaveForeignContent()
      endInHTML(tag, name)
      return
    }
    let innermost = elements.count - 1
    for index in stride(from: innermost, through: 0, by: -1) {
      let element = elements[index]
      if element.namespace == .html {
        // The root is innermost only in a fragment within a foreign element.
        if index < innermost { endInHTML(tag, name) }
        return
      }
      if element.isNamed(tag, name) {
        while elements.count > index { pop() }
        return
      }
    }
  }
}
