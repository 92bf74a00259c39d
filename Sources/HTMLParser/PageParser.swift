import CLibXML2
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

  /// Limits for a parser.
  package init(frameCapacity: Int, maximumLinks: Int = 100_000, productToken: String = "orbweaver")
  {
    self.frameCapacity = frameCapacity
    self.maximumLinks = maximumLinks
    self.productToken = productToken
  }
}

/// Parses pages, one after the other, into `PageFacts` frames. A page is read once by libxml2's SAX
/// parser; no tree is built, and nothing is allocated for a link once the buffers have grown.
@safe package struct PageParser: ~Copyable {
  /// Pinned, because libxml2 carries its address into the callbacks.
  private let extractor: UnsafeMutablePointer<PageExtractor>
  private let handlers: UnsafeMutablePointer<xmlSAXHandler>
  private var decoder = BodyDecoder()

  /// No network, no words on stderr, markup taken as it comes, and the encoding is ours to know.
  private static let options =
    HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NONET.rawValue | HTML_PARSE_NOERROR.rawValue
    | HTML_PARSE_NOWARNING.rawValue | HTML_PARSE_NOIMPLIED.rawValue
    | HTML_PARSE_IGNORE_ENC.rawValue

  /// A parser whose links are canonical by `rules` and fingerprinted under `key`.
  package init(rules: CanonicalRules, key: FingerprintKey, limits: ParserLimits) {
    xmlInitParser()
    unsafe extractor = .allocate(capacity: 1)
    unsafe extractor.initialize(to: PageExtractor(rules: rules, key: key, limits: limits))
    unsafe handlers = .allocate(capacity: 1)
    unsafe handlers.initialize(to: makeHandlers())
  }

  deinit {
    unsafe extractor.deinitialize(count: 1)
    unsafe extractor.deallocate()
    unsafe handlers.deallocate()
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
    let extractor = unsafe extractor
    let handlers = unsafe handlers
    let wasReplaced = decoder.withDecoded(body, from: encoding) { text, wasReplaced in
      unsafe extractor.pointee.links.begin(
        url: url, encoding: encoding, mayHaveBase: BaseScan.mayHaveBase(text))
      unsafe Self.parse(text, handlers, extractor)
      return wasReplaced
    }
    if wasReplaced { unsafe extractor.pointee.links.writer.flags.insert(.replacedCharacters) }
    unsafe extractor.pointee.links.writer.charset.append(contentsOf: encoding.name.utf8)
    return unsafe extractor.pointee.links.writer.write(to: &frame)
  }

  /// Lets libxml2 read a text that is UTF-8 without NUL bytes.
  private static func parse(
    _ text: Span<UInt8>, _ handlers: UnsafeMutablePointer<xmlSAXHandler>,
    _ extractor: UnsafeMutablePointer<PageExtractor>
  ) {
    guard !text.isEmpty else { return }
    guard let length = Int32(exactly: text.count), let context = unsafe makeContext(text, length)
    else {
      unsafe extractor.pointee.links.writer.flags.insert(.incomplete)
      return
    }
    unsafe htmlCtxtUseOptions(context, Int32(options))
    unsafe context.pointee.sax.update(from: handlers, count: 1)
    unsafe context.pointee.userData = UnsafeMutableRawPointer(extractor)
    // Told so, libxml2 does not guess an encoding, and hence does not convert.
    unsafe context.pointee.charset = Int32(XML_CHAR_ENCODING_UTF8.rawValue)
    unsafe extractor.pointee.begin(context)
    unsafe htmlParseDocument(context)
    if unsafe context.pointee.disableSAX != 0 {
      unsafe extractor.pointee.links.writer.flags.insert(.incomplete)
    }
    unsafe extractor.pointee.end()
    unsafe htmlFreeParserCtxt(context)
  }

  private static func makeContext(_ text: Span<UInt8>, _ length: Int32) -> htmlParserCtxtPtr? {
    unsafe text.withUnsafeBytes { bytes in
      unsafe htmlCreateMemoryParserCtxt(bytes.bindMemory(to: CChar.self).baseAddress, length)
    }
  }
}
