import HTTPSyntax
import TestSupport
import Testing

@Suite struct MediaTypeTests {
  @Test(arguments: [
    ("text/html", "text/html"), ("TEXT/HTML ; CHARSET=utf-8", "text/html;charset=utf-8"),
    ("text/html;charset=\"a\\\"b\"", "text/html;charset=\"a\\\"b\""),
    ("text/html;charset=;charset=x", "text/html;charset=x"), ("text", nil), ("/html", nil),
    ("text/", nil), ("text/ html", nil), ("text/html, text/plain", nil), ("", nil),
  ])
  func parses(_ text: String, _ expected: String?) {
    #expect(MediaType(text)?.description == expected)
  }

  @Test func knowsItsKind() {
    #expect(MediaType("text/HTML")?.isHTML == true)
    #expect(MediaType("application/xhtml+xml")?.isXML == true)
    #expect(MediaType("text/xml")?.isXML == true)
    #expect(MediaType("image/xml")?.isXML == false)
    #expect(MediaType("application/unknown")?.isUnknown == true)
  }

  @Test(.enabled(if: ConformanceSuite.has("http"), "\(ConformanceSuite.reason)"))
  func mimeTypes() throws {
    let reason = "misspelt there: a W in the input, and no w in the type of the output"
    var tally = SuiteTally("http/wpt_mime_types.jsonl", listed: ["all tokens": reason])
    for row in try ConformanceSuite.lines("http/wpt_mime_types.jsonl") {
      guard let input = row["input"] as? String else { continue }
      let type = MediaType(input)
      // Which labels name an encoding is for those who decode; that there is one is decided here.
      let hasCharset = row["encoding"] as? String == nil || type?["charset"] != nil
      let name = input.hasPrefix("!#$%&'*+-.^_`|~") ? "all tokens" : input.debugDescription
      tally.count(name, type?.description == row["output"] as? String && hasCharset)
    }
    #expect(tally.report() == [])
  }

  @Test(.enabled(if: ConformanceSuite.has("http"), "\(ConformanceSuite.reason)"))
  func repeatedHeaders() throws {
    var tally = SuiteTally("http/wpt_content_type_headers.jsonl")
    for row in try ConformanceSuite.lines("http/wpt_content_type_headers.jsonl") {
      guard let headers = row["headers"] as? [String] else { continue }
      let type = MediaType(contentType: headers.joined(separator: ", "))
      tally.count("\(headers)", type?.description == row["mime_type"] as? String)
    }
    #expect(tally.report() == [])
  }
}
