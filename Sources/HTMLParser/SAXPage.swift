import CLibXML2
import ParserWire
import WebURL

/// Reads pages by libxml2's HTML parser, whose callbacks arrive here.
///
/// Only the start of elements is listened to all the time. Text and the end of elements are listened to
/// while an element is open whose content matters: the title, or one that is text whatever it
/// looks like; and all the time where the page's text is hashed.
@safe struct SAXPage: ~Copyable {
  /// Pinned by the parser that owns it.
  private let extractor: UnsafeMutablePointer<PageExtractor>
  private let tags = HTMLTag.makeTable()
  private let attributeNames = AttributeName.makeTable()
  private var attributes = unsafe Attributes()
  private var context: htmlParserCtxtPtr?

  /// The open element whose content is text.
  private var openText: HTMLTag?
  private var isInTitle = false
  private var isFlattened = false
  private var svgDepth = 0
  /// Open elements whose text is not shown.
  private var hiddenDepth = 0

  /// Elements nested more deeply are taken for siblings, because libxml2 spends time in
  /// proportion to the depth on every tag. Browsers stop at 512 too.
  private static let maximumDepth: Int32 = 512

  init(extractor: UnsafeMutablePointer<PageExtractor>) { unsafe self.extractor = extractor }

  /// Begins a page that this context will parse; nil at its end.
  mutating func begin(_ context: htmlParserCtxtPtr?) {
    unsafe self.context = unsafe context
    openText = nil
    isInTitle = false
    isFlattened = false
    svgDepth = 0
    hiddenDepth = 0
    listen()
  }

  // MARK: What libxml2 tells

  /// A start tag: its name, and names in lower case and values in turn, closed by a nil name.
  @inline(__always)
  mutating func start(
    _ name: UnsafePointer<UInt8>, _ list: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
  ) {
    flattenWhenDeep()
    if takesText { unsafe extractor.pointee.endWord() }
    let tag = unsafe tag(name)
    guard tag != .other, openText == nil, !isCutOff else { return }
    if tag.hasAttributesOfInterest {
      unsafe take(list)
      unsafe extractor.pointee.start(tag, namespace(of: tag), attributes)
    }
    switch tag {
    case .svg: startDrawing()
    case .title: startTitle()
    case .iframe, .textarea, .xmp, .noembed, .noframes: open(tag)
    case .script, .style, .noscript, .template: hide()
    default: break
    }
  }

  /// An end tag, or the end of an element that its context ends.
  mutating func end(_ name: UnsafePointer<UInt8>) {
    if takesText { unsafe extractor.pointee.endWord() }
    let tag = unsafe tag(name)
    if tag == openText {
      if isInTitle { unsafe extractor.pointee.endTitle() }
      openText = nil
      isInTitle = false
    } else if tag == .svg, svgDepth > 0 {
      svgDepth -= 1
    } else if hiddenDepth > 0, tag.hasHiddenText {
      hiddenDepth -= 1
    }
    listen()
  }

  /// Text within the title, or text that the page shows.
  mutating func characters(_ text: UnsafeBufferPointer<UInt8>) {
    if isInTitle {
      unsafe extractor.pointee.appendTitle(text.span)
    } else if takesText, openText == nil, hiddenDepth == 0 {
      unsafe extractor.pointee.addText(text.span)
    }
  }

  private var takesText: Bool { unsafe extractor.pointee.takesText }

  /// Whether the document ends within this start tag, so that the last attribute may be cut short. Such
  /// a tag is none (HTML Standard, 13.2.5: eof-in-tag).
  private var isCutOff: Bool {
    guard let input = unsafe context?.pointee.input else { return false }
    return unsafe input.pointee.cur.pointee == 0
  }

  // MARK: Elements

  private func tag(_ name: UnsafePointer<UInt8>) -> HTMLTag {
    HTMLTag(NameKey(bytes: { unsafe name[$0] == 0 ? nil : name[$0] }), in: tags)
  }

  /// libxml2's HTML parser knows no namespaces.
  private func namespace(of tag: HTMLTag) -> MarkupNamespace {
    switch tag {
    case .a, .image, .use: svgDepth > 0 ? .svg : .html
    default: .html
    }
  }

  private mutating func take(_ list: UnsafeMutablePointer<UnsafePointer<UInt8>?>?) {
    unsafe attributes.removeAll()
    guard var entry = unsafe list else { return }
    while let name = unsafe entry[0] {
      let key = NameKey(bytes: { unsafe name[$0] == 0 ? nil : name[$0] })
      if let name = AttributeName(rawValue: attributeNames[key]), unsafe !attributes.has(name) {
        unsafe attributes.set(name, value(entry[1]))
      }
      unsafe entry += 2
    }
  }

  private func value(_ text: UnsafePointer<UInt8>?) -> AttributeValue {
    guard let text = unsafe text else { return unsafe AttributeValue(start: nil, count: 0) }
    return unsafe AttributeValue(start: text, count: Int(xmlStrlen(text)))
  }

  /// The document's first title is its title; those of drawings are not.
  private mutating func startTitle() {
    guard svgDepth == 0 else { return hide() }
    isInTitle = unsafe extractor.pointee.takesTitle && !isFlattened
    if isFlattened { unsafe extractor.pointee.endTitle() }
    open(.title)
  }

  private mutating func startDrawing() {
    guard !isFlattened else { return }
    svgDepth += 1
    listen()
  }

  private mutating func hide() {
    if takesText, !isFlattened { hiddenDepth += 1 }
  }

  // MARK: Listening

  /// Of an element that was flattened the end will not be heard.
  private mutating func open(_ tag: HTMLTag) {
    guard !isFlattened else { return }
    openText = tag
    listen()
  }

  /// Asks libxml2 for the ends of elements, and for text, only as long as they matter.
  private func listen() {
    guard let handlers = unsafe context?.pointee.sax else { return }
    unsafe handlers.pointee.endElement =
      openText != nil || svgDepth > 0 || takesText ? unsafe elementEnded : nil
    unsafe handlers.pointee.characters = isInTitle || takesText ? unsafe charactersFound : nil
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
    guard let context = unsafe context, let name = unsafe context.pointee.name else { return }
    let tag = unsafe tag(name)
    guard tag != .script, tag != .style else { return }
    unsafe context.pointee.nameNr -= 1
    unsafe context.pointee.name = unsafe context.pointee.nameTab[Int(context.pointee.nameNr) - 1]
    isFlattened = true
    unsafe extractor.pointee.noteFlattened()
  }
}
