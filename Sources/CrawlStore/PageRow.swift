package import Digests

/// What a server answered for a URL and what the parser made of it: a row of `pages`.
///
/// Every member but `url` and `fetchedAt` has a default, so that a caller names what it knows.
package struct PageRow: Sendable, Equatable {
  package var url: UInt32
  /// Unix time in milliseconds.
  package var fetchedAt: Int64
  /// The HTTP status.
  package var status = 0
  /// The media type without parameters, in lower case, as the server named it.
  package var mediaType: String?
  /// The media type by the body, where the server named none or another.
  package var sniffedType: String?
  /// The body's bytes as the server announced them, read or not.
  package var contentLength: Int64?
  /// The character set that the page was decoded from.
  package var charset: String?
  package var title: String?
  package var language: String?
  package var description: String?
  /// The `content` of meta robots.
  package var metaRobots: String?
  /// The values of all `X-Robots-Tag` headers, a line feed between two of them.
  package var xRobotsTag: String?
  /// Whether meta robots or `X-Robots-Tag` asks this crawler not to index the page.
  package var noindex = false
  /// Whether one of them asks it not to follow the page's links.
  package var nofollow = false
  /// The URL that the page calls its canonical one.
  package var canonical: UInt32?
  /// The URL that a 3xx answer points to.
  package var redirect: UInt32?
  package var etag: String?
  package var lastModified: String?
  package var server: String?
  /// The body's bytes as they came over the wire, still encoded.
  package var wireBytes: Int64 = 0
  /// The body's bytes after content decoding.
  package var bodyBytes: Int64 = 0
  package var dnsMicros: Int32 = 0
  package var connectMicros: Int32 = 0
  package var tlsMicros: Int32 = 0
  package var firstByteMicros: Int32 = 0
  package var totalMicros: Int32 = 0
  package var peerAddress = ""
  package var httpVersion = ""
  /// References found on the page, each occurrence counted.
  package var outlinks: Int32 = 0
  /// Why the page could not be parsed, or only in part.
  package var parseError: String?
  package var parseMicros: Int32 = 0
  /// The digest of the body, where the whole of it came and it is not empty.
  package var digest: ContentDigest?
  /// The words of the page's text.
  package var words: UInt32?
  /// The simhash of that text.
  package var simhash: UInt64?
  /// The earlier page whose content this is, or nearly.
  package var duplicateOf: UInt32?

  package init(url: UInt32, fetchedAt: Int64) {
    self.url = url
    self.fetchedAt = fetchedAt
  }
}
