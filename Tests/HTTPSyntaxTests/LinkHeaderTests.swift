import HTTPSyntax
import TestSupport
import Testing
import WebURL

@Suite struct LinkHeaderTests {
  private func targets(_ value: String) -> [String] {
    LinkHeader.parse(value).map { "\($0.target) \($0.relations.joined(separator: "+"))" }
  }

  @Test(arguments: [
    ("</a>; rel=next", ["/a next"]),
    ("</a>; rel=\"next  Canonical\", <b,c>;rel=prev", ["/a next+canonical", "b,c prev"]),
    ("<a> ; title=\"x, <y>; rel=z\" ; rel = alternate", ["a alternate"]),
    ("<a>; rel=next; rel=prev", ["a next"]), ("<a>; REL=NEXT", ["a next"]), ("<a>", ["a "]),
    ("<>; rel=next", [" next"]), (",, <a>; rel=next,", ["a next"]), ("a; rel=next", []),
    ("<a; rel=next", []), ("<a>; rel=next, b, <c>; rel=prev", ["a next"]),
    ("<a>; rel=\"ne\\xt", ["a next"]), ("<a> junk; rel=next, <b>; rel=prev", ["a ", "b prev"]),
    ("<a>;;rel=next", ["a next"]), ("<a>; rel = next ; title*=UTF-8''%e2", ["a next"]), ("", []),
  ])
  func parses(_ value: String, _ expected: [String]) { #expect(targets(value) == expected) }

  @Test func knowsWhatLinksTheyMake() throws {
    let links = LinkHeader.parse(
      """
      <a>; rel="alternate stylesheet", <b>; rel="canonical nofollow"; anchor="#x", \
      <c>; rel="preload", <d>; rel="next prev next ugc sponsored"
      """)
    try #require(links.count == 4)
    #expect(links[0].kinds == [.stylesheet])
    #expect(links[1].kinds == [.canonical])
    #expect(links[1].relation == [.nofollow])
    #expect(links[1].anchor == "#x")
    #expect(links[2].kinds == [])
    #expect(links[3].kinds == [.next, .previous])
    #expect(links[3].relation == [.ugc, .sponsored])
  }

  @Test func takesLongHeadersInReasonableTime() {
    let value = String(repeating: "<a>; rel=next; x=\"y\", ", count: 20_000)
    #expect(LinkHeader.parse(value).count == 20_000)
    #expect(LinkHeader.parse(String(repeating: "<a>;", count: 50_000)).count == 1)
  }
}

/// Where redirects, of either kind, may lead.
@Suite struct RedirectTests {
  @Test(.enabled(if: ConformanceSuite.has("metarefresh"), "\(ConformanceSuite.reason)"))
  func schemes() throws {
    let file = "metarefresh/scrapy_redirect_schemes.jsonl"
    var tally = SuiteTally(file)
    for row in try ConformanceSuite.lines(file) {
      guard let page = row["request_url"] as? String, let location = row["location"] as? String,
        let via = row["via"] as? String
      else { continue }
      let reference = via == "meta refresh" ? refreshed(to: location) : location
      let target = WebURL(reference, base: WebURL(page))
      let followed = target.flatMap { $0.isHTTP ? $0.href : nil }
      tally.count("\(via): \(location) on \(page)", followed == row["followed_to"] as? String)
    }
    #expect(tally.report() == [])
  }

  private func refreshed(to location: String) -> String {
    let content = Array("0; url=\(location)".utf8)
    guard case .reference(let range) = DeclarativeRefresh(content.span) else { return "" }
    return String(decoding: content[range], as: UTF8.self)
  }

  @Test(
    arguments: [
      ("", .none), ("x", .none), ("5", .sameDocument), ("5;", .sameDocument), ("5x", .none),
      ("5; url=a", .reference(7..<8)), ("5,a", .reference(2..<3)), (".5 'a'b", .reference(4..<5)),
      ("1; URL = \"a b\" c", .reference(10..<13)), ("1;urla", .reference(2..<6)),
    ] as [(String, DeclarativeRefresh)])
  func refreshes(_ value: String, _ expected: DeclarativeRefresh) {
    let bytes = Array(value.utf8)
    #expect(DeclarativeRefresh(bytes.span) == expected)
  }
}
