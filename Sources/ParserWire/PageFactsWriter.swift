package import Digests
package import WebURL

/// A parser process's reusable workspace for one page's facts: filled while the page is parsed, then
/// written to the reply memory at once. Nothing is allocated once the buffers have grown to the size of
/// the pages.
package struct PageFactsWriter: ~Copyable {
  /// What else holds for the page.
  package var flags: PageFlags = []
  /// See `PageFacts.linkOccurrences`.
  package var linkOccurrences: UInt32 = 0
  /// See `PageFacts.otherSchemeLinks`.
  package var otherSchemeLinks: UInt32 = 0
  /// See `PageFacts.invalidLinks`.
  package var invalidLinks: UInt32 = 0
  /// See `PageFacts.canonicalIndex`.
  package var canonicalIndex: Int?
  /// See `PageFacts.digest`.
  package var digest: ContentDigest?
  /// See `PageFacts.textHash`.
  package var textHash: TextHash?
  /// The page's texts, UTF-8; what is longer than `PageFacts.maximumTextLength` bytes is cut at a
  /// character's end when the frame is written.
  package var title: [UInt8] = []
  package var language: [UInt8] = []
  package var description: [UInt8] = []
  package var metaRobots: [UInt8] = []
  package var charset: [UInt8] = []
  /// The base URL that a `<base>` set.
  package var base: [UInt8]?

  private var links: [LinkFact] = []
  private var text: [UInt8] = []
  private var linkBytes = 0
  private var capacity: Int

  /// A workspace for frames of at most `capacity` bytes, at least `PageFacts.minimumFrameCapacity`.
  package init(capacity: Int) {
    precondition(
      capacity >= PageFacts.minimumFrameCapacity, "a reply slot must have room for a page's texts")
    self.capacity = capacity
  }

  /// How many links there are so far.
  package var linkCount: Int { links.count }

  /// Forgets the page, keeps the buffers.
  package mutating func reset() {
    flags = []
    linkOccurrences = 0
    otherSchemeLinks = 0
    invalidLinks = 0
    canonicalIndex = nil
    digest = nil
    textHash = nil
    title.removeAll(keepingCapacity: true)
    language.removeAll(keepingCapacity: true)
    description.removeAll(keepingCapacity: true)
    metaRobots.removeAll(keepingCapacity: true)
    charset.removeAll(keepingCapacity: true)
    base = nil
    links.removeAll(keepingCapacity: true)
    text.removeAll(keepingCapacity: true)
    linkBytes = 0
  }

  /// Adds a link with the text of its canonical URL. Answers its index, or nil when the frame has no
  /// room for it; then `truncatedLinks` is set.
  package mutating func add(
    _ link: ResolvedLink, kind: LinkKind, relation: LinkRelation, text url: Span<UInt8>
  ) -> Int? {
    guard let originLength = UInt16(exactly: link.originLength),
      linkBytes + PageFactsFrame.linkLength + url.count <= capacity - Self.reserved
    else {
      flags.insert(.truncatedLinks)
      return nil
    }
    linkBytes += PageFactsFrame.linkLength + url.count
    links.append(
      LinkFact(
        fingerprint: link.fingerprint, originFingerprint: link.originFingerprint,
        textOffset: UInt32(text.count), textLength: UInt32(url.count), originLength: originLength,
        count: 1, kind: kind, relation: relation))
    unsafe url.withUnsafeBufferPointer { unsafe text.append(contentsOf: $0) }
    return links.count - 1
  }

  /// Counts one more occurrence of the link at an index.
  package mutating func repeatLink(at index: Int) {
    if links[index].count < .max { links[index].count += 1 }
  }

  /// Whether the link at an index is this one.
  package func isLink(
    at index: Int, fingerprint: UInt64, kind: LinkKind, relation: LinkRelation
  ) -> Bool {
    let link = links[index]
    return link.fingerprint == fingerprint && link.kind == kind && link.relation == relation
  }

  /// Writes the frame to `memory`, which has room for the workspace's capacity, and answers its
  /// length.
  package mutating func write(to memory: inout MutableSpan<UInt8>) -> Int {
    precondition(memory.count >= capacity, "the reply memory is smaller than was said")
    cutTexts()
    var sink = FrameSink()
    writeHeader(to: &memory, &sink)
    for link in links { sink.append(link, to: &memory) }
    sink.append(text.span, to: &memory)
    sink.append(title.span, to: &memory)
    sink.append(language.span, to: &memory)
    sink.append(description.span, to: &memory)
    sink.append(metaRobots.span, to: &memory)
    sink.append(charset.span, to: &memory)
    if let base { sink.append(base.span, to: &memory) }
    return sink.offset
  }

  private func writeHeader(to memory: inout MutableSpan<UInt8>, _ sink: inout FrameSink) {
    let none = PageFactsFrame.none
    let words = [
      PageFactsFrame.magic, PageFactsFrame.version, flags.rawValue, linkOccurrences,
      otherSchemeLinks, invalidLinks, canonicalIndex.map { UInt32($0) } ?? none,
      UInt32(links.count), UInt32(text.count), UInt32(title.count), UInt32(language.count),
      UInt32(description.count), UInt32(metaRobots.count), UInt32(charset.count),
      base.map { UInt32($0.count) } ?? none,
    ]
    for word in words { sink.append(word, to: &memory) }
    sink.append(textHash?.words ?? 0, to: &memory)
    sink.append(textHash?.simhash ?? 0, to: &memory)
    sink.append(UInt32(digest == nil ? 0 : 1), to: &memory)
    sink.append(digest?.high ?? 0, to: &memory)
    sink.append(digest?.low ?? 0, to: &memory)
  }

  private mutating func cutTexts() {
    title.cutUTF8(to: PageFacts.maximumTextLength)
    language.cutUTF8(to: PageFacts.maximumTextLength)
    description.cutUTF8(to: PageFacts.maximumTextLength)
    metaRobots.cutUTF8(to: PageFacts.maximumTextLength)
    charset.cutUTF8(to: PageFacts.maximumTextLength)
    if let length = base?.count, length > PageFacts.maximumBaseLength { base = nil }
  }

  /// The room that everything but the links may take.
  private static let reserved =
    PageFactsFrame.headerLength + 5 * PageFacts.maximumTextLength + PageFacts.maximumBaseLength
}

/// A writing position in the reply memory.
struct FrameSink {
  private(set) var offset = 0

  mutating func append<Value: FixedWidthInteger & BitwiseCopyable>(
    _ value: Value, to memory: inout MutableSpan<UInt8>
  ) {
    let width = MemoryLayout<Value>.size
    precondition(memory.count - offset >= width, "the frame outgrew its reckoning")
    // Within bounds by the line above.
    unsafe memory.withUnsafeMutableBytes { target in
      unsafe target.storeBytes(of: value.littleEndian, toByteOffset: offset, as: Value.self)
    }
    offset += width
  }

  mutating func append(_ link: LinkFact, to memory: inout MutableSpan<UInt8>) {
    append(link.fingerprint, to: &memory)
    append(link.originFingerprint, to: &memory)
    append(link.textOffset, to: &memory)
    append(link.textLength, to: &memory)
    append(link.originLength, to: &memory)
    append(link.count, to: &memory)
    append(link.kind.rawValue, to: &memory)
    append(link.relation.rawValue, to: &memory)
    append(UInt16(0), to: &memory)
  }

  mutating func append(_ bytes: Span<UInt8>, to memory: inout MutableSpan<UInt8>) {
    precondition(memory.count - offset >= bytes.count, "the frame outgrew its reckoning")
    unsafe memory.withUnsafeMutableBytes { target in
      unsafe bytes.withUnsafeBytes { source in
        unsafe UnsafeMutableRawBufferPointer(rebasing: target[offset...]).copyMemory(from: source)
      }
    }
    offset += bytes.count
  }
}

extension [UInt8] {
  /// Drops what is beyond a length, and the character that would be cut in two.
  fileprivate mutating func cutUTF8(to maximum: Int) {
    guard count > maximum else { return }
    var end = maximum
    while end > 0, self[end] & 0xC0 == 0x80 { end -= 1 }
    removeSubrange(end...)
  }
}
