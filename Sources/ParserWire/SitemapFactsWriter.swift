package import WebURL

/// A parser process's workspace for one sitemap's facts: filled while it is read, then put in order and
/// written to the reply memory at once.
package struct SitemapFactsWriter: ~Copyable {
  /// See `SitemapFacts`.
  package var kind: SitemapKind = .none
  package var flags: SitemapFlags = []
  package var entries: UInt32 = 0
  package var invalid: UInt32 = 0
  package var relative: UInt32 = 0

  private var links: [LinkFact] = []
  private var details: [SitemapDetail] = []
  private var text: [UInt8] = []
  private let capacity: Int

  /// A workspace for frames of at most `capacity` bytes, at least `PageFacts.minimumFrameCapacity`.
  package init(capacity: Int) {
    precondition(
      capacity >= PageFacts.minimumFrameCapacity, "a reply slot must have room for a page's texts")
    self.capacity = capacity
  }

  /// How many links there are so far.
  package var linkCount: Int { links.count }

  /// Forgets the sitemap. Sitemaps are few and may be very large, so the memory is given back.
  package mutating func reset() {
    kind = .none
    flags = []
    (entries, invalid, relative) = (0, 0, 0)
    links = []
    details = []
    text = []
  }

  /// Adds a URL with the text of its canonical form. Answers its index, or nil when the frame has no
  /// room for it; then `truncatedLinks` is set.
  package mutating func add(
    _ link: ResolvedLink, _ detail: SitemapDetail, text url: Span<UInt8>
  ) -> Int? {
    let used = links.count * Self.bytesPerLink + text.count
    guard let originLength = UInt16(exactly: link.originLength),
      SitemapFactsFrame.headerLength + used + Self.bytesPerLink + url.count <= capacity
    else {
      flags.insert(.truncatedLinks)
      return nil
    }
    links.append(
      LinkFact(
        fingerprint: link.fingerprint, originFingerprint: link.originFingerprint,
        textOffset: UInt32(text.count), textLength: UInt32(url.count), originLength: originLength,
        count: 1, kind: .sitemap, relation: []))
    details.append(detail)
    unsafe url.withUnsafeBufferPointer { unsafe text.append(contentsOf: $0) }
    return links.count - 1
  }

  /// Counts one more occurrence of the URL at an index. What is an entry anywhere is an entry.
  package mutating func repeatLink(at index: Int, _ detail: SitemapDetail) {
    if links[index].count < .max { links[index].count += 1 }
    if details[index].isAlternate && !detail.isAlternate { details[index] = detail }
  }

  /// Whether the link at an index has this fingerprint.
  package func isLink(at index: Int, fingerprint: UInt64) -> Bool {
    links[index].fingerprint == fingerprint
  }

  /// Writes the frame, its links in the order of their importance, to `memory`, which has room for the
  /// workspace's capacity, and answers its length. O(n log n).
  package func write(to memory: inout MutableSpan<UInt8>) -> Int {
    precondition(memory.count >= capacity, "the reply memory is smaller than was said")
    var sink = FrameSink()
    let words = [
      SitemapFactsFrame.magic, SitemapFactsFrame.version, UInt32(kind.rawValue), flags.rawValue,
      entries, invalid, relative, UInt32(links.count), UInt32(text.count),
    ]
    for word in words { sink.append(word, to: &memory) }
    let order = links.indices.sorted { first, second in
      if details[first].precedes(details[second]) { return true }
      return first < second && !details[second].precedes(details[first])
    }
    for index in order { sink.append(links[index], to: &memory) }
    for index in order { sink.append(details[index], to: &memory) }
    sink.append(text.span, to: &memory)
    return sink.offset
  }

  private static let bytesPerLink = PageFactsFrame.linkLength + SitemapFactsFrame.detailLength
}

extension FrameSink {
  fileprivate mutating func append(_ detail: SitemapDetail, to memory: inout MutableSpan<UInt8>) {
    append(detail.lastModified ?? SitemapFactsFrame.noTime, to: &memory)
    append(detail.priority ?? SitemapFactsFrame.noPriority, to: &memory)
    append(detail.changeFrequency?.rawValue ?? 0, to: &memory)
    append(UInt8(detail.isAlternate ? 1 : 0), to: &memory)
    append(UInt32(0), to: &memory)
  }
}
