import WebURL

/// How `SitemapFacts` lies in a slot's reply memory.
///
///     header   magic, version, kind, flags, entries, invalid, relative, link count, text length
///                                                                           9 x UInt32
///     links    32 bytes each
///     details  16 bytes each: last modification, priority, frequency, alternate, four of padding
///     text     the canonical URLs of the links
///
/// The frame is exactly as long as its parts.
enum SitemapFactsFrame {
  static let magic: UInt32 = 0x504D_5453
  static let version: UInt32 = 1
  static let headerLength = 9 * 4
  static let detailLength = 16
  /// In place of a time and of a priority: there is none.
  static let noTime = Int64.min
  static let noPriority = UInt16.max
}

extension SitemapFacts {
  /// Reads a frame from a slot's reply memory, with the care that `PageFacts` takes. O(frame).
  package init(decoding frame: Span<UInt8>) throws(WireError) {
    var cursor = WireCursor()
    let (linkCount, textLength) = try readHeader(of: frame, &cursor)
    let records = try cursor.range(
      of: linkCount * PageFactsFrame.linkLength, in: frame, "links")
    let detailRecords = try cursor.range(
      of: linkCount * SitemapFactsFrame.detailLength, in: frame, "details")
    text = try cursor.array(of: textLength, from: frame, "text")
    guard text.isPrintableASCII else { throw WireError(.invalidText, "text") }
    try cursor.expectEnd(of: frame)
    var linkCursor = WireCursor()
    links = try linkCursor.links(linkCount, from: frame.extracting(records), texts: text)
    guard links.allSatisfy({ $0.kind == .sitemap }) else { throw WireError(.outOfRange, "kind") }
    try readDetails(of: frame.extracting(detailRecords), count: linkCount)
  }

  private mutating func readHeader(
    of frame: Span<UInt8>, _ cursor: inout WireCursor
  ) throws(WireError) -> (links: Int, text: Int) {
    guard try cursor.integer(UInt32.self, from: frame, "magic") == SitemapFactsFrame.magic else {
      throw WireError(.wrongMessage, "magic")
    }
    guard try cursor.integer(UInt32.self, from: frame, "version") == SitemapFactsFrame.version
    else { throw WireError(.wrongVersion, "version") }
    let kindValue = try cursor.integer(UInt32.self, from: frame, "kind")
    guard let kind = UInt8(exactly: kindValue).flatMap(SitemapKind.init(rawValue:)) else {
      throw WireError(.outOfRange, "kind")
    }
    self.kind = kind
    flags = SitemapFlags(rawValue: try cursor.integer(from: frame, "flags"))
    entries = try cursor.integer(from: frame, "entries")
    invalid = try cursor.integer(from: frame, "invalid")
    relative = try cursor.integer(from: frame, "relative")
    let links = Int(try cursor.integer(UInt32.self, from: frame, "linkCount"))
    return (links, Int(try cursor.integer(UInt32.self, from: frame, "textLength")))
  }

  private mutating func readDetails(of records: Span<UInt8>, count: Int) throws(WireError) {
    details.reserveCapacity(count)
    var cursor = WireCursor()
    for _ in 0..<count { details.append(try cursor.detail(from: records)) }
  }
}

extension WireCursor {
  fileprivate mutating func detail(from bytes: Span<UInt8>) throws(WireError) -> SitemapDetail {
    let time = Int64(bitPattern: try integer(UInt64.self, from: bytes, "lastModified"))
    let priority = try integer(UInt16.self, from: bytes, "priority")
    guard priority <= 1000 || priority == SitemapFactsFrame.noPriority else {
      throw WireError(.outOfRange, "priority")
    }
    let frequency = try integer(UInt8.self, from: bytes, "changeFrequency")
    guard frequency == 0 || ChangeFrequency(rawValue: frequency) != nil else {
      throw WireError(.outOfRange, "changeFrequency")
    }
    let alternate = try integer(UInt8.self, from: bytes, "isAlternate")
    guard alternate <= 1 else { throw WireError(.outOfRange, "isAlternate") }
    guard try integer(UInt32.self, from: bytes, "padding") == 0 else {
      throw WireError(.outOfRange, "padding")
    }
    return SitemapDetail(
      lastModified: time == SitemapFactsFrame.noTime ? nil : time,
      priority: priority == SitemapFactsFrame.noPriority ? nil : priority,
      changeFrequency: ChangeFrequency(rawValue: frequency), isAlternate: alternate == 1)
  }
}
