import Encodings
import ParserWire
package import WebURL

/// Parses sitemaps (sitemaps.org/protocol.html) into `SitemapFacts` frames: lists of pages and of
/// sitemaps in XML, RSS and Atom feeds, and texts with a URL a line, each compressed by gzip or not.
///
/// It takes what the big engines take: wrong or missing namespaces, white space before the XML
/// declaration, bare ampersands, relative locations. What goes beyond the protocol's limits is dropped,
/// and the facts say so.
package struct SitemapParser: ~Copyable {
  private let visitor: SitemapVisitor
  private let reader = XMLReader()
  private var decoder = BodyDecoder()
  private let maximumBytes: Int

  /// A parser whose URLs are canonical by `rules` and fingerprinted under `key`.
  package init(rules: CanonicalRules, key: FingerprintKey, limits: ParserLimits) {
    visitor = SitemapVisitor(SitemapRecorder(rules: rules, key: key, limits: limits))
    maximumBytes = limits.maximumSitemapBytes
  }

  /// Parses a sitemap and writes its facts.
  ///
  /// - Parameters:
  ///   - body: The bytes as they came, content coding removed.
  ///   - url: The sitemap's absolute URL, against which relative locations are resolved.
  ///   - charset: The `charset` parameter of its `Content-Type`; empty when there was none.
  ///   - frame: At least the limits' `frameCapacity` bytes.
  /// - Returns: The length of the frame.
  ///
  /// Whatever the bytes are, there is a frame. O(body, decompressed), and memory of some times the
  /// protocol's limit at most.
  package mutating func parse(
    body: Span<UInt8>, url: Span<UInt8>, charset: Span<UInt8>, into frame: inout MutableSpan<UInt8>
  ) -> Int {
    visitor.begin(url: url)
    if Gunzip.isGzip(body) {
      let unpacked = unpack(body)
      read(unpacked.span, charset)
    } else {
      read(body, charset)
    }
    return visitor.recorder.writer.write(to: &frame)
  }

  /// Decompresses a body, and what is in it once more: servers compress what is compressed already.
  private func unpack(_ body: Span<UInt8>) -> [UInt8] {
    let unpacked = unpackOnce(body)
    return Gunzip.isGzip(unpacked.span) ? unpackOnce(unpacked.span) : unpacked
  }

  private func unpackOnce(_ body: Span<UInt8>) -> [UInt8] {
    var unpacked: [UInt8] = []
    switch Gunzip.append(body, to: &unpacked, limit: maximumBytes) {
    case .whole: break
    case .tooMuch: visitor.recorder.writer.flags.insert(.tooManyBytes)
    case .damaged: visitor.recorder.writer.flags.insert(.damagedCompression)
    }
    return unpacked
  }

  private mutating func read(_ body: Span<UInt8>, _ charset: Span<UInt8>) {
    if body.count > maximumBytes {
      visitor.recorder.writer.flags.insert(.tooManyBytes)
    }
    let body = body.extracting(first: maximumBytes)
    Self.read(body, charset, &decoder, visitor, reader)
  }

  private static func read(
    _ body: Span<UInt8>, _ charset: Span<UInt8>, _ decoder: inout BodyDecoder,
    _ visitor: SitemapVisitor, _ reader: borrowing XMLReader
  ) {
    let start = body.trimmedRange.lowerBound
    let encoding = EncodingSniffing.encoding(
      of: body.extracting(start..<body.count), header: charset, documentType: .sitemap)
    guard !encoding.isASCIICompatible || !hasNUL(body.extracting(first: strayBytes)) else { return }
    decoder.withDecoded(body, from: encoding) { text, _ in read(text, visitor, reader) }
  }

  /// Reads a text that is UTF-8 without NUL bytes: XML from its first tag on, or lines.
  private static func read(
    _ text: Span<UInt8>, _ visitor: SitemapVisitor, _ reader: borrowing XMLReader
  ) {
    if let start = startOfXML(in: text) {
      AmpersandMending.withMended(text.extracting(start..<text.count)) { text, isCut in
        if reader.read(text, for: visitor) == .abandoned || isCut {
          visitor.recorder.writer.flags.insert(.incomplete)
        }
      }
      visitor.end()
    } else {
      SitemapLines.read(text, into: &visitor.recorder)
    }
  }

  /// Where the first tag stands, when nothing but white space, byte order marks or some stray words
  /// come before; nil for a text whose first line is a URL, and for one without tags.
  private static func startOfXML(in text: Span<UInt8>) -> Int? {
    let start = text.trimmedRange.lowerBound
    let window = start..<min(text.count, start + strayBytes)
    guard let tag = window.first(where: { text[$0] == UInt8(ascii: "<") }) else { return nil }
    return SitemapRecorder.isAbsolute(text.extracting(start..<tag)) ? nil : tag
  }

  /// Whether there is a byte that no text has: pictures and bombs need not be decoded.
  private static func hasNUL(_ bytes: Span<UInt8>) -> Bool {
    bytes.indices.contains { bytes[$0] == 0 }
  }

  /// How far before its first tag a document may begin, as with a warning that a program left there.
  private static let strayBytes = 4096
}

/// Sitemaps that are plain text: one URL a line, and nothing else.
enum SitemapLines {
  /// Records the URLs. A text without any is no sitemap: lines that are no absolute URLs are prose.
  static func read(_ text: Span<UInt8>, into recorder: inout SitemapRecorder) {
    var start = 0
    while start < text.count {
      let end = (start..<text.count).first { text[$0] == 0x0A || text[$0] == 0x0D } ?? text.count
      let line = text.extracting(start..<end)
      let entry = line.extracting(line.trimmedRange)
      if !entry.isEmpty {
        guard recorder.beginEntry() else { break }
        record(entry, into: &recorder)
      }
      start = end + 1
    }
    recorder.writer.kind = recorder.writer.linkCount > 0 ? .text : .none
  }

  private static func record(_ entry: Span<UInt8>, into recorder: inout SitemapRecorder) {
    if SitemapRecorder.isAbsolute(entry) {
      recorder.add(entry, SitemapDetail())
    } else {
      recorder.writer.invalid += 1
    }
  }
}
