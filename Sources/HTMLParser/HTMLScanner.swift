/// Reads pages of HTML as a browser does that runs no scripts: tokens, the tree's rules, and what its
/// elements say. The tree itself is not built.
@safe struct HTMLScanner: ~Copyable {
  private var tokenizer = HTMLTokenizer()
  private var tree = TreeConstruction()
  private var references = CharacterReferences()
  private var attributes = unsafe Attributes()
  private let none = unsafe Attributes()
  /// Values that are not the bytes of the page, one behind the other, and where each stands.
  private var decoded: [UInt8] = []
  private var decodedRanges: [(AttributeName, Range<Int>)] = []

  private let tags = HTMLTag.makeTable()
  private let attributeNames = AttributeName.makeTable()

  /// Reads a page.
  ///
  /// - Parameters:
  ///   - text: The page, UTF-8.
  ///   - ignored: A range of it whose elements do not count.
  /// - Returns: The range of a body that a frameset took the place of, when there is one. Its elements
  ///   have been told all the same: read the page again, ignoring it.
  ///
  /// O(text).
  mutating func read<Listener: ElementListener & ~Copyable>(
    _ text: Span<UInt8>, ignoring ignored: Range<Int> = 0..<0, for listener: inout Listener
  ) -> Range<Int>? {
    tokenizer.begin()
    tree.begin()
    return readTokens(text, ignoring: ignored, for: &listener)
  }

  /// Reads a fragment as it would be within an element (13.2.9).
  mutating func read<Listener: ElementListener & ~Copyable>(
    fragment text: Span<UInt8>, within context: OpenElement, for listener: inout Listener
  ) {
    tokenizer.begin()
    tree.begin(within: context)
    tokenizer.readRawText(text, context.contentModel, endingWith: NameKey(low: 0))
    _ = readTokens(text, ignoring: 0..<0, for: &listener)
  }

  private mutating func readTokens<Listener: ElementListener & ~Copyable>(
    _ text: Span<UInt8>, ignoring ignored: Range<Int>, for listener: inout Listener
  ) -> Range<Int>? {
    var bodyStart: Int?
    var replaced: Range<Int>?
    while true {
      let start = tokenizer.position
      let hasMore = readToken(text, ignored, for: &listener)
      // Only then a frameset may take the place of what has come.
      if tree.mayBeFrameset || tree.hasReplacedBody {
        if tree.hasBody, bodyStart == nil { bodyStart = start }
        if tree.hasReplacedBody, ignored.isEmpty, replaced == nil {
          replaced = (bodyStart ?? start)..<start
        }
      }
      guard hasMore else { break }
    }
    if tree.isFlattened { listener.noteFlattened() }
    // One page with a huge value shall not cost memory for ever.
    if decoded.capacity > 1 << 20 { decoded = [] }
    return replaced
  }

  /// Reads a tag or the like, and the text before it. False at the end of the text.
  @inline(__always)
  private mutating func readToken<Listener: ElementListener & ~Copyable>(
    _ text: Span<UInt8>, _ ignored: Range<Int>, for listener: inout Listener
  ) -> Bool {
    if tokenizer.readText(text) {
      if tree.needsText { readText(text, hasReferences: true) }
      if listener.takesText { tellText(text, ignored, for: &listener) }
    }
    if tree.isForeign, tokenizer.isAtCDATA(text) {
      tokenizer.readCDATA(text)
      readText(text, hasReferences: false)
      if listener.takesText { tellText(text, ignored, isCDATA: true, for: &listener) }
      return true
    }
    let start = tokenizer.position
    switch tokenizer.nextMarkup(in: text) {
    case .startTag:
      return readStartTag(text, isIgnored: ignored.contains(start), for: &listener)
    case .endTag:
      if listener.takesText { listener.endWord() }
      return readEndTag(text)
    case .text:
      if tree.needsText { readText(text, hasReferences: true) }
      if listener.takesText { tellText(text, ignored, for: &listener) }
      return true
    case .comment, .doctype: return true
    case .end: return false
    }
  }

  // MARK: Tags

  /// False when the text ends within the tag.
  @inline(__always)
  private mutating func readStartTag<Listener: ElementListener & ~Copyable>(
    _ text: Span<UInt8>, isIgnored: Bool, for listener: inout Listener
  ) -> Bool {
    if listener.takesText { listener.endWord() }
    let key = tokenizer.nameKey
    let tag = HTMLTag(key, in: tags)
    let isInteresting = tag.hasAttributesOfInterest
    let attributesStart = tokenizer.position
    guard isInteresting ? readAttributes(text) : tokenizer.skipAttributes(text) else {
      return false
    }
    var token = TagToken(tag: tag, name: tag == .other ? key.hash : 0)
    token.isSelfClosing = tokenizer.isSelfClosing
    if isInteresting {
      token.isSpecial = isSpecial(tag)
    } else if tag.isIn(.formatting), tokenizer.position > attributesStart + 1 {
      token.attributes = digest(text, attributesStart..<tokenizer.position)
    }
    let placement = tree.start(token)
    let counts = !isIgnored && !tree.isInTemplate
    if counts, case .element(let namespace) = placement {
      if isInteresting {
        unsafe withAttributes { unsafe listener.start(tag, namespace, $0) }
      } else if Listener.hearsEveryElement {
        unsafe listener.start(tag, namespace, none)
      }
    }
    guard tree.content != .data else { return true }
    return readContent(text, key, isTitle: counts && tag == .title, for: &listener)
  }

  /// False when the text ends within the tag.
  @inline(__always)
  private mutating func readEndTag(_ text: Span<UInt8>) -> Bool {
    let key = tokenizer.nameKey
    let tag = HTMLTag(key, in: tags)
    guard tokenizer.skipAttributes(text) else { return false }
    tree.end(tag, tag == .other ? key.hash : 0)
    return true
  }

  /// What `TagToken.isSpecial` says.
  private mutating func isSpecial(_ tag: HTMLTag) -> Bool {
    guard tag == .input || tag == .font || tag == .annotationXML else { return false }
    return unsafe withAttributes { attributes in
      switch tag {
      case .input: unsafe attributes.is(.type, "hidden")
      case .annotationXML:
        unsafe attributes.is(.encoding, "text/html")
          || attributes.is(.encoding, "application/xhtml+xml")
      default: unsafe attributes.has(.color) || attributes.has(.face) || attributes.has(.size)
      }
    }
  }

  /// A word that tells the attributes of elements of one tag apart; O(attributes).
  @inline(__always)
  private func digest(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
    var digest = UInt64(range.count)
    var offset = range.lowerBound
    while offset + 8 <= range.upperBound {
      digest = (digest ^ ByteSearch.word(in: text, at: offset)) &* 0x9E37_79B9_7F4A_7C15
      digest ^= digest >> 32
      offset += 8
    }
    while offset < range.upperBound {
      digest = (digest ^ UInt64(text[offset])) &* 0x100_0000_01B3
      offset += 1
    }
    return digest
  }

  // MARK: Attributes

  /// Reads the attributes of a tag as far as they are of interest. False when the text ends before.
  private mutating func readAttributes(_ text: Span<UInt8>) -> Bool {
    unsafe attributes.removeAll()
    if !decodedRanges.isEmpty {
      decoded.removeAll(keepingCapacity: true)
      decodedRanges.removeAll(keepingCapacity: true)
    }
    while true {
      switch tokenizer.nextAttribute(text) {
      case .end: return true
      case .endOfText: return false
      case .attribute:
        let key = NameKey(text, tokenizer.attributeName)
        guard let name = AttributeName(rawValue: attributeNames[key]), unsafe !attributes.has(name)
        else { continue }
        add(name, tokenizer.attributeValue, of: text)
      }
    }
  }

  private mutating func add(_ name: AttributeName, _ range: Range<Int>, of text: Span<UInt8>) {
    // The text is lent for as long as the attributes are.
    let value = unsafe text.extracting(range).withUnsafeBufferPointer { unsafe $0 }
    unsafe attributes.set(name, value)
    guard CharacterReferences.mayChange(range, of: text) else { return }
    let start = decoded.count
    references.append(range, of: text, in: .attribute, to: &decoded)
    decodedRanges.append((name, start..<decoded.count))
  }

  /// Lends the attributes of the tag, their values decoded.
  @inline(__always)
  private mutating func withAttributes<R>(_ body: (borrowing Attributes) -> R) -> R {
    guard !decodedRanges.isEmpty else { return unsafe body(attributes) }
    return unsafe withDecodedAttributes(body)
  }

  private mutating func withDecodedAttributes<R>(_ body: (borrowing Attributes) -> R) -> R {
    unsafe decoded.withUnsafeBufferPointer { decoded in
      for (name, range) in decodedRanges {
        unsafe attributes.set(name, AttributeValue(rebasing: decoded[range]))
      }
      return unsafe body(attributes)
    }
  }

  // MARK: Text

  /// Passes the content of an element that is text, and its end tag. False when the text ends before.
  private mutating func readContent<Listener: ElementListener & ~Copyable>(
    _ text: Span<UInt8>, _ key: NameKey, isTitle: Bool, for listener: inout Listener
  ) -> Bool {
    tokenizer.readRawText(text, tree.content, endingWith: key)
    if isTitle { readTitle(text, for: &listener) }
    guard tokenizer.position < text.count, tokenizer.next(in: text) == .endTag else { return false }
    return tokenizer.skipAttributes(text)
  }

  private mutating func readTitle<Listener: ElementListener & ~Copyable>(
    _ text: Span<UInt8>, for listener: inout Listener
  ) {
    guard listener.takesTitle else { return }
    decoded.removeAll(keepingCapacity: true)
    references.append(tokenizer.text, of: text, in: .text, to: &decoded)
    listener.appendTitle(decoded.span)
    listener.endTitle()
  }

  /// Tells the text that was just found, if the page shows it. A word in it may go on behind a comment.
  @inline(__always)
  private mutating func tellText<Listener: ElementListener & ~Copyable>(
    _ text: Span<UInt8>, _ ignored: Range<Int>, isCDATA: Bool = false, for listener: inout Listener
  ) {
    let range = tokenizer.text
    guard !tree.hidesText, !ignored.contains(range.lowerBound) else { return }
    if range.count == 1, text[range.lowerBound] < UInt8(ascii: "&") { return listener.endWord() }
    let behind = range.upperBound &+ 1
    let endsWord = !isCDATA && behind < text.count && text[behind] != UInt8(ascii: "!")
    let place = listener.addText(text, range, endsWord: endsWord)
    if place < range.upperBound {
      tellText(text, place..<range.upperBound, isCDATA, endsWord, for: &listener)
    }
  }

  /// Tells text that begins with an `&`.
  private mutating func tellText<Listener: ElementListener & ~Copyable>(
    _ text: Span<UInt8>, _ range: Range<Int>, _ isCDATA: Bool, _ endsWord: Bool,
    for listener: inout Listener
  ) {
    var place = range.lowerBound
    while place < range.upperBound {
      decoded.removeAll(keepingCapacity: true)
      let behind =
        isCDATA
        ? place + 1
        : references.appendReference(
          at: place, to: range.upperBound, of: text, in: .text, &decoded)
      // Where it is no reference, and where it stands for itself, it is between words.
      if behind == place + 1 || decoded.first == UInt8(ascii: "&") {
        listener.endWord()
      } else {
        _ = listener.addText(decoded.span, 0..<decoded.count, endsWord: false)
      }
      place = listener.addText(text, behind..<range.upperBound, endsWord: endsWord)
    }
  }

  private mutating func readText(_ text: Span<UInt8>, hasReferences: Bool) {
    guard !tokenizer.text.isEmpty else { return }
    tree.text(isBlank: isBlank(tokenizer.text, of: text, hasReferences: hasReferences))
  }

  /// Whether text is white space and no more, once its references are decoded. A NUL is as good as none.
  private mutating func isBlank(
    _ range: Range<Int>, of text: Span<UInt8>, hasReferences: Bool
  ) -> Bool {
    let visible = range.first { !text[$0].isHTMLSpace && text[$0] != 0 }
    guard let first = visible else { return true }
    guard hasReferences, text[first] == UInt8(ascii: "&") else { return false }
    decoded.removeAll(keepingCapacity: true)
    references.append(first..<range.upperBound, of: text, in: .text, to: &decoded)
    return decoded.allSatisfy(\.isHTMLSpace)
  }
}

extension OpenElement {
  /// What the content of a fragment within it is.
  fileprivate var contentModel: ContentModel {
    guard namespace == .html else { return .data }
    return switch tag {
    case .title, .textarea: .rcdata
    case .style, .xmp, .iframe, .noembed, .noframes: .rawText
    case .script: .script
    case .plaintext: .plainText
    default: .data
    }
  }
}
