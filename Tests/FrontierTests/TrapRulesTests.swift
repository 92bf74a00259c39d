import Frontier
import Testing

@Suite struct TrapRulesTests {
  private let rules = TrapRules(year: 2026)

  private func objection(_ path: String, clicks: Int = 1) -> String? {
    rules.objection(to: Array(path.utf8).span, clicks: clicks)?.description
  }

  @Test(arguments: [
    "/", "/a/b/c.html", "/1/1/1/1/1/1/", "/2026/11/11/11/", "/a/a/a/a", "/a/b/a/b/",
    "/x/1/y/1/z/1/",
    "/org/example/example/example/", "/1/2/1/2/1/2/1/2", "/0/0/0/0/0/0",
    "/" + (1...31).map { "s\($0)" }.joined(separator: "/"),
    "/search?" + (1...32).map { "p\($0)=1" }.joined(separator: "&"),
    "/list?tag=a&tag=b&tag=c&tag=d&tag=e&tag=f&tag=g&tag=h", "/?", "/?&&a", "/archive/2036/12",
    "/archive/1865-04-15", "/cal?year=2036&month=12", "/cal?year=2999", "/part-2999-1a",
    "/12999/01/",
    "/rfc/2999/7230", "/cal?month=5&year=0", "/thread/2100/11", "/json/schema-3166-1.json",
    "/maps/iso-8859-10.vim",
    "/rfc2616-10.html", "/2037/01/", "/a//b///c",
  ])
  func whatSitesHavePasses(path: String) { #expect(objection(path) == nil) }

  @Test(arguments: [
    ("/a/b/a/b/a/b", "repeated segments"), ("/x/a/b/a/b/a/b/y", "repeated segments"),
    ("/a/a/a/a/a", "repeated segments"), ("/2/b/2/b/2/b/", "repeated segments"),
    ("/a/b/c/d/e/f/g/h/a/b/c/d/e/f/g/h/a/b/c/d/e/f/g/h", "repeated segments"),
    ("/" + (1...33).map { "s\($0)" }.joined(separator: "/"), "path deeper than 32"),
    ("/?" + (1...33).map { "p\($0)=1" }.joined(separator: "&"), "more than 32 parameters"),
    ("/?" + String(repeating: "tag=a&", count: 9), "repeated parameters"),
    ("/events/2037/01", "calendar"), ("/calendar/1525/12/31", "calendar"),
    ("/events?date=2037-01-01", "calendar"), ("/cal?month=3&year=2100", "calendar"),
    ("/cal?YEAR=2100&Month=12", "calendar"),
  ])
  func whatTrapsHaveDoesNot(path: String, reason: String) { #expect(objection(path) == reason) }

  @Test func noPathIsTooLongOrTooStrangeToBeRead() {
    for path in ["", "?", "//////", "/?=&=&", "/%/%%", String(repeating: "/a", count: 5000)] {
      _ = objection(path)
    }
  }

  @Test func aChainOfLinksHasAnEnd() {
    #expect(objection("/", clicks: 16_384) == nil)
    #expect(objection("/", clicks: 16_385) == "more than 16384 links from a seed")
  }

  @Test(arguments: [
    Trap.path(deeperThan: 32), .repeatedSegments, .parameters(moreThan: 9), .repeatedParameters,
    .calendar,
    .session, .clicks(moreThan: 5), .stale(pattern: "/a/#?b"),
    .endless(pattern: "/x has no end/**"),
  ])
  func trapsAreReadBack(trap: Trap) {
    #expect(Trap(trap.description) == trap)
    #expect(Exclusion(Exclusion.trap(trap).description) == .trap(trap))
  }

  @Test func otherTextsAreNoTraps() {
    for text in ["", "pattern ", "pattern  has no end", "path deeper than x", "more than 3"] {
      #expect(Trap(text) == nil, "\(text)")
    }
  }
}
