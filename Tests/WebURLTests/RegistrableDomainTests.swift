import TestSupport
import Testing
import WebURL

@Suite struct RegistrableDomainTests {
  @Test(arguments: [
    ("a.b.example.co.uk", "example.co.uk"), ("Example.COM", "example.com"), ("com", nil),
    ("co.uk", nil), ("127.0.0.1", nil), ("[::1]", nil), ("localhost", nil), ("", nil),
    ("www.example.com.", "example.com"), ("münchen.bücher.de", "xn--bcher-kva.de"), ("a b", nil),
  ])
  func isWhatWasRegistered(_ host: String, _ domain: String?) {
    #expect(RegistrableDomain.of(host: host) == domain)
  }

  /// The list's own tests. The rows name hosts in Unicode and in ASCII; the answer is ASCII.
  @Test(.enabled(if: ConformanceSuite.has("psl"), "\(ConformanceSuite.reason)"))
  func agreesWithTheListsTests() throws {
    let rows = try ConformanceSuite.lines("psl/publicsuffix_tests.jsonl")
    #expect(rows.count >= 78)
    var tally = SuiteTally("psl/publicsuffix_tests.jsonl")
    for row in rows {
      guard let host = row["host"] as? String else { continue }
      let expected = (row["registrable_domain"] as? String).flatMap {
        WebURL("http://\($0)/")?.host
      }
      tally.count(host, RegistrableDomain.of(host: host) == expected)
    }
    #expect(tally.report() == [])
  }
}
