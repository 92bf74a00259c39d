import TestSupport
import WebURL

/// URLs, good and bad, put together from pieces that have a meaning somewhere.
struct URLGenerator {
  private static let starts = [
    "http://", "https://", "HTTP:\\\\", "http:", "https:/", "file:///", "file:", "mailto:",
    "foo://",
    "foo:/", "//", "/", "?", "#", "", "ftp://", "blob:https://", "web+x:/..//",
  ]
  private static let pieces = [
    "a", "Z", "example.com", "www.", "www.www.", "user:pw@", ":80", ":8443", ":", "@", "/", "//",
    "\\", "?", "&", "=", "#", "#!", ".", "..", "%2e", "%2E%2e", "%", "%%34", "1", "%41", "%7e",
    "%2f", "%c3%a9", "é", "ß", " ", "\t", "\n", "|", "C|", "C:", "[::1]", "[", "]", "0x7f.1",
    "127.1", ";sid=1", "(S(a))", "/(S(b))/", ";jsessionid=2;x", "utm_source=x", "gclid=", "sid=3",
    "index.html",
    "Default.aspx", "index.php", "b=2", "a=1", "'", "\"", "<", "\u{0}", "~", "%3F", "%23", "%25",
  ]

  private var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  mutating func next() -> String {
    var text = Self.starts.randomElement(using: &random) ?? ""
    for _ in 0..<Int.random(in: 0...9, using: &random) {
      text += Self.pieces.randomElement(using: &random) ?? ""
    }
    return text
  }

  /// Some of the optional rules besides all or none of the standard ones.
  mutating func nextRules() -> CanonicalRules {
    CanonicalRules(rawValue: UInt32.random(in: 0..<(1 << 11), using: &random))
  }
}
