import HTMLParser
import ParserWire
import WebURL

/// A parser for each type of document.
struct Parsers: ~Copyable {
  private let settings: WorkerSettings
  private var pages: PageParser
  /// Made when the first sitemap comes: most workers see none.
  private var sitemaps: SitemapParser?

  init(_ settings: WorkerSettings) {
    self.settings = settings
    pages = PageParser(
      rules: settings.canonicalRules, key: settings.fingerprintKey, limits: settings.pageLimits,
      engine: settings.htmlEngine)
  }

  /// Parses a document and writes its facts. Answers the length of the frame.
  mutating func parse(
    _ request: ParseRequest, _ body: Span<UInt8>, into reply: inout MutableSpan<UInt8>
  ) -> Int {
    guard request.documentType == .sitemap else {
      return pages.parse(
        body: body, url: request.url.span, charset: request.charset.span,
        documentType: request.documentType, into: &reply)
    }
    var parser =
      sitemaps.take()
      ?? SitemapParser(
        rules: settings.canonicalRules, key: settings.fingerprintKey, limits: settings.limits)
    let length = parser.parse(
      body: body, url: request.url.span, charset: request.charset.span, into: &reply)
    sitemaps = consume parser
    return length
  }
}

extension WorkerSettings {
  fileprivate var fingerprintKey: FingerprintKey {
    FingerprintKey(fingerprintKey0, fingerprintKey1)
  }

  /// A page has no use for all the memory that the largest sitemap needs.
  fileprivate var pageLimits: ParserLimits {
    var limits = limits
    limits.frameCapacity = min(limits.frameCapacity, 16 << 20)
    return limits
  }

  fileprivate var limits: ParserLimits {
    var limits = ParserLimits(
      frameCapacity: Int(replyCapacity), maximumLinks: Int(maximumLinksPerPage),
      productToken: productToken)
    limits.wantsContentMarks = wantsContentMarks
    return limits
  }
}
