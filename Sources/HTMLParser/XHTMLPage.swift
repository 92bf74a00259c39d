import ParserWire

/// Reads pages of XHTML: what libxml2's XML parser hears, with names as they are written and namespaces
/// respected.
@safe final class XHTMLPage: XMLVisitor {
  /// Must outlive this.
  private let extractor: UnsafeMutablePointer<PageExtractor>
  private let tags = HTMLTag.makeTable()
  private var attributes = unsafe Attributes()
  private var templateDepth = 0
  private var titleDepth = 0
  /// Open elements from one on whose text is not shown.
  private var hiddenDepth = 0

  init(extractor: UnsafeMutablePointer<PageExtractor>) { unsafe self.extractor = unsafe extractor }

  /// Begins a page.
  func begin() {
    templateDepth = 0
    titleDepth = 0
    hiddenDepth = 0
  }

  func start(_ name: XMLName, _ list: XMLAttributes) -> XMLConsent {
    if titleDepth > 0 { titleDepth += 1 }
    if hiddenDepth > 0 { hiddenDepth += 1 }
    if takesText { unsafe extractor.pointee.endWord() }
    guard let (tag, namespace) = unsafe element(name) else { return .goOn }
    if hiddenDepth == 0, tag.hasHiddenText { hiddenDepth = 1 }
    if templateDepth == 0 {
      if tag.hasAttributesOfInterest { unsafe tell(tag, namespace, list) }
      if tag == .title, namespace == .html, titleDepth == 0, unsafe extractor.pointee.takesTitle {
        titleDepth = 1
      }
    }
    if tag == .template, namespace == .html { templateDepth += 1 }
    return .goOn
  }

  func end(_ name: XMLName) -> XMLConsent {
    if hiddenDepth > 0 { hiddenDepth -= 1 }
    if takesText { unsafe extractor.pointee.endWord() }
    if titleDepth > 0 {
      titleDepth -= 1
      if titleDepth == 0 { unsafe extractor.pointee.endTitle() }
    }
    if templateDepth > 0, let (tag, namespace) = unsafe element(name), tag == .template,
      namespace == .html
    {
      templateDepth -= 1
    }
    return .goOn
  }

  func text(_ text: UnsafeBufferPointer<UInt8>) -> XMLConsent {
    if titleDepth > 0 { unsafe extractor.pointee.appendTitle(text.span) }
    if hiddenDepth == 0, takesText { unsafe extractor.pointee.addText(text.span) }
    return .goOn
  }

  private var takesText: Bool { unsafe extractor.pointee.takesText }

  /// What an element is: nil in a foreign namespace, and for names that are not in lower case, which are
  /// other names in XML.
  private func element(_ name: XMLName) -> (HTMLTag, MarkupNamespace)? {
    guard let namespace = unsafe Self.namespace(name.namespace.span) else { return nil }
    let local = unsafe name.local
    guard unsafe !local.contains(where: { $0 != $0.asciiLowercased }) else { return nil }
    let tag = HTMLTag(NameKey(bytes: { unsafe $0 < local.count ? local[$0] : nil }), in: tags)
    return tag == .other ? nil : (tag, namespace)
  }

  private static func namespace(_ uri: Span<UInt8>) -> MarkupNamespace? {
    if uri.isEqual(to: "http://www.w3.org/1999/xhtml") { return .html }
    if uri.isEqual(to: "http://www.w3.org/2000/svg") { return .svg }
    return nil
  }

  private func tell(_ tag: HTMLTag, _ namespace: MarkupNamespace, _ list: XMLAttributes) {
    unsafe attributes.removeAll()
    for name in AttributeName.allCases {
      if let value = unsafe Self.value(name, list) { unsafe attributes.set(name, value) }
    }
    unsafe extractor.pointee.start(tag, namespace, attributes)
  }

  private static func value(_ name: AttributeName, _ list: XMLAttributes) -> AttributeValue? {
    switch name {
    case .xlinkHref: unsafe list["href", namespace: "http://www.w3.org/1999/xlink"]
    case .xmlLang: unsafe list["lang", namespace: "http://www.w3.org/XML/1998/namespace"]
    default: unsafe list[name.text, namespace: ""]
    }
  }
}
