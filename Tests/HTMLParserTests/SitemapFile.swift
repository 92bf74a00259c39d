import HTMLParser
import ParserWire
import WebURL

/// Where the tests' sitemaps lie, unless they say something else.
let sitemapURL = "http://www.example.com/maps/sitemap.xml"

/// The facts of one sitemap.
func sitemap(
  _ body: [UInt8], url: String = sitemapURL, charset: String = "", frameCapacity: Int = 1 << 20,
  maximumLinks: Int = 100_000, maximumBytes: Int? = nil
) throws -> SitemapFacts {
  var limits = ParserLimits(frameCapacity: frameCapacity, maximumLinks: maximumLinks)
  limits.maximumSitemapBytes = maximumBytes ?? limits.maximumSitemapBytes
  var parser = SitemapParser(rules: .standard, key: FingerprintKey(3, 4), limits: limits)
  return try sitemap(body, url: url, charset: charset, frameCapacity: frameCapacity, with: &parser)
}

/// The facts of one sitemap by a parser that may have read others.
func sitemap(
  _ body: [UInt8], url: String = sitemapURL, charset: String = "", frameCapacity: Int = 1 << 20,
  with parser: inout SitemapParser
) throws -> SitemapFacts {
  var frame = [UInt8](repeating: 0xAA, count: frameCapacity)
  var memory = frame.mutableSpan
  let length = parser.parse(
    body: body.span, url: Array(url.utf8).span, charset: Array(charset.utf8).span, into: &memory)
  return try SitemapFacts(decoding: frame.span.extracting(0..<length))
}

/// The facts of one sitemap.
func sitemap(_ text: String, url: String = sitemapURL) throws -> SitemapFacts {
  try sitemap(Array(text.utf8), url: url)
}

extension SitemapFacts {
  /// The URLs in their order.
  var urls: [String] { links.map { url(of: $0) } }

  /// The URLs of the entries, without alternates.
  var entryURLs: [String] {
    zip(links, details).filter { !$0.1.isAlternate }.map { url(of: $0.0) }
  }
}

/// A urlset with this between its tags.
func urlset(_ content: String) -> String {
  """
  <?xml version="1.0" encoding="UTF-8"?>
  <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\(content)</urlset>
  """
}

/// A gzip member that holds the bytes as they are (RFC 1952; RFC 1951, 3.2.4).
func gzipped(_ bytes: [UInt8]) -> [UInt8] {
  var member: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
  var start = 0
  repeat {
    let end = min(start + 65_535, bytes.count)
    let length = UInt16(end - start)
    member.append(end == bytes.count ? 1 : 0)
    for word in [length, ~length] { member += [UInt8(word & 0xFF), UInt8(word >> 8)] }
    member += bytes[start..<end]
    start = end
  } while start < bytes.count
  for word in [checksum(bytes), UInt32(truncatingIfNeeded: bytes.count)] {
    member += [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: word >> $0) }
  }
  return member
}

private let checksumTable: [UInt32] = (0..<256).map { byte in
  (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
}

private func checksum(_ bytes: [UInt8]) -> UInt32 {
  ~bytes.reduce(UInt32.max) { $0 >> 8 ^ checksumTable[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] }
}
