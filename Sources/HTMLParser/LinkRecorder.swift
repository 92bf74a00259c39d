import Encodings
import ParserWire
import WebURL

/// Turns a page's references into facts: resolves them against the document's base, sorts out what is
/// not http, and counts repetitions.
///
/// A `<base>` holds for the links before it as well. On the few pages that may have one, references
/// are held as they are until it comes or the document ends.
struct LinkRecorder: ~Copyable {
  var writer: PageFactsWriter
  private var resolver: LinkResolver
  private var table = LinkTable()
  private let maximumLinks: Int

  private var documentURL: [UInt8] = []
  private var hasBaseURL = false
  private var isHolding = false
  private var held: [HeldReference] = []
  private var heldText: [UInt8] = []

  /// References longer than this are not looked at.
  private static let maximumReferenceLength = 65_536

  init(rules: CanonicalRules, key: FingerprintKey, limits: ParserLimits) {
    writer = PageFactsWriter(capacity: limits.frameCapacity)
    resolver = LinkResolver(rules: rules, key: key)
    maximumLinks = limits.maximumLinks
  }

  /// Begins a page in this encoding. `mayHaveBase` says that a `<base>` may come.
  mutating func begin(url: Span<UInt8>, encoding: CharacterEncoding, mayHaveBase: Bool) {
    writer.reset()
    table.reset()
    held.removeAll(keepingCapacity: true)
    heldText.removeAll(keepingCapacity: true)
    isHolding = mayHaveBase
    documentURL.removeAll(keepingCapacity: true)
    unsafe url.withUnsafeBufferPointer { unsafe documentURL.append(contentsOf: $0) }
    resolver.setQueryEncoding(encoding)
    hasBaseURL = resolver.setBase(url)
    if !hasBaseURL { writer.flags.insert(.noBaseURL) }
  }

  /// A reference, as it stands in an attribute.
  mutating func add(_ reference: Span<UInt8>, kind: LinkKind, relation: LinkRelation) {
    writer.linkOccurrences &+= 1
    guard hasBaseURL, reference.count <= Self.maximumReferenceLength else {
      writer.invalidLinks &+= 1
      return
    }
    if isHolding {
      hold(reference, kind: kind, relation: relation)
    } else {
      record(reference, kind: kind, relation: relation)
    }
  }

  /// A link to the document itself, whatever its base.
  mutating func addDocumentItself(kind: LinkKind, relation: LinkRelation) {
    let url = documentURL
    add(url.span, kind: kind, relation: relation)
  }

  /// The first `<base href>` of the document (HTML Standard, 4.2.3): it is resolved against the
  /// document's URL, and does not count when that fails or leads to a data: or javascript: URL.
  mutating func setBase(_ reference: Span<UInt8>) {
    guard hasBaseURL, reference.count <= Self.maximumReferenceLength else { return }
    if resolver.resolve(reference) != nil {
      let base = resolver.withCanonical { unsafe $0.withUnsafeBufferPointer { unsafe Array($0) } }
      let isAllowed =
        !base.span.matchesIgnoringCase("data:", at: 0)
        && !base.span.matchesIgnoringCase("javascript:", at: 0)
      if isAllowed, resolver.setBase(base.span) {
        writer.flags.insert(.hasBase)
        if base != documentURL { writer.base = base }
      }
    }
    release()
  }

  /// Ends a page: whatever was held is resolved with the base there is.
  mutating func end() { release() }

  private mutating func hold(_ reference: Span<UInt8>, kind: LinkKind, relation: LinkRelation) {
    held.append(
      HeldReference(
        offset: heldText.count, length: reference.count, kind: kind, relation: relation))
    unsafe reference.withUnsafeBufferPointer { unsafe heldText.append(contentsOf: $0) }
  }

  private mutating func release() {
    guard isHolding else { return }
    isHolding = false
    // Taken out for the while, because recording changes the whole of self.
    var references: [HeldReference] = []
    var text: [UInt8] = []
    swap(&references, &held)
    swap(&text, &heldText)
    for reference in references {
      let range = reference.offset..<reference.offset + reference.length
      record(text.span.extracting(range), kind: reference.kind, relation: reference.relation)
    }
    swap(&references, &held)
    swap(&text, &heldText)
  }

  private mutating func record(_ reference: Span<UInt8>, kind: LinkKind, relation: LinkRelation) {
    guard let link = resolver.resolve(reference) else {
      writer.invalidLinks &+= 1
      return
    }
    guard link.isHTTP else {
      writer.otherSchemeLinks &+= 1
      return
    }
    if let index = index(of: link, kind: kind, relation: relation),
      kind == .canonical, writer.canonicalIndex == nil
    {
      writer.canonicalIndex = index
    }
  }

  /// The index of a link among the page's facts, where it is put if it is new; nil when it finds no
  /// room.
  private mutating func index(
    of link: ResolvedLink, kind: LinkKind, relation: LinkRelation
  ) -> Int? {
    // Kind and relation go into the upper half, by which the table places.
    let hash =
      link.fingerprint
      ^ (UInt64(kind.rawValue) << 8 | UInt64(relation.rawValue)) &* 0x9E37_79B9_7F4A_7C15
    let known = table.index(hash: hash) {
      writer.isLink(at: $0, fingerprint: link.fingerprint, kind: kind, relation: relation)
    }
    if let known {
      writer.repeatLink(at: known)
      return known
    }
    guard writer.linkCount < maximumLinks else {
      writer.flags.insert(.truncatedLinks)
      return nil
    }
    guard let new = Self.append(link, kind, relation, from: resolver, to: &writer) else {
      return nil
    }
    table.insert(new, hash: hash)
    return new
  }

  private static func append(
    _ link: ResolvedLink, _ kind: LinkKind, _ relation: LinkRelation,
    from resolver: borrowing LinkResolver, to writer: inout PageFactsWriter
  ) -> Int? {
    resolver.withCanonical { writer.add(link, kind: kind, relation: relation, text: $0) }
  }
}

/// A reference that waits for the document's base.
private struct HeldReference {
  let offset: Int
  let length: Int
  let kind: LinkKind
  let relation: LinkRelation
}
