import Encodings
import Testing
import WebURL

@Suite struct QueryEncodingTests {
  /// A URL in a document of some encoding, and what a browser makes of it.
  struct Case: Sendable {
    let encoding: CharacterEncoding
    let input: String
    let href: String

    init(_ encoding: CharacterEncoding, _ input: String, _ href: String) {
      self.encoding = encoding
      self.input = input
      self.href = href
    }
  }

  @Test(arguments: cases) func hrefs(example: Case) {
    let base = WebURL("http://a/b?c")
    let url = WebURL(example.input, base: base, encoding: example.encoding)
    #expect(url?.href == example.href)
  }

  private static let cases: [Case] = [
    Case(.windows1252, "?é#é", "http://a/b?%E9#%C3%A9"),
    Case(.windows1252, "/é?é", "http://a/%C3%A9?%E9"),
    Case(.windows1252, "//é.example/?é", "http://xn--9ca.example/?%E9"),
    Case(
      .windows1252, "?ф&\u{FFFD}'\"<> %zz",
      "http://a/b?%26%231092%3B&%26%2365533%3B%27%22%3C%3E%20%zz"),
    Case(.windows1252, "?😀", "http://a/b?%26%23128512%3B"),
    Case(.shiftJIS, "?q=表あ&r=ｱ", "http://a/b?q=%95\\%82%A0&r=%B1"),
    Case(.eucJP, "?日本", "http://a/b?%C6%FC%CB%DC"),
    Case(.gbk, "?中€", "http://a/b?%D6%D0%80"),
    Case(.gb18030, "?é😀", "http://a/b?%A8%A6%949%FC6"),
    Case(.big5, "?中é", "http://a/b?%A4%A4%26%23233%3B"),
    Case(.eucKR, "?한글", "http://a/b?%C7%D1%B1%DB"),
    Case(.koi8R, "?я", "http://a/b?%D1"),
    Case(.userDefined, "?\u{F7E9}é", "http://a/b?%E9%26%23233%3B"),
    Case(.iso2022JP, "?aあb", "http://a/b?a%1B$B$%22%1B(Bb"),
    Case(.iso2022JP, "?a=%1B&b", "http://a/b?a=%1B&b"),
    Case(.utf16LE, "?é", "http://a/b?%C3%A9"),
    Case(.replacement, "?é", "http://a/b?%C3%A9"),
    Case(.windows1252, "ftp://x/?é", "ftp://x/?%E9"),
    Case(.windows1252, "file:///x?é", "file:///x?%E9"),
    Case(.windows1252, "ws://x/?é", "ws://x/?%C3%A9"),
    Case(.windows1252, "wss://x/?é", "wss://x/?%C3%A9"),
    Case(.windows1252, "mailto:x?é", "mailto:x?%C3%A9"),
    Case(.windows1252, "x://y/?é", "x://y/?%C3%A9"),
    Case(.windows1252, "", "http://a/b?c"),
  ]

  /// The base's own query is not encoded again, and the base does not take the encoding on.
  @Test func theResolverEncodesReferencesOnly() {
    var resolver = LinkResolver(key: FingerprintKey(1, 2))
    resolver.setQueryEncoding(.windows1252)
    func href(_ reference: String) -> String? {
      guard resolver.resolve(Array(reference.utf8).span) != nil else { return nil }
      return resolver.withCanonical { String(decoding: [UInt8](copying: $0), as: UTF8.self) }
    }
    let hasBase = resolver.setBase(Array("http://a/b?é".utf8).span)
    #expect(hasBase)
    let links = [href("#x"), href("?é"), href("?x"), href("c?é%e9")]
    #expect(
      links == ["http://a/b?%C3%A9", "http://a/b?%E9", "http://a/b?x", "http://a/c?%E9%E9"])
    resolver.setQueryEncoding(.utf8)
    let link = href("?é")
    #expect(link == "http://a/b?%C3%A9")
  }

  /// Bytes that are no UTF-8 become what a decoder would have made of them.
  @Test(
    arguments: [
      ([0xE9], 1), ([0xC3], 1), ([0xE2, 0x82], 2), ([0xED, 0xA0, 0x80], 3), ([0xC0, 0x80], 2),
      ([0xF4, 0x90, 0x80, 0x80], 4), ([0xFF], 1),
    ] as [([UInt8], Int)])
  func brokenBytesAreUnmappable(bytes: [UInt8], count: Int) {
    let url = WebURL(bytes: (Array("http://a/?".utf8) + bytes).span, encoding: .windows1252)
    #expect(url?.query == String(repeating: "%26%2365533%3B", count: count))
  }
}
