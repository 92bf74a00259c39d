import Foundation
import Robots
import TestSupport
import Testing

@Suite struct RobotsDirectivesTests {
  private func meta(_ content: String) -> RobotsDirectives {
    let bytes = Array(content.utf8)
    return .parse(meta: bytes.span)
  }

  @Test func readsMeta() {
    #expect(meta("") == [])
    #expect(meta("all, index,follow") == [])
    #expect(meta("NoIndex, NOFOLLOW") == [.noindex, .nofollow])
    #expect(meta("none") == [.noindex, .nofollow])
    #expect(
      meta(" noindex,\n\n nofollow;noarchive nosnippet") == [
        .noindex, .nofollow, .noarchive, .nosnippet,
      ])
    #expect(
      meta("nocache,noimageindex,notranslate,indexifembedded") == [
        .noarchive, .noimageindex, .notranslate, .indexifembedded,
      ])
    #expect(meta("noindexing, max-snippet:-1, no follow") == [])
  }

  private static let headers: [(String, RobotsDirectives)] = [
    ("noindex, nofollow", .none), ("otherbot: noindex, nofollow", []),
    ("Orbweaver: noindex, nofollow", .none), ("noindex, otherbot: nofollow", .noindex),
    ("otherbot: noindex, orbweaver: nofollow", .nofollow), ("*: noindex", .noindex),
    ("unavailable_after: 25 Jun 2010 15:00:00 PST, noindex", .noindex),
    ("max-image-preview: large, nofollow", .nofollow), ("", []), (":", []), (",,", []),
    ("unavailable_after: Sat, 25 Jun 2010 15:00:00 GMT, noindex", .noindex),
    ("unavailable_after: Saturday, 25-Jun-10 15:00:00 GMT, nofollow", .nofollow),
    ("unavailable_after: 2010-06-25T15:00:00, none", .none), ("max-snippet: -1, noindex", .noindex),
    ("max-snippet:-1,max-video-preview:-1, nofollow", .nofollow),
    ("orbweaver: noindex, nofollow, otherbot: noarchive", .none), ("orbweaver : none", .none),
    ("otherbot: noindex, *: nofollow", .nofollow), ("bot2: noindex, nofollow", []),
    ("otherbot: none\nnofollow", .nofollow), ("noindex\notherbot: nofollow", .noindex),
    ("otherbot: noindex\norbweaver: nofollow\nnoarchive", [.nofollow, .noarchive]),
    ("otherbot: unavailable_after: Sat, 25 Jun 2010 15:00:00 GMT, noindex", []),
  ]

  @Test(arguments: headers)
  func readsHeaders(_ value: String, _ expected: RobotsDirectives) {
    #expect(RobotsDirectives.parse(header: value, for: "Orbweaver") == expected)
  }

  /// The rows whose directives can be had without an HTML parser.
  @Test(.enabled(if: ConformanceSuite.has("robotsmeta"), "\(ConformanceSuite.reason)"))
  func agreesWithOthers() throws {
    let element = try Regex(
      "(?i)<meta name=\"robots\" content=\"([^\"]*)\"", as: (Substring, Substring).self)
    let rows = try ConformanceSuite.lines("robotsmeta/meta_and_header_cases.jsonl")
    var tally = SuiteTally("robotsmeta/meta_and_header_cases.jsonl")
    for (index, row) in rows.enumerated() {
      let html = row["html"] as? String ?? ""
      guard !html.contains("<!--"), let noindex = row["noindex"] as? Bool,
        let nofollow = row["nofollow"] as? Bool
      else { continue }
      var directives: RobotsDirectives = []
      for match in html.matches(of: element) { directives.formUnion(meta(String(match.output.1))) }
      let headers = (row["headers"] as? [[String]] ?? []).filter { $0[0] == "X-Robots-Tag" }
      let tag = headers.map { $0[1] }.joined(separator: "\n")
      directives.formUnion(.parse(header: tag, for: row["user_agent"] as? String ?? ""))
      tally.count(
        "row \(index + 1)",
        directives.contains(.noindex) == noindex && directives.contains(.nofollow) == nofollow)
    }
    #expect(tally.report() == [])
  }
}
