import Testing
import WebURL

/// Examples of each part of the standard; all of it is in `URLStandardTests`, if its data is here.
@Suite struct WebURLTests {
  @Test func hasParts() throws {
    let url = try #require(WebURL(" HTTPS://me:pw@Example.COM:8443/a/./b/../c?q=1#top\n"))
    #expect(url.href == "https://me:pw@example.com:8443/a/c?q=1#top")
    #expect(url.description == url.href)
    #expect(url.scheme == "https")
    #expect(url.username == "me")
    #expect(url.password == "pw")
    #expect(url.host == "example.com")
    #expect(url.port == 8443)
    #expect(url.effectivePort == 8443)
    #expect(url.path == "/a/c")
    #expect(url.query == "q=1")
    #expect(url.fragment == "top")
    #expect(url.pathAndQuery == "/a/c?q=1")
    #expect(url.origin == "https://example.com:8443")
    #expect(url.isHTTP)
  }

  @Test func lacksPartsThatAreNotThere() throws {
    let url = try #require(WebURL("mailto:someone@example.com"))
    #expect(url.host == nil)
    #expect(url.port == nil)
    #expect(url.effectivePort == nil)
    #expect(url.query == nil)
    #expect(url.fragment == nil)
    #expect(url.origin == nil)
    #expect(!url.isHTTP)
    #expect(WebURL("http://a/")?.effectivePort == 80)
    #expect(WebURL("http://a/?")?.query == "")
  }

  @Test(arguments: [
    ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"),
    ("/g", "http://a/g"), ("//g", "http://g/"), ("?y", "http://a/b/c/d;p?y"),
    ("g?y", "http://a/b/c/g?y"), ("#s", "http://a/b/c/d;p?q#s"), ("", "http://a/b/c/d;p?q"),
    (".", "http://a/b/c/"), ("..", "http://a/b/"), ("../..", "http://a/"),
    ("../../../g", "http://a/g"), ("/./g", "http://a/g"), ("g.", "http://a/b/c/g."),
    ("..g", "http://a/b/c/..g"), ("g;x=1/../y", "http://a/b/c/y"), ("http:g", "http://a/b/c/g"),
    ("a\tb\nc", "http://a/b/c/abc"), ("\\\\h\\x", "http://h/x"),
  ])
  func resolves(_ reference: String, _ expected: String) {
    #expect(WebURL(reference, base: WebURL("http://a/b/c/d;p?q"))?.href == expected)
  }

  @Test(arguments: [
    "", "/a", "foo", "http://", "http://a b/", "http://a:70000/", "http://a:x/", "http://[::1",
    "http://1.2.3.256/", "http://@/", "http://%41%00/", "http://%C3/", "//a", "http://\u{AD}/",
  ])
  func refuses(_ text: String) { #expect(WebURL(text) == nil) }

  @Test(arguments: [
    ("http://0x7F.1/", "127.0.0.1"), ("http://3221234342/", "192.0.34.166"),
    ("http://192.168.0.257./", nil), ("http://[::FFFF:1.2.3.4]/", "[::ffff:102:304]"),
    ("http://[1:0:0:2:0:0:0:3]/", "[1:0:0:2::3]"), ("http://[::]/", "[::]"),
    ("http://[1::2::3]/", nil), ("http://[1:2:3:4:5:6:7:8:9]/", nil),
    ("http://faß.DE/", "xn--fa-hia.de"), ("http://日本語.jp/", "xn--wgv71a119e.jp"),
    ("http://☃.net/", "xn--n3h.net"), ("http://ex%41mple.com/", "example.com"),
    ("http://xn--a/", "xn--a"), ("http://ẞ.de/", "xn--zca.de"),
  ])
  func readsHosts(_ text: String, _ host: String?) { #expect(WebURL(text)?.host == host) }

  /// What the server of a page wrote in another encoding comes back to it as it was.
  @Test func keepsBytesThatAreNotUTF8() {
    let bytes: [UInt8] = Array("http://a/caf".utf8) + [0xE9] + Array("?q=".utf8) + [0xFF]
    #expect(WebURL(bytes: bytes.span)?.href == "http://a/caf%E9?q=%FF")
    let host: [UInt8] = Array("http://caf".utf8) + [0xE9, 0x2F]
    #expect(WebURL(bytes: host.span) == nil)
  }

  @Test func takesLongHostsInReasonableTime() {
    let label = String(repeating: "é", count: 1000)
    #expect(WebURL("http://\(label).example/")?.host?.hasSuffix(".example") == true)
    let endless = String(repeating: "éàü.", count: 100_000)
    #expect(WebURL("http://\(endless)/") == nil)
  }

  /// Parsing what was serialised gives the same URL, whatever went in (seeded).
  @Test(arguments: [1, 2, 3, 20_231_017] as [UInt64])
  func survivesSerialisation(seed: UInt64) {
    var urls = URLGenerator(seed: seed)
    let base = WebURL("https://base.example/x/y?z")
    for _ in 0..<5_000 {
      let text = urls.next()
      for url in [WebURL(text), WebURL(text, base: base)].compactMap(\.self) {
        #expect(WebURL(url.href) == url, "seed \(seed): \(text.debugDescription)")
        #expect(url.withBytes { $0.count } == url.href.utf8.count)
      }
    }
  }
}
