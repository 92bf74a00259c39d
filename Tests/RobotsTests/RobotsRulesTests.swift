import Robots
import Testing

@Suite struct RobotsRulesTests {
  private func rules(_ text: String, for token: String = "Orbweaver") -> RobotsRules {
    let bytes = Array(text.utf8)
    return RobotsRules(parsing: bytes.span, for: token)
  }

  private func verdict(_ text: String, _ path: String) -> RobotsVerdict {
    let bytes = Array(path.utf8)
    return rules(text).verdict(forPathAndQuery: bytes.span)
  }

  @Test func explainsItself() {
    let text = "# hello\n\nUser-agent: *\r\nDisallow: /a # secret\rAllow: /a/b\n"
    #expect(
      verdict(text, "/a/x") == RobotsVerdict(isAllowed: false, line: 4, rule: "Disallow: /a"))
    #expect(
      verdict(text, "/a/b?c") == RobotsVerdict(isAllowed: true, line: 5, rule: "Allow: /a/b"))
    #expect(verdict(text, "/") == RobotsVerdict(isAllowed: true))
  }

  @Test(arguments: [
    ("Disallow: /a\nAllow: /a", "/a", true), ("Disallow: /a/\nAllow: /a", "/a/b", false),
    ("Disallow: /*.gif$", "/x/y.gif", false), ("Disallow: /*.gif$", "/x/y.gif?z", true),
    ("Disallow: /a*b*c", "/a-c-b", true), ("Disallow: /a*b*c", "/a-b-c-", false),
    ("Disallow: /a$b", "/a$b", false), ("Disallow: /a%2Ab", "/axb", true),
    ("Disallow: /a%2ab", "/a*b", false), ("Disallow: /a*", "/a", false),
    ("Disallow: /%7eme/", "/~me/x", false), ("Disallow: /~me/", "/%7Eme/x", false),
    ("Disallow: /a%2fb", "/a/b", true), ("Disallow: /a%2fb", "/a%2Fb", false),
    ("Disallow: /é", "/%C3%A9", false), ("Disallow: ", "/a", true), ("Disallow: *", "/a", false),
    ("Disallow: /", "/robots.txt", true), ("Disallow: /", "/robots.txt?x", true),
    ("Disallow: /", "/robots.txt2", false), ("Disallow: /\nAllow: /index.html", "/", true),
    ("Disallow: /\nAllow: /b/index.htm", "/b/", true), ("Disallow: /a**b", "/a-b", false),
    ("Disallow: /ab*ba$", "/aba", true), ("Disallow: /ab*ba$", "/abba", false),
  ])
  func compares(_ lines: String, _ path: String, _ isAllowed: Bool) {
    #expect(verdict("User-agent: *\n" + lines, path).isAllowed == isAllowed)
  }

  @Test(arguments: [
    ("User-agent: ORBWEAVER/1.0 (x)\nDisallow: /", false),
    ("User-agent: Orbweaverx\nDisallow: /", true), ("User-agent: Orb\nDisallow: /", true),
    ("User-agent: *\nDisallow: /\nUser-agent: orbweaver\nAllow: /b", true),
    ("User-agent: orbweaver\nCrawl-delay: 1\nUser-agent: x\nDisallow: /", false),
    ("User-agent: orbweaver\nAllow: /b\nUser-agent: x\nDisallow: /", true),
    ("Disallow: /\nUser-agent: orbweaver\n", true), ("User-agent: * x\nDisallow: /", false),
    ("User-agent: *x\nDisallow: /", true), ("useragent: orbweaver\ndisalow: /", false),
    ("User-agent orbweaver\nDisallow /", false), ("User-agent: orbweaver\nNoindex: /", true),
    ("User-agent: orbweaver\nDisallow: /a\n\nUser-agent: orbweaver\nDisallow: /b", false),
  ])
  func choosesTheGroup(_ text: String, _ isAllowed: Bool) {
    #expect(verdict(text, "/b").isAllowed == isAllowed)
  }

  @Test func readsWhatIsNotInTheRFC() {
    let text = """
      Sitemap: https://a/one.xml
      User-agent: *
      Crawl-delay: 7
      User-agent: orbweaver
      Crawl-delay: 2.5
      Request-rate: 30/1m 0900-1730
      Sitemap: /two.xml
      Disallow: /x
      """
    let named = rules(text)
    #expect(named.crawlDelay == .milliseconds(2500))
    #expect(named.requestRate == .seconds(2))
    #expect(named.sitemaps == ["https://a/one.xml", "/two.xml"])
    #expect(rules("User-agent: *\nCrawl-delay: 1e9").crawlDelay == .seconds(1))
    #expect(rules("User-agent: *\nCrawl-delay: 99999999999").crawlDelay == .seconds(86_400))
    for value in ["-1", "x", "", ".", "1.2.3"] {
      #expect(rules("User-agent: *\nCrawl-delay: \(value)").crawlDelay == nil, "\(value)")
    }
    for value in ["1", "0/1", "/", "1/x", "x/1"] {
      #expect(rules("User-agent: *\nRequest-rate: \(value)").requestRate == nil, "\(value)")
    }
  }

  /// Both from the group that applies, and the longer one where it asks for both.
  @Test(arguments: [
    ("Crawl-delay: 2", 2000), ("Request-rate: 1/5", 5000),
    ("Crawl-delay: 2\nRequest-rate: 1/5", 5000),
    ("Crawl-delay: 7\nRequest-rate: 1/5", 7000), ("Disallow: /x", nil),
    ("Allow: /\nUser-agent: orbweaver\nCrawl-delay: 1\nUser-agent: *\nRequest-rate: 1/9", 1000),
  ])
  func asksForAPause(_ lines: String, _ milliseconds: Int?) {
    #expect(rules("User-agent: *\n" + lines).pause == milliseconds.map { .milliseconds($0) })
  }

  @Test func namesTheGroupThatSpeaks() {
    let text = "User-agent: *\nUser-agent: a\nDisallow: /\nUser-agent: orbweaver\nAllow: /\n"
    #expect(rules(text).audience == .named(lines: [4]))
    #expect(rules(text, for: "b").audience == .everybody(lines: [1]))
    #expect(rules("Disallow: /").audience == .nobody)
    #expect(RobotsRules.allowAll.audience == .nobody)
  }

  /// What RFC 9309 has and Google's parser has not.
  @Test(arguments: [
    ("User-agent: *\nDisallow: /%62", "/b", false, true),
    ("User-agent: *\nDisallow: /é", "/é", false, true),
    ("User-agent: *\nDisallow: /", "/robots.txt", true, false),
    ("User-agent: *\nDisallow: /é", "/%C3%A9", false, false),
    ("User-agent: *\nDisallow: /a%2fb", "/a%2Fb", false, false),
    ("User-agent: *\nDisallow: /a%2fb", "/a%2fb", false, true),
  ])
  func readsByTwoBooks(_ text: String, _ path: String, _ standard: Bool, _ google: Bool) {
    let (bytes, path) = (Array(text.utf8), Array(path.utf8))
    for (reading, expected) in [(RobotsReading.standard, standard), (.google, google)] {
      let rules = RobotsRules(parsing: bytes.span, for: "x", reading: reading)
      let verdict = rules.verdict(forPathAndQuery: path.span)
      #expect(verdict.isAllowed == expected, "\(reading)")
    }
  }

  @Test func remarksWhatIsWrongWithALine() {
    let text = Array("User-agent *\ndisalow: /\nNoindex: /\nwhat?\nfoo: bar\n# ok\n\nAllow: /".utf8)
    let problems = RobotsRemark.all(in: text.span).map { $0.problem ?? "" }
    #expect(
      problems == [
        "no colon: read as User-agent", "misspelt: read as Disallow",
        "a key that this crawler does not use: ignored",
        "neither a key and a value nor a comment: ignored", "not a key that is known: ignored", "",
        "", "",
      ])
  }

  @Test func answersWithoutAFile() {
    let path = Array("/a".utf8)
    let file = Array("/robots.txt".utf8)
    #expect(RobotsRules.allowAll.verdict(forPathAndQuery: path.span).isAllowed)
    #expect(!RobotsRules.disallowAll.verdict(forPathAndQuery: path.span).isAllowed)
    #expect(RobotsRules.disallowAll.verdict(forPathAndQuery: file.span).isAllowed)
  }

  @Test func readsSoMuchAndNoHalfLines() {
    let head = "User-agent: *\nDisallow: /first\n"
    let filler = String(repeating: "#", count: RobotsRules.sizeLimit - head.utf8.count - 14)
    let text = head + filler + "\nDisallow: /long\nDisallow: /late\n"
    #expect(!verdict(text, "/first").isAllowed)
    #expect(verdict(text, "/late").isAllowed)
    #expect(verdict(text, "/l").isAllowed)
    #expect(verdict(text, "/other").isAllowed)
  }
}
