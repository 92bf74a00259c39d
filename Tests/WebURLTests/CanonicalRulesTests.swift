import Testing
import WebURL

@Suite struct CanonicalRulesTests {
  private func canonical(_ text: String, _ rules: CanonicalRules) -> String? {
    WebURL(text)?.canonical(rules).href
  }

  @Test(arguments: [
    ("http://a/#top", "http://a/"), ("http://a/?", "http://a/"), ("http://a/?#", "http://a/"),
    ("http://a/%7euser/%2f?%41=%e9", "http://a/~user/%2F?A=%E9"), ("http://a/%2a", "http://a/%2A"),
    ("http://u:p@a:80/", "http://a/"), ("http://a?b", "http://a/?b"),
    ("http://a/%zz%4", "http://a/%zz%4"),
    ("http://a/x?b&a&utm_source=x#!y", "http://a/x?b&a&utm_source=x"),
    ("http://www.a.com/index.html;sid=1", "http://www.a.com/index.html;sid=1"),
    ("mailto:a%7eb?#c", "mailto:a%7eb?"), ("file:///a%7e#b", "file:///a%7e"),
    ("http://a/%%34%31", "http://a/%%341"), ("http://a/%4%31b", "http://a/%4%31b"),
    ("http://u@[::1]:81/%7E?q=%7E#f", "http://[::1]:81/~?q=~"),
  ])
  func standard(_ text: String, _ expected: String) {
    #expect(canonical(text, .standard) == expected)
  }

  private static let examples: [(CanonicalRules, String, String)] = [
    (.sortQuery, "http://a/?b=2&a=3&a=1&&c", "http://a/?a=1&a=3&b=2&c"),
    (.sortQuery, "http://a/?&&", "http://a/"),
    (.sortQuery, "http://a/?a.b=1&a=2", "http://a/?a=2&a.b=1"),
    (.dropTracking, "http://a/?UTM_source=x&b=1&gclid=2#f", "http://a/?b=1#f"),
    (.dropTracking, "http://a/?b=1&fbclid&utm_medium=x", "http://a/?b=1"),
    (.dropTracking, "http://a/?gclid=1#f", "http://a/#f"),
    (.dropTracking, "http://a/?gclids=1", "http://a/?gclids=1"),
    (.dropSessionIDs, "http://a/b;jsessionid=1/c;x=2;SID=3?PHPSESSID=4&d", "http://a/b/c;x=2?d"),
    (.dropSessionIDs, "http://a/..;sid=1/b;sid=2", "http://a/..;sid=1/b"),
    (.dropSessionIDs, "http://a/(S(4hqa0555fwsecu455xqckv45))/b.aspx", "http://a/b.aspx"),
    (.dropSessionIDs, "http://a/(X(1)A(b-c)S(4hqa))/b", "http://a/b"),
    (.dropSessionIDs, "http://a/(4hqa0555fwsecu455xqckv45)", "http://a/"),
    (.dropSessionIDs, "http://a/(x)/(S())/(S(a)b)/(A(b))", "http://a/(x)/(S())/(S(a)b)/(A(b))"),
    (.dropSessionIDs, "http://a/?ASPSESSIONIDABC=1&sidx=2&b", "http://a/?sidx=2&b"),
    (.dropIndexPage, "http://a/b/Index.HTML?c", "http://a/b/?c"),
    (.dropIndexPage, "http://a/b/index.html/", "http://a/b/index.html/"),
    (.dropWWW, "https://www.www.a.com:81/b", "https://a.com:81/b"),
    (.dropWWW, "https://www.com/b", "https://www.com/b"),
    ([.dropFragment, .keepHashBang], "http://a/#!b", "http://a/#!b"),
    ([.dropFragment, .keepHashBang], "http://a/#b", "http://a/"),
    (.dropEmptyQuery, "http://a/?#b", "http://a/#b"),
    (.upperCasePercent, "http://a/%7e?%aa#%aa", "http://a/%7E?%AA#%aa"),
    (.decodeUnreserved, "http://a/%7e%2f", "http://a/~%2f"),
    (.dropUserinfo, "http://u:p@a/b#c", "http://a/b#c"),
    ([], "http://u:p@www.a.com/%7e?#", "http://u:p@www.a.com/%7e?#"),
  ]

  @Test(arguments: examples)
  func eachRule(_ rules: CanonicalRules, _ text: String, _ expected: String) {
    #expect(canonical(text, rules) == expected, "\(rules.name)")
  }

  @Test func everyRuleHasItsOwnName() {
    let all = CanonicalRules(rawValue: (1 << 11) - 1)
    #expect(all.names.count == 11)
    #expect(Set(all.names).count == 11)
    for name in all.names { #expect(CanonicalRules(named: name)?.names == [name]) }
    #expect(CanonicalRules(named: "no-such-rule") == nil)
    #expect(
      CanonicalRules.standard.name
        == "drop-fragment,drop-userinfo,uppercase-percent,decode-unreserved,drop-empty-query")
  }

  @Test(arguments: [
    ("", CanonicalRules.standard), ("standard", .standard), ("none", CanonicalRules()),
    ("sort-query,drop-tracking", CanonicalRules.standard.union([.sortQuery, .dropTracking])),
    ("no-drop-fragment", CanonicalRules.standard.subtracting(.dropFragment)),
    ("none,drop-www,no-drop-www,drop-fragment", .dropFragment),
  ])
  func readsLists(_ list: String, _ rules: CanonicalRules) throws {
    #expect(try CanonicalRules(list: list) == rules)
    #expect(try CanonicalRules(list: rules.list) == rules)
  }

  @Test(arguments: ["sort", "no-sort", "drop-www,none", "Sort-Query", "drop-www, sort-query"])
  func refusesLists(_ list: String) {
    #expect(throws: CanonicalRules.ListError.self) { _ = try CanonicalRules(list: list) }
  }

  /// The same for every subset of the rules, on URLs that each rule has something to say about.
  @Test func isIdempotentForEverySubset() {
    let texts = [
      "http://u:p@www.www.a.com:80/%7e/x;sid=1/../index.html;jsessionid=2?b&a=%2f&utm_source=x&&sid=3#!f",
      "https://www.a.co/..;sid=1/%2e%2e;sid=1/Default.aspx?gclid=1#f",
      "http://a/index.php;sid=1?&=",
      "http://www.b.c/;sid/;phpsessid=1?%73id=1&%75tm_a=2", "http://h/%69ndex.html?fbclid#",
      "http://www.www.www/(S(abcdefghijklmnopqrstuvwx))/a?PHPSESSID=1&ASPSESSIONIDABCDEFGH=2",
    ]
    for url in texts.compactMap({ WebURL($0) }) {
      for bits in 0..<UInt32(1 << CanonicalRules.named.count) {
        let rules = CanonicalRules(rawValue: bits)
        let once = url.canonical(rules)
        let isStable = once.canonical(rules) == once && WebURL(once.href) == once
        #expect(isStable, "\(url) with \(rules.name)")
      }
    }
  }

  /// Canonicalising again changes nothing, whichever rules are on, reparsed or not (seeded).
  @Test(arguments: [7, 8, 9, 19_700_101] as [UInt64])
  func isIdempotent(seed: UInt64) {
    var urls = URLGenerator(seed: seed)
    let base = WebURL("https://www.base.example/x/y?z")
    for _ in 0..<10_000 {
      let text = urls.next()
      let rules = urls.nextRules()
      guard let once = WebURL(text, base: base)?.canonical(rules) else { continue }
      let comment: Comment = "seed \(seed): \(text.debugDescription) with \(rules.name)"
      #expect(once.canonical(rules) == once, comment)
      let reparsed = WebURL(once.href)
      #expect(reparsed == once, comment)
      #expect(reparsed?.canonical(rules) == once, comment)
    }
  }
}
