import HTMLParser
import ParserWire
import Testing
import WebURL

/// A parser with its frame memory, as the parser process has it.
struct PageReader: ~Copyable {
  private var parser: PageParser
  private var frame: [UInt8]

  init(
    frameCapacity: Int = 1 << 20, maximumLinks: Int = 100_000, engine: HTMLEngine = .scanner
  ) {
    parser = PageParser(
      rules: .standard, key: FingerprintKey(3, 4),
      limits: ParserLimits(frameCapacity: frameCapacity, maximumLinks: maximumLinks),
      engine: engine)
    frame = [UInt8](repeating: 0xAA, count: frameCapacity)
  }

  mutating func facts(
    _ body: [UInt8], url: String = pageURL, charset: String = "", type: DocumentType = .html
  ) throws -> PageFacts {
    let length = Self.parse(body, url, charset, type, with: &parser, into: &frame)
    return try PageFacts(decoding: frame.span.extracting(0..<length))
  }

  private static func parse(
    _ body: [UInt8], _ url: String, _ charset: String, _ type: DocumentType,
    with parser: inout PageParser, into frame: inout [UInt8]
  ) -> Int {
    var memory = frame.mutableSpan
    return parser.parse(
      body: body.span, url: Array(url.utf8).span, charset: Array(charset.utf8).span,
      documentType: type, into: &memory)
  }
}

/// Where the tests' pages lie, unless they say something else.
let pageURL = "http://a.example/dir/page.html"

/// The facts of one page.
func facts(
  _ html: String, url: String = pageURL, charset: String = "", engine: HTMLEngine = .scanner
) throws -> PageFacts {
  try facts(Array(html.utf8), url: url, charset: charset, engine: engine)
}

/// The facts of one page.
func facts(
  _ body: [UInt8], url: String = pageURL, charset: String = "", type: DocumentType = .html,
  engine: HTMLEngine = .scanner
) throws -> PageFacts {
  var reader = PageReader(engine: engine)
  return try reader.facts(body, url: url, charset: charset, type: type)
}

/// The links of a page, a line each: kind, rel tokens, count if more than one, URL.
func links(
  _ html: String, url: String = pageURL, engine: HTMLEngine = .scanner
) throws -> [String] {
  try facts(html, url: url, engine: engine).linkLines
}

extension PageFacts {
  var linkLines: [String] {
    links.map { link in
      var words = [link.kind.name]
      if link.relation.contains(.nofollow) { words.append("nofollow") }
      if link.relation.contains(.ugc) { words.append("ugc") }
      if link.relation.contains(.sponsored) { words.append("sponsored") }
      if link.relation.contains(.external) { words.append("external") }
      if link.count > 1 { words.append("x\(link.count)") }
      return (words + [url(of: link)]).joined(separator: " ")
    }
  }
}
