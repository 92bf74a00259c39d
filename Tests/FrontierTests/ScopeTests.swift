import Frontier
import Testing
import WebURL

@Suite struct ScopeTests {
  /// The exclusion that a new URL meets, or "queued".
  private func fate(
    of url: String, seeds: [String] = ["http://www.example.com/docs/index.html"],
    reach: Scope.Reach = .host, including: [String] = [], excluding: [String] = []
  ) throws -> String {
    let bench = try FrontierBench(
      seeds: seeds, reach: reach, including: including, excluding: excluding)
    let discovery = bench.discover([url])
    let new = try #require(discovery.newURLs.first)
    return new.exclusion?.description ?? "queued"
  }

  @Test(arguments: [
    ("http://www.example.com/elsewhere", "queued"),
    ("https://www.example.com/", "queued"),
    ("http://example.com/", "scope: host"),
    ("http://www.example.com:8080/", "scope: host"),
    ("http://www.example.com.evil.test/", "scope: host"),
  ])
  func byHost(url: String, expected: String) throws {
    #expect(try fate(of: url) == expected)
  }

  @Test(arguments: [
    ("http://example.com/", "queued"),
    ("https://deep.under.example.com:8443/", "queued"),
    ("http://notexample.com/", "scope: domain"),
    ("http://example.org/", "scope: domain"),
  ])
  func byDomain(url: String, expected: String) throws {
    #expect(try fate(of: url, reach: .domain) == expected)
  }

  @Test(arguments: [
    ("http://www.example.com/docs/a/b", "queued"),
    ("http://www.example.com/docs2/", "scope: prefix"),
    ("https://www.example.com/docs/a", "scope: prefix"),
  ])
  func byPrefix(url: String, expected: String) throws {
    #expect(try fate(of: url, reach: .prefix) == expected)
  }

  @Test func anywhere() throws {
    #expect(try fate(of: "http://other.test/", reach: .any) == "queued")
  }

  @Test func patternsNarrowTheScope() throws {
    #expect(
      try fate(of: "http://www.example.com/x.pdf", excluding: [#"\.pdf$"#])
        == #"exclude: \.pdf$"#)
    #expect(
      try fate(of: "http://www.example.com/x", including: ["/y", "/z"])
        == "include: no match")
    #expect(try fate(of: "http://www.example.com/z", including: ["/y", "/z"]) == "queued")
  }

  @Test func aBadPatternSaysWhatAndWhere() {
    let error = #expect(throws: Pattern.SyntaxError.self) { _ = try Pattern("a(b") }
    #expect(error?.description.contains("'a(b'") == true)
    #expect(error?.description.contains("at 3") == true)
  }

  /// Guards against a URL that holds the frontier up: (a+)+$ is exponential on this text.
  @Test func matchingGivesUpAfterItsStepLimit() throws {
    let pattern = try Pattern("^(a+)+$")
    let hostile = Array(String(repeating: "a", count: 40).utf8) + [0x21]
    let matches = pattern.matches(hostile.span)
    #expect(!matches)
  }
}
