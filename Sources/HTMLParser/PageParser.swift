import Digests
import Encodings
package import ParserWire
package import WebURL

/// What one page may cost.
package struct ParserLimits: Sendable {
  /// Bytes of the memory that a page's facts are written to; at least
  /// `PageFacts.minimumFrameCapacity`.
  package var frameCapacity: Int
  /// How many distinct links are reported.
  package var maximumLinks: Int
  /// The name that a `<meta name>` may address the crawler by, besides `robots`; may be empty.
  package var productToken: String
  /// Whether pages get the digest of their bytes and the hash of their text.
  package var wantsContentMarks = false
  /// Bytes of a sitemap that are read, decompressed; the default is the protocol's.
  package var maximumSitemapBytes = 52_428_800

  /// Limits for a parser.
  package init(frameCapacity: Int, maximumLinks: Int = 100_000, productToken: String = "orbweaver")
  {
    self.frameCapacity = frameCapacity
    self.maximumLinks = maximumLinks
    self.productToken = productToken
  }
}

/// Parses pages, one after the other, into `PageFacts` frames. A page is read once; no tree is built,
/// and nothing is allocated for a link once the buffers have grown.
@safe package struct PageParser: ~Copyable {
  /// Pinned, because libxml2's callbacks reach it by its address.
  private let extractor: UnsafeMutablePointer<PageExtractor>
  private let engine: HTMLEngine
  private let wantsContentMarks: Bool
  private var scanner = HTMLScanner()
  private let libxml2: LibXMLPageReader
  private let xml = XMLReader()
  private let xhtml: XHTMLPage
  private var references = CharacterReferences()
  private var decoder = BodyDecoder()

  /// A parser whose links are canonical by `rules` and fingerprinted under `key`.
  package init(
    rules: CanonicalRules, key: FingerprintKey, limits: ParserLimits, engine: HTMLEngine = .scanner
  ) {
    self.engine = engine
    wantsContentMarks = limits.wantsContentMarks
    unsafe extractor = .allocate(capacity: 1)
    unsafe extractor.initialize(to: PageExtractor(rules: rules, key: key, limits: limits))
    libxml2 = unsafe LibXMLPageReader(extractor: extractor)
    xhtml = unsafe XHTMLPage(extractor: extractor)
  }

  deinit {
    unsafe extractor.deinitialize(count: 1)
    unsafe extractor.deallocate()
  }

  /// Parses a page and writes its facts.
  ///
  /// - Parameters:
  ///   - body: The bytes as they came, content coding removed.
  ///   - url: The page's absolute URL.
  ///   - charset: The `charset` parameter of its `Content-Type`; empty when there was none.
  ///   - documentType: What the `Content-Type` made it: XHTML declares its encoding in another way.
  ///   - frame: At least the limits' `frameCapacity` bytes.
  /// - Returns: The length of the frame.
  ///
  /// Whatever the bytes are, there is a frame; it may say nothing. O(body).
  package mutating func parse(
    body: Span<UInt8>, url: Span<UInt8>, charset: Span<UInt8>, documentType: DocumentType = .html,
    into frame: inout MutableSpan<UInt8>
  ) -> Int {
    let encoding = EncodingSniffing.encoding(
      of: body, header: charset, documentType: documentType)
    // Taken out for the while, because reading changes the rest of self.
    var decoder = BodyDecoder()
    swap(&decoder, &self.decoder)
    let wasReplaced = decoder.withDecoded(body, from: encoding) { text, wasReplaced in
      read(text, documentType, encoding, url: url)
      return wasReplaced
    }
    swap(&decoder, &self.decoder)
    if wasReplaced { unsafe extractor.pointee.links.writer.flags.insert(.replacedCharacters) }
    if wantsContentMarks, !body.isEmpty {
      unsafe extractor.pointee.links.writer.digest = ContentDigest(of: body)
    }
    unsafe extractor.pointee.links.writer.charset.append(contentsOf: encoding.name.utf8)
    return unsafe extractor.pointee.links.writer.write(to: &frame)
  }

  /// Reads a text that is UTF-8 without NUL bytes.
  private mutating func read(
    _ text: Span<UInt8>, _ documentType: DocumentType, _ encoding: CharacterEncoding,
    url: Span<UInt8>
  ) {
    let mayHaveBase = BaseScan.mayHaveBase(text)
    unsafe extractor.pointee.begin(url: url, encoding: encoding, mayHaveBase: mayHaveBase)
    if documentType == .xhtml {
      if readXHTML(text) {
        unsafe extractor.pointee.end()
        return
      }
      // From the start: what is wrong with it may be wrong with what was read so far.
      unsafe extractor.pointee.begin(url: url, encoding: encoding, mayHaveBase: mayHaveBase)
      unsafe extractor.pointee.links.writer.flags.insert(.notWellFormed)
    }
    if let replaced = readHTML(text, ignoring: 0..<0) {
      let flags = unsafe extractor.pointee.links.writer.flags.intersection(.notWellFormed)
      unsafe extractor.pointee.begin(url: url, encoding: encoding, mayHaveBase: mayHaveBase)
      unsafe extractor.pointee.links.writer.flags.formUnion(flags)
      _ = readHTML(text, ignoring: replaced)
    }
    unsafe extractor.pointee.end()
  }

  /// Answers the range of a body that a frameset took the place of: the page is to be read again.
  private mutating func readHTML(_ text: Span<UInt8>, ignoring ignored: Range<Int>) -> Range<Int>? {
    switch engine {
    case .scanner:
      let extractor = unsafe extractor
      return unsafe scanner.read(text, ignoring: ignored, for: &extractor.pointee)
    case .libxml2:
      if !libxml2.read(text) { unsafe extractor.pointee.links.writer.flags.insert(.incomplete) }
      return nil
    }
  }

  /// False when it is not well-formed, or nested more deeply than libxml2 goes.
  private mutating func readXHTML(_ text: Span<UInt8>) -> Bool {
    xhtml.begin()
    var replaced: [UInt8] = []
    guard XHTMLEntities.replace(in: text, &references, into: &replaced) else {
      return xml.read(text, for: xhtml, isStrict: true) == .end
    }
    return xml.read(replaced.span, for: xhtml, isStrict: true) == .end
  }
}
