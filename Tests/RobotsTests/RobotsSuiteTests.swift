import Robots
import TestSupport
import Testing
import WebURL

/// What other parsers' authors expect. A case that we answer otherwise on purpose stands in a list
/// with its reason; the test fails when that list is no longer exactly right.
///
/// The policy where they differ: RFC 9309 decides. Google's own suite comes out whole in Google's
/// reading, and but for three cases in the standard one.
@Suite(.enabled(if: ConformanceSuite.has("robots"), "\(ConformanceSuite.reason)"))
struct RobotsSuiteTests {
  private static let isEncoded =
    "RFC 9309, 2.2.2: octets outside ASCII are encoded in the URI too before comparing"
  private static let decodes = "RFC 9309, 2.2.2: unreserved octets are decoded before comparing"
  private static let noSlash = "RFC 9309, 2.2.2: a rule is matched from the start of the path"
  private static let wholeToken = "RFC 9309, 2.2.1: the whole product token must match"

  static let deviations: [(file: String, reasons: [String: String])] = [
    (
      "google_robotstxt",
      [
        "64 FooBot http://foo.bar/foo/bar/ツ": isEncoded,
        "66 FooBot http://foo.bar/foo/bar/ツ": isEncoded,
        "67 FooBot http://foo.bar/foo/bar/baz": decodes,
      ]
    ),
    (
      "temoto_robotstxt",
      [
        "38 f /fish/": noSlash, "39 f /fish/?id=anything": noSlash,
        "40 f /fish/salmon.htm": noSlash, "88 Googlebot /path/page1.html": wholeToken,
      ]
    ),
    ("scrapy_robots_interface", [:]),
    ("spatie_robots_txt", [:]),
  ]

  @Test(arguments: deviations)
  func verdicts(_ file: String, _ reasons: [String: String]) throws {
    let cases = try RobotsCase.all(file)
    #expect(cases.count > 20)
    var tally = SuiteTally("robots/\(file).jsonl", listed: reasons)
    for each in cases { tally.count(each.name, each.verdict().isAllowed == each.isAllowed) }
    #expect(tally.report() == [])
  }

  /// Read by Google's book, every case of its suite comes out as its authors expect. It is given the
  /// path as it stands in the case: encoding is left to the caller there.
  @Test func readsAsGoogleDoesOnRequest() throws {
    var tally = SuiteTally("robots/google_robotstxt.jsonl#google")
    for each in try RobotsCase.all("google_robotstxt") {
      let rules = each.rules(reading: .google)
      let path = each.pathAsGiven
      let verdict = rules.verdict(forPathAndQuery: path.span)
      tally.count(each.name, verdict.isAllowed == each.isAllowed)
    }
    #expect(tally.report() == [])
  }

  static let pauses: [(file: String, reasons: [String: String])] = [
    (
      "crawler_commons_crawl_delay_sitemaps",
      [
        "1 googlebot/2.1 ": "an agent here is a product token, without version",
        "13 Mozilla delaybot 99.9 ": "an agent here is one product token",
        "20 bogusbot ": "a star with HTML behind it names nobody, as Google reads it",
      ]
    ),
    ("spatie_robots_txt_crawl_delay", [:]),
    ("temoto_robotstxt_crawl_delay_sitemaps", [:]),
  ]

  @Test(arguments: pauses)
  func crawlDelays(_ file: String, _ reasons: [String: String]) throws {
    let cases = try RobotsCase.all(file).filter { $0.has("crawl_delay") }
    #expect(!cases.isEmpty)
    var tally = SuiteTally("robots/\(file).jsonl#crawl-delay", listed: reasons)
    for each in cases {
      let expected = each.number("crawl_delay").map { Duration.milliseconds(Int($0 * 1000)) }
      tally.count(each.name, each.rules.crawlDelay == expected)
    }
    #expect(tally.report() == [])
  }

  private static let sitemapDeviations = [
    "crawler_commons_crawl_delay_sitemaps": ["23 bot1 ": "a bare URL is no Sitemap line"]
  ]

  @Test(arguments: [
    "crawler_commons_crawl_delay_sitemaps", "temoto_robotstxt_crawl_delay_sitemaps",
    "scrapy_sitemaps_in_robots", "google_robotstxt_parse_stats",
  ])
  func sitemaps(_ file: String) throws {
    var tally = SuiteTally(
      "robots/\(file).jsonl#sitemaps", listed: Self.sitemapDeviations[file] ?? [:])
    for each in try RobotsCase.all(file) {
      let expected = each.strings("sitemaps") ?? each.string("sitemap").map { [$0] }
      guard let expected else { continue }
      let base = WebURL(each.string("base_url") ?? "http://domain.com")
      let found = each.rules.sitemaps.compactMap { WebURL($0, base: base)?.href }
      tally.count(each.name, Set(found) == Set(expected.compactMap { WebURL($0)?.href }))
    }
    #expect(tally.report() == [])
  }
}
