import CrawlStore
import Crawler
import Testing
import WebURL

/// What a crawl's recorded settings say of a URL.
@Suite struct RecordedRulesTests {
  private func url(_ text: String) throws -> WebURL { try #require(WebURL(text)) }

  private func refusal(
    _ settings: [(name: String, value: String)], _ text: String, robots: RobotsRow? = nil
  ) throws -> String? {
    let seed = [(name: "seed", value: "http://www.a.test/docs/index.html")]
    return try RecordedRules(seed + settings).verdicts(on: url(text), robots: robots)
      .first { $0.answer == .refuses }?.detail
  }

  @Test func theFirstRuleThatRefusesDecides() throws {
    #expect(try refusal([], "http://www.a.test/x") == nil)
    #expect(try refusal([], "http://b.a.test/x") == "scope: host")
    #expect(try refusal([("scope", "domain")], "http://b.a.test/x") == nil)
    #expect(try refusal([("scope", "prefix")], "http://www.a.test/x") == "scope: prefix")
    #expect(try refusal([("scope", "prefix")], "http://www.a.test/docs/x") == nil)
    #expect(try refusal([("exclude", "x$")], "http://www.a.test/x") == "exclude: x$")
    #expect(try refusal([("include", "y$")], "http://www.a.test/x") == "include: no match")
    let long = "http://www.a.test/" + String(repeating: "x", count: 9_000)
    #expect(try refusal([], long) == "length: too long")
    let trap = "http://www.a.test/a/b/a/b/a/b"
    #expect(try refusal([], trap) == "trap: repeated segments")
    #expect(try refusal([("traps", "ignore")], trap) == nil)
  }

  @Test func robotsDecideByTheFileThatTheCrawlHas() throws {
    var row = RobotsRow(host: 1, fetchedAt: 0, status: 200, outcome: "rules", expiresAt: 0)
    row.text = Array("User-agent: *\nDisallow: /x\n\nUser-agent: loom\nDisallow: /y\n".utf8)
    #expect(
      try refusal([], "http://www.a.test/x", robots: row) == "robots.txt line 2: Disallow: /x")
    #expect(try refusal([("product-token", "loom")], "http://www.a.test/x", robots: row) == nil)
    #expect(try refusal([("robots", "ignore")], "http://www.a.test/x", robots: row) == nil)
    row.outcome = "allow all: http 404"
    #expect(try refusal([], "http://www.a.test/x", robots: row) == nil)
  }

  @Test func whatTheLinkDecidesIsSaidToDepend() throws {
    func depends(_ settings: [(name: String, value: String)]) throws -> [String] {
      try RecordedRules(settings + [("scope", "any")])
        .verdicts(on: url("http://a.test/"), robots: nil)
        .filter { $0.answer == .depends }.map(\.rule)
    }
    #expect(try depends([("depth", "unlimited")]) == ["kind", "nofollow", "robots"])
    #expect(try depends([("depth", "3")]) == ["kind", "nofollow", "depth", "robots"])
    #expect(
      try depends([("assets", "true"), ("follow-nofollow", "true"), ("robots", "ignore")]) == [])
  }

  @Test func eachRewriteNamesItsRule() throws {
    let rules = RecordedRules([("canonical", "none,drop-fragment,sort-query,drop-index-page")])
    let rewrites = rules.rewrites(of: try url("http://a.test/index.html?b=1&a=2#x"))
    #expect(rewrites.map(\.rule) == ["drop-fragment", "sort-query", "drop-index-page"])
    #expect(rewrites.last?.result == "http://a.test/?a=2&b=1")
    #expect(rules.rewrites(of: try url("http://a.test/")).isEmpty)
  }

  /// Rule by rule comes to the same as all at once.
  @Test func theRewritesEndInTheCanonicalForm() throws {
    let all = CanonicalRules(CanonicalRules.named.map(\.rule))
    for text in [
      "http://u:p@www.a.test/%7e/index.html;jsessionid=1?utm_source=x&b=%2f&a#!bang",
      "https://www.a.test/?#", "http://a.test/?utm_medium=1", "http://a.test/x?sid=1#y",
    ] {
      let url = try url(text)
      for rules in [all, .standard, all.subtracting(.keepHashBang)] {
        let steps = RecordedRules([("canonical", rules.list)]).rewrites(of: url)
        #expect((steps.last?.result ?? url.href) == url.canonical(rules).href)
      }
    }
  }
}
