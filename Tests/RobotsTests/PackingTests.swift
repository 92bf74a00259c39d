import Robots
import TestSupport
import Testing

/// Rules that were put away say what they said before.
@Suite struct PackingTests {
  @Test(arguments: [
    "User-agent: *\nDisallow: /a\nAllow: /a/b$\nCrawl-delay: 2.5\n",
    "User-agent: orbweaver\n\n\nDisallow: /*?x=\nAllow: /dir/index.html\nRequest-rate: 1/7",
    "User-agent: orbweaver\nDisallow:\n", "", "User-agent: other\nDisallow: /\n",
  ])
  func nothingIsLost(text: String) {
    let rules = RobotsRules(parsing: Array(text.utf8).span, for: "orbweaver")
    let again = RobotsRules(packed: rules.packed)
    for path in ["/", "/a", "/a/b", "/a/bc", "/p?x=1", "/dir/", "/dir/index.html", "/robots.txt"] {
      let bytes = Array(path.utf8)
      #expect(
        rules.verdict(forPathAndQuery: bytes.span) == again.verdict(forPathAndQuery: bytes.span))
    }
    #expect(rules.pause == again.pause)
    #expect(rules.audience == again.audience)
    #expect(rules.packed == again.packed)
  }

  @Test func refusingAllIsKept() {
    let again = RobotsRules(packed: RobotsRules.disallowAll.packed)
    #expect(!again.verdict(forPathAndQuery: Array("/".utf8).span).isAllowed)
    #expect(RobotsRules.allowAll.saysNothing && !again.saysNothing)
  }

  /// Lines of all sorts, many of them.
  @Test(arguments: [1, UInt64.random(in: 2 ... .max)])
  func manyRulesAreKept(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let lines = (0..<300).map { _ in
      let path = (0..<1 + generator.next() % 6).map { _ in
        ["/a", "/b", "*", "c", "$", "%7e", "/index.html", "é"][Int(generator.next() % 8)]
      }
      return (generator.next() % 2 == 0 ? "Allow: /" : "Disallow: /") + path.joined()
    }
    let text = Array(("User-agent: *\n" + lines.joined(separator: "\n")).utf8)
    let rules = RobotsRules(parsing: text.span, for: "orbweaver")
    let again = RobotsRules(packed: rules.packed)
    for _ in 0..<300 {
      let path = Array(
        ("/"
          + (0..<generator.next() % 6).map { _ in
            ["/a", "/b", "c", "~", "%7E", "/", "é"][Int(generator.next() % 7)]
          }.joined()).utf8)
      #expect(
        rules.verdict(forPathAndQuery: path.span) == again.verdict(forPathAndQuery: path.span),
        "seed \(seed)")
    }
  }
}
