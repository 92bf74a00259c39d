import Digests
import WebURL

/// How `PageFacts` lies in a slot's reply memory.
///
///     header   magic, version, flags, three link counters, canonical index, link count,
///              text length, the lengths of the six texts      15 x UInt32
///     marks    words of the text or 0, its simhash,
///              whether there is a digest, the digest           UInt32, UInt64, UInt32, 2 x UInt64
///     links    32 bytes each
///     text     the canonical URLs of the links
///     texts    title, language, description, metaRobots, charset, base
///
/// The frame is exactly as long as its parts.
enum PageFactsFrame {
  static let magic: UInt32 = 0x5446_4750
  static let version: UInt32 = 2
  static let headerLength = 15 * 4 + 4 + 8 + 4 + 16
  static let linkLength = 32
  /// In place of an index or a length: there is none.
  static let none = UInt32.max

  /// What a frame's header says about the sizes behind it.
  struct Lengths {
    var links = 0
    var text = 0
    var title = 0
    var language = 0
    var description = 0
    var metaRobots = 0
    var charset = 0
    var base: Int?
  }
}

extension PageFacts {
  /// Reads a frame from a slot's reply memory. Each byte is read once and checked as a copy, so a
  /// worker that still writes to the memory gains nothing.
  ///
  /// Everything is checked: lengths, kinds, relations, offsets, that the URLs are printable ASCII and
  /// start like an http or https URL. What cannot be checked here is whether the fingerprints are
  /// those of the texts. O(frame).
  package init(decoding frame: Span<UInt8>) throws(WireError) {
    var cursor = WireCursor()
    let lengths = try readHeader(of: frame, &cursor)
    let links = try cursor.range(
      of: lengths.links * PageFactsFrame.linkLength, in: frame, "links")
    text = try cursor.array(of: lengths.text, from: frame, "text")
    guard text.isPrintableASCII else { throw WireError(.invalidText, "text") }
    try readTexts(of: frame, lengths, &cursor)
    try cursor.expectEnd(of: frame)
    var linkCursor = WireCursor()
    self.links = try linkCursor.links(lengths.links, from: frame.extracting(links), texts: text)
    if let canonicalIndex, canonicalIndex >= lengths.links {
      throw WireError(.outOfRange, "canonicalIndex")
    }
  }

  private mutating func readHeader(
    of frame: Span<UInt8>, _ cursor: inout WireCursor
  ) throws(WireError) -> PageFactsFrame.Lengths {
    guard try cursor.integer(UInt32.self, from: frame, "magic") == PageFactsFrame.magic else {
      throw WireError(.wrongMessage, "magic")
    }
    guard try cursor.integer(UInt32.self, from: frame, "version") == PageFactsFrame.version else {
      throw WireError(.wrongVersion, "version")
    }
    flags = PageFlags(rawValue: try cursor.integer(from: frame, "flags"))
    linkOccurrences = try cursor.integer(from: frame, "linkOccurrences")
    otherSchemeLinks = try cursor.integer(from: frame, "otherSchemeLinks")
    invalidLinks = try cursor.integer(from: frame, "invalidLinks")
    canonicalIndex = try cursor.optionalLength(from: frame, "canonicalIndex")
    var lengths = PageFactsFrame.Lengths()
    lengths.links = Int(try cursor.integer(UInt32.self, from: frame, "linkCount"))
    lengths.text = Int(try cursor.integer(UInt32.self, from: frame, "textLength"))
    lengths.title = try cursor.textLength(from: frame, "title")
    lengths.language = try cursor.textLength(from: frame, "language")
    lengths.description = try cursor.textLength(from: frame, "description")
    lengths.metaRobots = try cursor.textLength(from: frame, "metaRobots")
    lengths.charset = try cursor.textLength(from: frame, "charset")
    lengths.base = try cursor.optionalLength(from: frame, "base")
    guard lengths.base ?? 0 <= PageFacts.maximumBaseLength else {
      throw WireError(.outOfRange, "base")
    }
    try readMarks(of: frame, &cursor)
    return lengths
  }

  private mutating func readMarks(
    of frame: Span<UInt8>, _ cursor: inout WireCursor
  ) throws(WireError) {
    let words = try cursor.integer(UInt32.self, from: frame, "words")
    let simhash = try cursor.integer(UInt64.self, from: frame, "simhash")
    guard words > 0 || simhash == 0 else { throw WireError(.outOfRange, "simhash") }
    textHash = words > 0 ? TextHash(simhash: simhash, words: words) : nil
    let hasDigest = try cursor.integer(UInt32.self, from: frame, "hasDigest")
    let high = try cursor.integer(UInt64.self, from: frame, "digest")
    let low = try cursor.integer(UInt64.self, from: frame, "digest")
    guard hasDigest == 1 || (hasDigest == 0 && high | low == 0) else {
      throw WireError(.outOfRange, "digest")
    }
    digest = hasDigest == 1 ? ContentDigest(high: high, low: low) : nil
  }

  private mutating func readTexts(
    of frame: Span<UInt8>, _ lengths: PageFactsFrame.Lengths, _ cursor: inout WireCursor
  ) throws(WireError) {
    title = try cursor.text(of: lengths.title, from: frame, "title")
    language = try cursor.text(of: lengths.language, from: frame, "language")
    description = try cursor.text(of: lengths.description, from: frame, "description")
    metaRobots = try cursor.text(of: lengths.metaRobots, from: frame, "metaRobots")
    charset = try cursor.text(of: lengths.charset, from: frame, "charset")
    if let length = lengths.base {
      base = try cursor.text(of: length, from: frame, "base")
    }
  }
}

extension WireCursor {
  /// Reads a number that may be absent.
  fileprivate mutating func optionalLength(
    from bytes: Span<UInt8>, _ field: StaticString
  ) throws(WireError) -> Int? {
    let value = try integer(UInt32.self, from: bytes, field)
    return value == PageFactsFrame.none ? nil : Int(value)
  }

  /// Reads the length of one of the capped texts.
  fileprivate mutating func textLength(
    from bytes: Span<UInt8>, _ field: StaticString
  ) throws(WireError) -> Int {
    let length = Int(try integer(UInt32.self, from: bytes, field))
    guard length <= PageFacts.maximumTextLength else { throw WireError(.outOfRange, field) }
    return length
  }
}
