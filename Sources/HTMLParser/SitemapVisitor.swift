import ParserWire
import WebURL

/// Hears a sitemap or feed in XML, and records what it lists.
///
/// As lenient as the big engines: elements count by their local names, in whatever namespace and case,
/// but for those of extensions; an entry counts when the next one begins, too.
final class SitemapVisitor: XMLVisitor {
  var recorder: SitemapRecorder
  private var depth = 0
  private var entry = SitemapEntry()
  /// The depth of the entry that is open; 0 for none.
  private var entryDepth = 0
  /// What the text is that is being heard, and the depth of its element.
  private var field: SitemapField?
  private var fieldDepth = 0
  private var text: [UInt8] = []

  init(_ recorder: consuming SitemapRecorder) { self.recorder = recorder }

  /// Begins a document that lies at this URL.
  func begin(url: Span<UInt8>) {
    recorder.begin(url: url)
    depth = 0
    entryDepth = 0
    field = nil
    entry.reset()
  }

  /// Ends the document: an entry that was not closed counts with what it has.
  func end() {
    endField()
    endEntry()
  }

  // MARK: What the reader tells

  func start(_ name: XMLName, _ attributes: XMLAttributes) -> XMLConsent {
    depth += 1
    if depth == 1 {
      unsafe recorder.writer.kind = Self.kind(ofRoot: name.local.span)
      return recorder.writer.kind == .none ? .stop : .goOn
    }
    // An element within a location, say, means that the location was not closed.
    let isSibling = field != nil && fieldDepth == entryDepth + 1 && depth == fieldDepth + 1
    endField()
    if unsafe isEntry(name) { return beginEntry() }
    if entryDepth > 0, depth == entryDepth + 1 || isSibling, unsafe !SitemapField.isForeign(name) {
      unsafe startField(name, attributes)
    }
    return .goOn
  }

  func end(_ name: XMLName) -> XMLConsent {
    if depth <= fieldDepth { endField() }
    if depth == entryDepth { endEntry() }
    depth -= 1
    return .goOn
  }

  func text(_ text: UnsafeBufferPointer<UInt8>) -> XMLConsent {
    if field != nil, self.text.count <= SitemapRecorder.maximumLocationLength {
      unsafe self.text.append(contentsOf: text)
    }
    return .goOn
  }

  // MARK: Entries

  private static func kind(ofRoot name: Span<UInt8>) -> SitemapKind {
    if name.equalsIgnoringCase("urlset") { return .urlset }
    if name.equalsIgnoringCase("sitemapindex") { return .index }
    if name.equalsIgnoringCase("rss") || name.equalsIgnoringCase("rdf") { return .rss }
    return name.equalsIgnoringCase("feed") ? .atom : .none
  }

  private func isEntry(_ name: XMLName) -> Bool {
    guard unsafe !SitemapField.isForeign(name) else { return false }
    let local = unsafe name.local.span
    switch recorder.writer.kind {
    case .urlset, .index:
      return local.equalsIgnoringCase("url") || local.equalsIgnoringCase("sitemap")
    case .rss: return local.equalsIgnoringCase("item")
    case .atom: return local.equalsIgnoringCase("entry")
    case .none, .text: return false
    }
  }

  private func beginEntry() -> XMLConsent {
    endEntry()
    guard recorder.beginEntry() else { return .stop }
    entryDepth = depth
    return .goOn
  }

  private func endEntry() {
    guard entryDepth > 0 else { return }
    entryDepth = 0
    entry.record(to: &recorder)
    entry.reset()
  }

  // MARK: Fields

  private func startField(_ name: XMLName, _ attributes: XMLAttributes) {
    guard let field = unsafe SitemapField(name.local.span, in: recorder.writer.kind) else { return }
    if field == .link, let href = unsafe attributes["href"] {
      unsafe startLink(href.span, rel: attributes["rel"])
    } else {
      self.field = field
      fieldDepth = depth
      text.removeAll(keepingCapacity: true)
    }
  }

  /// A link whose target is an attribute: of an Atom entry the entry's own location, of all others an
  /// alternate.
  private func startLink(_ href: Span<UInt8>, rel: AttributeValue?) {
    var isAlternate = true
    if let rel = unsafe rel {
      isAlternate = unsafe rel.span.hasToken("alternate")
    } else if recorder.writer.kind == .urlset {
      isAlternate = false
    }
    guard isAlternate else { return }
    switch recorder.writer.kind {
    case .urlset, .index: entry.addAlternate(href)
    default: entry.setLocation(href, rank: 1)
    }
  }

  private func endField() {
    guard let field else { return }
    self.field = nil
    fieldDepth = 0
    let text = text
    entry.set(field, text.span)
  }
}

extension Span<UInt8> {
  /// Whether a lower-case token is among those that white space separates, in any case of letters.
  fileprivate func hasToken(_ token: StaticString) -> Bool {
    var isThere = false
    forEachToken(separatedBy: \.isHTMLSpace) {
      if extracting($0).equalsIgnoringCase(token) { isThere = true }
    }
    return isThere
  }
}
