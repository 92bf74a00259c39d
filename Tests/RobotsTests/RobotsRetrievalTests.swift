import Robots
import TestSupport
import Testing

@Suite struct RobotsRetrievalTests {
  @Test(arguments: [
    (200, RobotsRetrieval.Meaning.rules), (204, .rules), (400, .allowAll), (401, .allowAll),
    (403, .allowAll), (404, .allowAll), (410, .allowAll), (451, .allowAll), (499, .allowAll),
    (429, .disallowForNow), (500, .disallowForNow), (503, .disallowForNow), (301, .disallowForNow),
    (304, .disallowForNow), (999, .disallowForNow), (0, .disallowForNow), (100, .disallowForNow),
  ])
  func statusesMean(_ status: Int, _ meaning: RobotsRetrieval.Meaning) {
    #expect(RobotsRetrieval.meaning(ofStatus: status) == meaning)
  }

  /// What may be fetched after an answer with this status and, where it is a file, an empty one.
  @Test(
    .enabled(if: ConformanceSuite.has("robots"), "\(ConformanceSuite.reason)"),
    arguments: ["crawler_commons_fetch_status", "temoto_robotstxt_fetch_status"])
  func agreesWithOthers(_ file: String) throws {
    var tally = SuiteTally("robots/\(file).jsonl")
    for row in try ConformanceSuite.lines("robots/\(file).jsonl") {
      let status = try #require(row["http_status"] as? Int)
      let isForNow = RobotsRetrieval.meaning(ofStatus: status) == .disallowForNow
      let isMet = isForNow != row["allowed"] as? Bool
      tally.count("\(status)", isMet && (row["defer_visits"] as? Bool ?? isForNow) == isForNow)
    }
    #expect(tally.report() == [])
  }

  @Test(arguments: [
    (nil, 86_400), ("", 86_400), ("public", 86_400), ("max-age=60", 60), ("MAX-AGE=60", 60),
    ("public, max-age = \"60\"", 60), ("max-age=0", 0), ("no-cache", 0), ("no-store, private", 0),
    ("no-cache=\"set-cookie\", max-age=60", 0), ("max-age=99999999999999999999", 86_400),
    ("max-age=100000", 86_400), ("max-age=-1", 86_400), ("max-age=", 86_400), ("max-age", 86_400),
    ("max-age=1.5", 86_400), ("max-age=300, max-age=60", 60), ("s-maxage=60", 86_400),
  ])
  func cacheControlSaysHowLong(_ header: String?, _ seconds: Int) {
    #expect(RobotsRetrieval.lifetime(cacheControl: header) == .seconds(seconds))
  }

  @Test(arguments: [
    ("Orbweaver/1.0 (+https://orbweaver.example/bot)", "Orbweaver"), ("Foobot", "Foobot"),
    ("Foobot Bar", "Foobot"), (" Foobot/2", "Foobot"), ("Bot007/1", "Bot007"), ("", nil),
    ("/1.0", nil), ("\u{30C4}", nil), ("Foo*", nil), ("7bot", nil), ("*", nil),
  ])
  func findsTheTokenOfAHeader(_ header: String, _ token: String?) {
    #expect(RobotsAgent.productToken(ofHeader: header) == token)
  }
}
