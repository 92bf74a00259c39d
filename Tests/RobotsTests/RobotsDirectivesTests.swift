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
      for header in row["headers"] as? [[String]] ?? [] where header[0] == "X-Robots-Tag" {
        let agent = row["user_agent"] as? String ?? ""
        directives.formUnion(.parse(header: header[1], for: agent))
      }
      tally.count(
        "row \(index + 1)",
        directives.contains(.noindex) == noindex && directives.contains(.nofollow) == nofollow)
    }
    #expect(tally.report() == [])
  }
}
