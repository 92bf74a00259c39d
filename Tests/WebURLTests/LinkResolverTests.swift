import Testing
import WebURL

@Suite struct LinkResolverTests {
  private let key = FingerprintKey(11, 22)

  private func fingerprint(_ text: String) -> UInt64 {
    let bytes = Array(text.utf8)
    return key.fingerprint(of: bytes.span)
  }

  private func text(_ resolver: borrowing LinkResolver) -> String {
    resolver.withCanonical { String(decoding: [UInt8](copying: $0), as: UTF8.self) }
  }

  @Test func resolvesAgainstTheBase() throws {
    var resolver = LinkResolver(key: key)
    let base = Array("http://Example.com:8080/a/b?c".utf8)
    let isBase = resolver.setBase(base.span)
    #expect(isBase)
    let reference = Array("  ../d%7e#e\n".utf8)
    let resolved = resolver.resolve(reference.span)
    let link = try #require(resolved)
    let canonical = text(resolver)
    #expect(canonical == "http://example.com:8080/d~")
    #expect(link.isHTTP)
    #expect(link.length == 26)
    #expect(link.originLength == 23)
    #expect(link.fingerprint == fingerprint("http://example.com:8080/d~"))
    #expect(link.originFingerprint == fingerprint("http://example.com:8080"))
  }

  @Test func tellsOtherSchemesApart() throws {
    var resolver = LinkResolver(key: key)
    let reference = Array("mailto:a@b.c".utf8)
    let resolved = resolver.resolve(reference.span)
    let link = try #require(resolved)
    #expect(!link.isHTTP)
    #expect(link.originLength == 0)
    #expect(link.originFingerprint == 0)
    #expect(link.fingerprint == fingerprint("mailto:a@b.c"))
  }

  @Test func keepsTheBaseThatItHas() {
    var resolver = LinkResolver(key: key)
    let relative = Array("x".utf8)
    let withoutBase = resolver.resolve(relative.span)
    let nothing = text(resolver)
    #expect(withoutBase == nil)
    #expect(nothing == "")
    let good = Array("http://a/b/c".utf8)
    let bad = Array("not absolute".utf8)
    let takesGood = resolver.setBase(good.span)
    let takesBad = resolver.setBase(bad.span)
    #expect(takesGood)
    #expect(!takesBad)
    let withBase = resolver.resolve(relative.span)
    let canonical = text(resolver)
    #expect(withBase?.length == 12)
    #expect(canonical == "http://a/b/x")
  }

  @Test func alwaysDropsUserinfo() throws {
    var resolver = LinkResolver(rules: [], key: key)
    let reference = Array("http://u:p@a/#b".utf8)
    let resolved = resolver.resolve(reference.span)
    let link = try #require(resolved)
    let canonical = text(resolver)
    #expect(canonical == "http://a/#b")
    #expect(link.originLength == 8)
  }

  /// A used workspace answers like a fresh parse (seeded).
  @Test(arguments: [5, 6, 20_260_101] as [UInt64])
  func agreesWithFreshParses(seed: UInt64) {
    var urls = URLGenerator(seed: seed)
    var resolver = LinkResolver(key: key)
    var base: WebURL?
    for step in 0..<20_000 {
      let reference = urls.next()
      let bytes = Array(reference.utf8)
      if step % 50 == 0, resolver.setBase(bytes.span) { base = WebURL(reference) }
      let expected = WebURL(reference, base: base)?.canonical()
      let link = resolver.resolve(bytes.span)
      let comment: Comment = "seed \(seed), step \(step): \(reference.debugDescription)"
      let canonical = text(resolver)
      #expect(canonical == expected?.href ?? "", comment)
      #expect(link?.fingerprint == expected.map { fingerprint($0.href) }, comment)
      let origin = expected.flatMap { $0.isHTTP ? $0.origin : nil } ?? ""
      #expect((link?.originLength ?? 0) == origin.utf8.count, comment)
    }
  }
}
