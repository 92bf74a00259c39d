/// A start tag, as far as the construction of the tree asks.
struct TagToken {
  let tag: HTMLTag
  /// Tells names apart whose tag is `other`.
  let name: UInt64
  var isSelfClosing = false
  /// Tells the attributes of formatting elements apart.
  var attributes: UInt64 = 0
  /// What some attribute says that a rule asks for: of an input, that it is hidden; of a font, that it
  /// has a color, face or size; of an annotation-xml, that it holds HTML.
  var isSpecial = false

  func named(_ tag: HTMLTag) -> TagToken {
    TagToken(tag: tag, name: name, isSelfClosing: isSelfClosing, attributes: attributes)
  }
}

/// What becomes of a start tag.
enum Placement: Equatable {
  /// No element.
  case ignored
  /// An element of this namespace; of `html` and `body` perhaps only more attributes.
  case element(MarkupNamespace)
}

/// The construction of a page's tree (HTML Standard, 13.2.6) without the tree: it knows of each start tag
/// whether it makes an element, of what namespace, within a template or not, and what its content is.
///
/// Scripting is off. Elements whose content is text are not opened: who reads the page passes their
/// content, and their end tag, at once.
struct TreeConstruction: ~Copyable {
  /// The insertion mode (13.2.4.1). `initial` is none of its own, because quirks change no element; nor is
  /// `text`, nor `in table text`.
  enum Mode {
    case beforeHTML, beforeHead, inHead, inHeadNoscript, afterHead, inBody, inTable, inCaption
    case inColumnGroup, inTableBody, inRow, inCell, inTemplate, afterBody
    case inFrameset, afterFrameset, afterAfterBody, afterAfterFrameset

    /// Whether most tags are built by the rules of the body.
    var isBodyLike: Bool { self == .inBody || self == .inCell || self == .inCaption }
  }

  var mode = Mode.beforeHTML
  var elements = OpenElements()
  var formatting = FormattingElements()
  var templateModes: [Mode] = []
  /// Whether the form element pointer points to a form, open or not.
  var hasForm = false
  var hasHead = false
  /// Whether a body was opened.
  var hasBody = false
  var mayBeFrameset = true
  /// What the content is of the element that the last start tag made.
  var content = ContentModel.data
  /// Whether a frameset took the place of a body that had begun.
  var hasReplacedBody = false
  /// Whether elements were nested so deeply that the innermost were taken for siblings.
  var isFlattened = false
  /// The element that a fragment is parsed within.
  var context: OpenElement?

  /// Begins a page.
  mutating func begin() {
    mode = .beforeHTML
    elements.removeAll()
    formatting.removeAll()
    templateModes.removeAll(keepingCapacity: true)
    hasForm = false
    hasHead = false
    hasBody = false
    mayBeFrameset = true
    content = .data
    hasReplacedBody = false
    isFlattened = false
    context = nil
  }

  /// Begins a fragment within an element (13.2.9).
  mutating func begin(within context: OpenElement) {
    begin()
    self.context = context
    open(OpenElement(.html))
    if context.isHTML(.template) { templateModes.append(.inTemplate) }
    hasForm = context.isHTML(.form)
    resetMode()
  }

  /// Whether elements are within a template, where nothing is loaded and nothing is a link.
  @inline(__always)
  var isInTemplate: Bool { elements.contains(.template) }

  /// Whether the innermost element is foreign, so that there may be CDATA sections.
  @inline(__always)
  var isForeign: Bool {
    (elements.foreignCount != 0 || context != nil) && elements.count > 0
      && adjustedCurrent.namespace != .html
  }

  /// Whether text at this place is not shown: within a template, within noscript although scripting is
  /// off here, within what has a title, a style or a script in foreign content.
  @inline(__always)
  var hidesText: Bool {
    elements.hidingCount != 0
      || (elements.foreignCount != 0 && isForeign && adjustedCurrent.tag.hasHiddenText)
  }

  /// The adjusted current node (13.2.4.2). The stack must not be empty.
  @inline(__always)
  var adjustedCurrent: OpenElement {
    if elements.count == 1, let context { return context }
    return elements.current
  }

  // MARK: Tokens

  /// A start tag.
  @inline(__always)
  mutating func start(_ token: TagToken) -> Placement {
    if content != .data { content = .data }
    if isForeign, isForeignContent(for: token) { return startInForeignContent(token) }
    return startInHTML(token)
  }

  /// A start tag by the rules of the insertion mode.
  mutating func startInHTML(_ token: TagToken) -> Placement {
    while true {
      if let placement = startOnce(token) { return placement }
    }
  }

  /// nil when the mode has changed and the tag is to be looked at again.
  @inline(__always)
  private mutating func startOnce(_ token: TagToken) -> Placement? {
    switch mode {
    case .inBody: startInBody(token)
    case .inCell: startInCell(token)
    case .inCaption: startInCaption(token)
    case .inTable: startInTable(token)
    case .inTableBody: startInTableBody(token)
    case .inRow: startInRow(token)
    case .beforeHTML: startBeforeHTML(token)
    case .beforeHead: startBeforeHead(token)
    case .inHead: startInHead(token)
    case .inHeadNoscript: startInHeadNoscript(token)
    case .afterHead: startAfterHead(token)
    case .inColumnGroup: startInColumnGroup(token)
    case .inTemplate: startInTemplate(token)
    case .afterBody, .afterAfterBody: startAfterBody(token)
    case .inFrameset: startInFrameset(token)
    case .afterFrameset, .afterAfterFrameset: startAfterFrameset(token)
    }
  }

  /// An end tag.
  @inline(__always)
  mutating func end(_ tag: HTMLTag, _ name: UInt64) {
    if mode.isBodyLike, tag.isIn(.plainEnd), elements.current.namespace == .html,
      elements.current.isNamed(tag, name)
    {
      // The usual case, to which no rule adds anything.
      pop()
    } else if isForeign {
      endInForeignContent(tag, name)
    } else {
      endInHTML(tag, name)
    }
  }

  /// An end tag by the rules of the insertion mode.
  mutating func endInHTML(_ tag: HTMLTag, _ name: UInt64) {
    while !endOnce(tag, name) {}
  }

  /// False when the mode has changed and the tag is to be looked at again.
  private mutating func endOnce(_ tag: HTMLTag, _ name: UInt64) -> Bool {
    switch mode {
    case .inBody: return endInBody(tag, name)
    case .inCell: return endInCell(tag, name)
    case .inCaption: return endInCaption(tag, name)
    case .inTable: return endInTable(tag, name)
    case .inTableBody: return endInTableBody(tag, name)
    case .inRow: return endInRow(tag, name)
    case .beforeHTML, .beforeHead: return endBeforeHead(tag)
    case .inHead: return endInHead(tag)
    case .inHeadNoscript: return endInHeadNoscript(tag)
    case .afterHead: return endAfterHead(tag)
    case .inColumnGroup: return endInColumnGroup(tag)
    case .inTemplate: return endInTemplate(tag)
    case .afterBody, .afterAfterBody: return endAfterBody(tag)
    case .inFrameset, .afterFrameset, .afterAfterFrameset: return endInFrameset(tag)
    }
  }

  /// Whether text can change anything.
  @inline(__always)
  var needsText: Bool {
    if mayBeFrameset || formatting.needReconstruction { return true }
    switch mode {
    case .beforeHTML, .beforeHead, .inHead, .inHeadNoscript, .afterHead, .inColumnGroup, .afterBody,
      .afterAfterBody:
      return true
    default: return false
    }
  }

  /// Text; `isBlank` says that it is white space and no more.
  mutating func text(isBlank: Bool) {
    if isForeign, !isForeignTextHTML {
      if !isBlank { mayBeFrameset = false }
      return
    }
    while !textOnce(isBlank) {}
  }

  private mutating func textOnce(_ isBlank: Bool) -> Bool {
    switch mode {
    case .beforeHTML, .beforeHead, .inHead, .inHeadNoscript, .afterHead:
      return isBlank || !leaveHead()
    case .inBody, .inCell, .inCaption, .inTemplate: textInBody(isBlank)
    case .inTable, .inTableBody, .inRow:
      if !isBlank || !elements.current.isTablePart { textInBody(isBlank) }
    case .inColumnGroup: return isBlank || !leaveColumnGroup()
    case .afterBody, .afterAfterBody:
      if isBlank {
        textInBody(true)
      } else {
        mode = .inBody
        return false
      }
    case .inFrameset, .afterFrameset, .afterAfterFrameset: break
    }
    return true
  }

  private mutating func textInBody(_ isBlank: Bool) {
    reconstructFormatting()
    if !isBlank { mayBeFrameset = false }
  }
}

extension OpenElement {
  /// Whether text within it goes before the table.
  fileprivate var isTablePart: Bool {
    isIn([.tableContext, .tableBodyContext, .tableRowContext]) && tag != .html
  }
}
