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
