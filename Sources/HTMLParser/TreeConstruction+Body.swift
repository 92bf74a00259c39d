/// Start tags in the body (HTML Standard, 13.2.6.4.7).
extension TreeConstruction {
  mutating func startInBody(_ token: TagToken) -> Placement? {
    switch token.tag {
    case .p, .div, .ul, .ol, .section, .nav, .article, .aside, .header, .footer, .main, .figure,
      .figcaption, .address, .blockquote, .center, .details, .dialog, .dir, .dl, .fieldset, .hgroup,
      .menu, .search, .summary:
      closeParagraph()
      return openUsual(token)
    case .a, .b, .big, .code, .em, .font, .i, .s, .small, .strike, .strong, .tt, .u, .nobr:
      return startFormatting(token)
    case .span, .other, .sub, .sup, .variable, .video, .audio, .ruby:
      reconstructFormatting()
      return openUsual(token)
    case .li, .dd, .dt: return startItem(token)
    case .h1, .h2, .h3, .h4, .h5, .h6:
      closeParagraph()
      if elements.current.isIn(.heading) { pop() }
      return openUsual(token)
    case .img, .br, .area, .embed, .keygen, .wbr, .input, .image: return startVoid(token)
    case .param, .source, .track: return .element(.html)
    case .hr:
      closeParagraph()
      if elements.has(.select) { popImplied() }
      mayBeFrameset = false
      return .element(.html)
    case .form: return startForm(token)
    case .pre, .listing:
      closeParagraph()
      mayBeFrameset = false
      return openUsual(token)
    case .table:
      // As without quirks.
      closeParagraph()
      mayBeFrameset = false
      mode = .inTable
      return open(OpenElement(.table))
    case .button: return startButton(token)
    case .svg: return startForeign(token, .svg)
    case .math: return startForeign(token, .math)
    case .script, .style, .link, .meta, .title, .base, .template, .noframes, .basefont, .bgsound:
      return startByHeadRules(token)
    case .iframe, .noembed, .textarea, .xmp, .plaintext: return startTextInBody(token)
    default: return startRareInBody(token)
    }
  }

  private mutating func startRareInBody(_ token: TagToken) -> Placement? {
    switch token.tag {
    case .html: return startHTML()
    case .body:
      guard hasOpenBody, !isInTemplate else { return .ignored }
      mayBeFrameset = false
      return .element(.html)
    case .frameset: return startFramesetInBody()
    case .applet, .marquee, .object:
      reconstructFormatting()
      formatting.appendMarker()
      mayBeFrameset = false
      return open(OpenElement(token.tag))
    case .select: return startSelect(token)
    case .option, .optgroup:
      if elements.has(.select) {
        popImplied(except: token.tag == .option ? .optgroup : .other)
      } else if elements.current.isHTML(.option) {
        pop()
      }
    case .rb, .rtc, .rp, .rt:
      if elements.has(.ruby) {
        popImplied(except: token.tag == .rp || token.tag == .rt ? .rtc : .other)
      }
      return openUsual(token)
    case .caption, .col, .colgroup, .frame, .head, .tbody, .td, .tfoot, .th, .thead, .tr:
      return .ignored
    default: break
    }
    reconstructFormatting()
    return openUsual(token)
  }

  /// A select within a select only ends it.
  private mutating func startSelect(_ token: TagToken) -> Placement {
    guard !isFragmentOfSelect, !closeSelect() else { return .ignored }
    reconstructFormatting()
    mayBeFrameset = false
    return openUsual(token)
  }

  /// Ends the select that is in scope, if there is one.
  private mutating func closeSelect() -> Bool {
    guard elements.has(.select) else { return false }
    popThrough(.select)
    return true
  }

  private var isFragmentOfSelect: Bool { context?.isHTML(.select) ?? false }

  private var hasOpenBody: Bool { elements.count > 1 && elements[1].isHTML(.body) }

  /// A frameset takes the place of a body in which nothing has come yet that could be seen.
  private mutating func startFramesetInBody() -> Placement {
    guard hasOpenBody, mayBeFrameset else { return .ignored }
    while elements.count > 1 { pop() }
    mode = .inFrameset
    hasReplacedBody = true
    return open(OpenElement(.frameset))
  }

  @inline(__always)
  mutating func closeParagraph() {
    guard elements.hasParagraphInButtonScope else { return }
    popThrough(.p)
  }

  /// A list item closes the one before it, if nothing special but address, div and p lies between.
  private mutating func startItem(_ token: TagToken) -> Placement {
    mayBeFrameset = false
    let isOpen = token.tag == .li ? elements.contains(.li) : hasOpenDescription
    if isOpen { closeItem(token.tag) }
    closeParagraph()
    return openUsual(token)
  }

  private var hasOpenDescription: Bool { elements.contains(.dd) || elements.contains(.dt) }

  private mutating func closeItem(_ tag: HTMLTag) {
    for index in stride(from: elements.count - 1, through: 0, by: -1) {
      let element = elements[index]
      let isItem = tag == .li ? element.isHTML(.li) : element.isHTML(.dd) || element.isHTML(.dt)
      if isItem {
        popThrough(element.tag)
        return
      }
      let isPassed = element.isHTML(.address) || element.isHTML(.div) || element.isHTML(.p)
      if element.isSpecial, !isPassed { return }
    }
  }

  private mutating func startVoid(_ token: TagToken) -> Placement {
    if token.tag == .input {
      guard !isFragmentOfSelect else { return .ignored }
      _ = closeSelect()
    }
    reconstructFormatting()
    if token.tag != .input || !token.isSpecial { mayBeFrameset = false }
    return .element(.html)
  }

  private mutating func startForm(_ token: TagToken) -> Placement {
    guard !hasForm || isInTemplate else { return .ignored }
    closeParagraph()
    let depth = elements.count
    let placement = openUsual(token)
    if !isInTemplate {
      hasForm = true
      if elements.count > depth { elements.markForm(at: depth, true) }
    }
    return placement
  }

  private mutating func startButton(_ token: TagToken) -> Placement {
    if elements.has(.button) { popThrough(.button) }
    reconstructFormatting()
    mayBeFrameset = false
    return openUsual(token)
  }

  private mutating func startTextInBody(_ token: TagToken) -> Placement {
    switch token.tag {
    case .xmp:
      closeParagraph()
      reconstructFormatting()
      mayBeFrameset = false
      return startText(.rawText)
    case .noembed: return startText(.rawText)
    case .plaintext:
      closeParagraph()
      content = .plainText
      return openUsual(token)
    case .iframe:
      mayBeFrameset = false
      return startText(.rawText)
    default:
      mayBeFrameset = false
      return startText(.rcdata)
    }
  }

  private mutating func startForeign(_ token: TagToken, _ namespace: MarkupNamespace) -> Placement {
    reconstructFormatting()
    guard !token.isSelfClosing else { return .element(namespace) }
    return open(OpenElement(token.tag, namespace))
  }
}
