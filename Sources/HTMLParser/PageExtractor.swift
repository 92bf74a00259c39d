import CLibXML2
import HTTPSyntax
import ParserWire
import WebURL

/// Gathers a page's facts from libxml2's callbacks.
///
/// Only the start of elements is listened to all the time. Text and the end of elements are listened to
/// while an element is open whose content matters: the title, or one that is text whatever it
/// looks like.
@safe struct PageExtractor: ~Copyable {
  var links: LinkRecorder
  private let productToken: [UInt8]
  private var context: htmlParserCtxtPtr?

  private var openText: Element?
  private var isFlattened = false
  private var svgDepth = 0
  private var hasTitle = false
  private var hasLanguage = false
  private var hasBase = false
  private var hasRefresh = false

  /// Elements nested more deeply are taken for siblings, because libxml2 spends time in
  /// proportion to the depth on every tag. Browsers stop at 512 too.
  private static let maximumDepth: Int32 = 512

  init(rules: CanonicalRules, key: FingerprintKey, limits: ParserLimits) {
    links = LinkRecorder(rules: rules, key: key, limits: limits)
    productToken = limits.productToken.utf8.map(\.asciiLowercased)
  }

  /// Begins a page that this context will parse.
  mutating func begin(_ context: htmlParserCtxtPtr?) {
    unsafe self.context = unsafe context
    openText = nil
    isFlattened = false
    svgDepth = 0
    hasTitle = false
    hasLanguage = false
    hasBase = false
    hasRefresh = false
  }

  /// Ends the page.
  mutating func end() {
    unsafe context = nil
    links.end()
    links.writer.title.dropTrailingSpace()
    links.writer.description.dropTrailingSpace()
  }

  // MARK: What libxml2 tells

  /// A start tag.
  @inline(__always)
  mutating func start(_ name: UnsafePointer<UInt8>, _ attributes: Attributes) {
    flattenWhenDeep()
    guard let element = unsafe Element(name: name), openText == nil, !isCutOff else { return }
    unsafe start(element, attributes)
  }

  /// An end tag, or the end of an element that its context ends.
  mutating func end(_ name: UnsafePointer<UInt8>) {
    guard let element = unsafe Element(name: name) else { return }
    if element == openText {
      openText = nil
    } else if element == .svg, svgDepth > 0 {
      svgDepth -= 1
    }
    listen()
  }

  /// Text within the title.
  mutating func characters(_ text: UnsafeBufferPointer<UInt8>) {
    guard openText == .title else { return }
    unsafe links.writer.title.append(
      collapsing: text.span, upTo: PageFacts.maximumTextLength)
  }

  /// Whether the document ends within this start tag, so that the last attribute may be cut short. Such
  /// a tag is none (HTML Standard, 13.2.5: eof-in-tag).
  private var isCutOff: Bool {
    guard let input = unsafe context?.pointee.input else { return false }
    return unsafe input.pointee.cur.pointee == 0
  }

  // MARK: Elements

  private mutating func start(_ element: Element, _ attributes: Attributes) {
    switch element {
    case .anchor:
      unsafe addLink(attributes["href"] ?? attributes["xlink:href"], .anchor, attributes)
    case .area: unsafe addLink(attributes["href"], .area, attributes)
    case .frame: unsafe addResource(attributes["src"], .frame)
    case .iframe:
      unsafe addResource(attributes["src"], .iframe)
      open(.iframe)
    case .image: unsafe addResource(attributes["src"], .image)
    case .script: unsafe addResource(attributes["src"], .script)
    case .link: unsafe startLink(attributes)
    case .form: unsafe startForm(attributes)
    case .meta: unsafe startMeta(attributes)
    case .base: unsafe startBase(attributes)
    case .html: unsafe startHTML(attributes)
    case .svg: startDrawing()
    case .title: startTitle()
    case .rawText: open(.rawText)
    }
  }

  private mutating func addLink(_ href: AttributeValue?, _ kind: LinkKind, _ attributes: Attributes)
  {
    guard let href = unsafe href else { return }
    let relation = unsafe relation(attributes)
    unsafe links.add(href.span, kind: kind, relation: relation)
  }

  private func relation(_ attributes: Attributes) -> LinkRelation {
    guard let rel = unsafe attributes["rel"] else { return .plain }
    return unsafe Tokens.relation(of: rel.span)
  }

  /// An empty `src` loads nothing.
  private mutating func addResource(_ source: AttributeValue?, _ kind: LinkKind) {
    guard let source = unsafe source, !source.isEmpty else { return }
    unsafe links.add(source.span, kind: kind, relation: .plain)
  }

  private mutating func startLink(_ attributes: Attributes) {
    guard let rel = unsafe attributes["rel"], let href = unsafe attributes["href"],
      !href.isEmpty
    else { return }
    let kinds = unsafe Tokens.linkKinds(of: rel.span)
    guard !kinds.isEmpty else { return }
    let relation = unsafe Tokens.relation(of: rel.span)
    for (kind, linkKind) in LinkElementKinds.linkKinds where kinds.contains(kind) {
      unsafe links.add(href.span, kind: linkKind, relation: relation)
    }
  }

  /// A form without an action is sent to the document itself (HTML Standard, 4.10.21.3).
  private mutating func startForm(_ attributes: Attributes) {
    let method = unsafe attributes["method"] ?? AttributeValue(start: nil, count: 0)
    guard unsafe !method.span.equalsIgnoringCase("dialog") else { return }
    let kind: LinkKind = unsafe method.span.equalsIgnoringCase("post") ? .postForm : .form
    if let action = unsafe attributes["action"], !action.isEmpty {
      unsafe addLink(action, kind, attributes)
    } else {
      let relation = unsafe relation(attributes)
      links.addDocumentItself(kind: kind, relation: relation)
    }
  }

  private mutating func startMeta(_ attributes: Attributes) {
    guard let content = unsafe attributes["content"] else { return }
    if let name = unsafe attributes["name"] {
      unsafe startMeta(named: name, content: content)
    }
    if let directive = unsafe attributes["http-equiv"],
      unsafe directive.span.equalsIgnoringCase("refresh")
    {
      unsafe refresh(content)
    }
  }

  private mutating func startMeta(named name: AttributeValue, content: AttributeValue) {
    let name = unsafe name.span.extracting(name.span.trimmedRange)
    if name.equalsIgnoringCase("description") {
      guard links.writer.description.isEmpty else { return }
      unsafe links.writer.description.append(
        collapsing: content.span, upTo: PageFacts.maximumTextLength)
    } else if name.equalsIgnoringCase("robots") || isProductToken(name) {
      unsafe robots(content.span)
    }
  }

  private func isProductToken(_ name: Span<UInt8>) -> Bool {
    guard !productToken.isEmpty, name.count == productToken.count else { return false }
    return name.indices.allSatisfy { name[$0].asciiLowercased == productToken[$0] }
  }

  private mutating func robots(_ content: Span<UInt8>) {
    if !links.writer.metaRobots.isEmpty, links.writer.metaRobots.count < PageFacts.maximumTextLength
    {
      links.writer.metaRobots.append(UInt8(ascii: ","))
      links.writer.metaRobots.append(UInt8(ascii: " "))
    }
    links.writer.metaRobots.append(collapsing: content, upTo: PageFacts.maximumTextLength)
    links.writer.metaRobots.dropTrailingSpace()
    let (noindex, nofollow) = Tokens.robots(content)
    if noindex { links.writer.flags.insert(.noindex) }
    if nofollow { links.writer.flags.insert(.nofollow) }
  }

  /// The first refresh that is one counts. One to the document itself is not a link.
  private mutating func refresh(_ content: AttributeValue) {
    guard !hasRefresh else { return }
    switch unsafe DeclarativeRefresh(content.span) {
    case .none: return
    case .sameDocument: hasRefresh = true
    case .reference(let range):
      hasRefresh = true
      guard !range.isEmpty else { return }
      unsafe links.add(content.span.extracting(range), kind: .refresh, relation: .plain)
    }
  }

  private mutating func startBase(_ attributes: Attributes) {
    guard !hasBase, let href = unsafe attributes["href"] else { return }
    hasBase = true
    unsafe links.setBase(href.span)
  }

  private mutating func startHTML(_ attributes: Attributes) {
    guard !hasLanguage, let language = unsafe attributes["lang"] ?? attributes["xml:lang"] else {
      return
    }
    hasLanguage = true
    unsafe links.writer.language.append(
      collapsing: language.span, upTo: PageFacts.maximumTextLength)
    links.writer.language.dropTrailingSpace()
  }

  /// The document's first title is its title; those of drawings are not.
  private mutating func startTitle() {
    guard svgDepth == 0 else { return }
    open(hasTitle ? .rawText : .title)
    hasTitle = true
  }

  private mutating func startDrawing() {
    guard !isFlattened else { return }
    svgDepth += 1
    listen()
  }

  // MARK: Listening

  /// Of an element that was flattened the end will not be heard.
  private mutating func open(_ element: Element) {
    guard !isFlattened else { return }
    openText = element
    listen()
  }

  /// Asks libxml2 for the ends of elements, and for text, only as long as they matter.
  private func listen() {
    guard let handlers = unsafe context?.pointee.sax else { return }
    unsafe handlers.pointee.endElement =
      openText != nil || svgDepth > 0 ? unsafe elementEnded : nil
    unsafe handlers.pointee.characters = openText == .title ? unsafe charactersFound : nil
    unsafe handlers.pointee.ignorableWhitespace = handlers.pointee.characters
  }

  /// Takes the element that was just opened off libxml2's stack when the stack is too high. Raw text
  /// stays: libxml2 looks at the top of its stack to see that a script is none of its business.
  @inline(__always)
  private mutating func flattenWhenDeep() {
    isFlattened = false
    guard let context = unsafe context, unsafe context.pointee.nameNr > Self.maximumDepth else {
      return
    }
    flatten()
  }

  private mutating func flatten() {
    guard let context = unsafe context, let name = unsafe context.pointee.name,
      unsafe !equals(name, "script"), unsafe !equals(name, "style")
    else { return }
    unsafe context.pointee.nameNr -= 1
    unsafe context.pointee.name = unsafe context.pointee.nameTab[Int(context.pointee.nameNr) - 1]
    isFlattened = true
    links.writer.flags.insert(.flattened)
  }
}
