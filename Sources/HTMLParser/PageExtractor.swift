import Encodings
import HTTPSyntax
import ParserWire
import WebURL

/// Gathers a page's facts from its elements, which one parser or another tells it of in the order of
/// their start tags.
struct PageExtractor: ~Copyable, ElementListener {
  var links: LinkRecorder
  /// Whether the text is hashed.
  let takesText: Bool
  private var text = TextHasher()
  private let productToken: [UInt8]

  private var hasTitle = false
  private var hasLanguage = false
  private var hasBase = false
  private var hasRefresh = false

  init(rules: CanonicalRules, key: FingerprintKey, limits: ParserLimits) {
    links = LinkRecorder(rules: rules, key: key, limits: limits)
    takesText = limits.wantsContentMarks
    productToken = limits.productToken.utf8.map(\.asciiLowercased)
  }

  /// Begins a page.
  mutating func begin(url: Span<UInt8>, encoding: CharacterEncoding, mayHaveBase: Bool) {
    links.begin(url: url, encoding: encoding, mayHaveBase: mayHaveBase)
    hasTitle = false
    hasLanguage = false
    hasBase = false
    hasRefresh = false
    if takesText { text.begin() }
  }

  /// Ends the page.
  mutating func end() {
    links.end()
    if takesText { links.writer.textHash = text.finish() }
    links.writer.title.dropTrailingSpace()
    links.writer.description.dropTrailingSpace()
  }

  // MARK: What a parser tells

  static var hearsEveryElement: Bool { false }

  mutating func noteFlattened() { links.writer.flags.insert(.flattened) }

  /// The document's title is its first.
  var takesTitle: Bool { !hasTitle }

  mutating func endTitle() { hasTitle = true }

  mutating func appendTitle(_ text: Span<UInt8>) {
    links.writer.title.append(collapsing: text, upTo: PageFacts.maximumTextLength)
  }

  @inline(__always)
  mutating func addText(_ text: Span<UInt8>, _ range: Range<Int>, endsWord: Bool) -> Int {
    self.text.add(text, range, endsWord: endsWord)
  }

  @inline(__always)
  mutating func endWord() { text.endWord() }

  /// Adds a piece of text in which nothing is left to decode. The next may go on with its last word.
  mutating func addText(_ piece: Span<UInt8>) {
    var place = 0
    while true {
      place = text.add(piece, place..<piece.count, endsWord: false)
      guard place < piece.count else { return }
      endWord()
      place += 1
    }
  }

  @inline(__always)
  mutating func start(
    _ tag: HTMLTag, _ namespace: MarkupNamespace, _ attributes: borrowing Attributes
  ) {
    guard let element = Element(tag, namespace) else { return }
    unsafe start(element, attributes)
  }

  private mutating func start(_ element: Element, _ attributes: borrowing Attributes) {
    switch element {
    case .anchor: unsafe addLink(attributes[.href], .anchor, attributes)
    case .svgAnchor:
      unsafe addLink(attributes[.href] ?? attributes[.xlinkHref], .anchor, attributes)
    case .area: unsafe addLink(attributes[.href], .area, attributes)
    case .frame: unsafe addResource(attributes[.src], .frame)
    case .iframe: unsafe addResource(attributes[.src], .iframe)
    case .script: unsafe addResource(attributes[.src], .script)
    case .link: unsafe startLink(attributes)
    case .form: unsafe startForm(attributes)
    case .meta: unsafe startMeta(attributes)
    case .base: unsafe startBase(attributes)
    case .html: unsafe startHTML(attributes)
    case .title: break
    default: unsafe startMedia(element, attributes)
    }
  }

  /// What a page shows or plays.
  private mutating func startMedia(_ element: Element, _ attributes: borrowing Attributes) {
    switch element {
    case .image:
      unsafe addResource(attributes[.src], .image)
      unsafe addSourceSet(attributes[.srcset])
    case .input:
      if unsafe attributes.is(.type, "image") { unsafe addResource(attributes[.src], .image) }
    case .source:
      unsafe addResource(attributes[.src], .media)
      unsafe addSourceSet(attributes[.srcset])
    case .media, .embed: unsafe addResource(attributes[.src], .media)
    case .video:
      unsafe addResource(attributes[.src], .media)
      unsafe addResource(attributes[.poster], .image)
    case .object: unsafe addResource(attributes[.data], .media)
    case .svgImage: unsafe addResource(attributes[.href] ?? attributes[.xlinkHref], .image)
    case .svgUse: unsafe startUse(attributes[.href] ?? attributes[.xlinkHref])
    default: break
    }
  }

  /// What a use repeats is an image when it stands in another document.
  private mutating func startUse(_ reference: AttributeValue?) {
    guard let reference = unsafe reference, let first = unsafe reference.first else { return }
    if first != UInt8(ascii: "#") { unsafe addResource(reference, .image) }
  }

  private mutating func addSourceSet(_ value: AttributeValue?) {
    guard let value = unsafe value else { return }
    let text = unsafe value.span
    SourceSet.forEachURL(of: text) {
      links.add(text.extracting($0), kind: .image, relation: .plain)
    }
  }

  private mutating func addLink(
    _ href: AttributeValue?, _ kind: LinkKind, _ attributes: borrowing Attributes
  ) {
    guard let href = unsafe href else { return }
    let relation = unsafe relation(attributes)
    unsafe links.add(href.span, kind: kind, relation: relation)
  }

  private func relation(_ attributes: borrowing Attributes) -> LinkRelation {
    guard let rel = unsafe attributes[.rel] else { return .plain }
    return unsafe Tokens.relation(of: rel.span)
  }

  /// An empty `src` loads nothing.
  private mutating func addResource(_ source: AttributeValue?, _ kind: LinkKind) {
    guard let source = unsafe source, !source.isEmpty else { return }
    unsafe links.add(source.span, kind: kind, relation: .plain)
  }

  private mutating func startLink(_ attributes: borrowing Attributes) {
    guard let rel = unsafe attributes[.rel], let href = unsafe attributes[.href],
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
  private mutating func startForm(_ attributes: borrowing Attributes) {
    let method = unsafe attributes[.method] ?? AttributeValue(start: nil, count: 0)
    guard unsafe !method.span.equalsIgnoringCase("dialog") else { return }
    let kind: LinkKind = unsafe method.span.equalsIgnoringCase("post") ? .postForm : .form
    if let action = unsafe attributes[.action], !action.isEmpty {
      unsafe addLink(action, kind, attributes)
    } else {
      let relation = unsafe relation(attributes)
      links.addDocumentItself(kind: kind, relation: relation)
    }
  }

  private mutating func startMeta(_ attributes: borrowing Attributes) {
    guard let content = unsafe attributes[.content] else { return }
    if let name = unsafe attributes[.name] {
      unsafe startMeta(named: name, content: content)
    }
    if let directive = unsafe attributes[.httpEquiv],
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

  private mutating func startBase(_ attributes: borrowing Attributes) {
    guard !hasBase, let href = unsafe attributes[.href] else { return }
    hasBase = true
    unsafe links.setBase(href.span)
  }

  private mutating func startHTML(_ attributes: borrowing Attributes) {
    guard !hasLanguage, let language = unsafe attributes[.lang] ?? attributes[.xmlLang] else {
      return
    }
    hasLanguage = true
    unsafe links.writer.language.append(
      collapsing: language.span, upTo: PageFacts.maximumTextLength)
    links.writer.language.dropTrailingSpace()
  }
}
