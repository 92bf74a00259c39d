import TestSupport
import Testing
import WebURL

/// The web platform tests of the URL standard, all of them.
@Suite struct URLStandardTests {
  @Test(.enabled(if: ConformanceSuite.has("url"), "\(ConformanceSuite.reason)"))
  func parsesAndSerialises() throws {
    let rows = try ConformanceSuite.array("url/wpt_urltestdata.json")
    #expect(rows.count >= 891)
    for row in rows {
      guard let input = row["input"] as? String else { continue }
      let baseText = row["base"] as? String
      let base = baseText.flatMap { WebURL($0) }
      let failsByBase = baseText != nil && base == nil
      let url = failsByBase ? nil : WebURL(input, base: base)
      let name: Comment = "\(input.debugDescription) on \(baseText ?? "no base")"
      if row["failure"] as? Bool == true {
        #expect(url == nil, name)
      } else if let url {
        expectParts(of: url, row, name)
      } else {
        Issue.record("\(name): not parsed")
      }
    }
  }

  private func expectParts(of url: WebURL, _ row: [String: Any], _ name: Comment) {
    func field(_ key: String) -> String? { row[key] as? String }
    #expect(url.href == field("href"), name)
    #expect(url.scheme + ":" == field("protocol"), name)
    #expect(url.username == field("username"), name)
    #expect(url.password == field("password"), name)
    #expect((url.host ?? "") == field("hostname"), name)
    #expect((url.port.map { "\($0)" } ?? "") == field("port"), name)
    #expect(url.path == field("pathname"), name)
    #expect(delimited("?", url.query) == field("search"), name)
    #expect(delimited("#", url.fragment) == field("hash"), name)
    if let origin = field("origin") { #expect((url.origin ?? "null") == origin, name) }
    #expect(WebURL(url.href) == url, "\(name): serialised and parsed again")
  }

  /// The standard's getters leave an empty query or fragment out.
  private func delimited(_ delimiter: String, _ part: String?) -> String {
    guard let part, !part.isEmpty else { return "" }
    return delimiter + part
  }

  @Test(.enabled(if: ConformanceSuite.has("url"), "\(ConformanceSuite.reason)"))
  func turnsDomainsIntoASCII() throws {
    let rows = try ConformanceSuite.array("url/wpt_toascii.json")
    #expect(rows.count >= 87)
    for row in rows {
      guard let input = row["input"] as? String else { continue }
      let host = WebURL("https://\(input)/x")?.host
      #expect(host == row["output"] as? String, "\(input.debugDescription)")
    }
  }

  @Test(.enabled(if: ConformanceSuite.has("url"), "\(ConformanceSuite.reason)"))
  func encodesQueriesInUTF8() throws {
    for row in try ConformanceSuite.array("url/wpt_percent-encoding.json") {
      guard let input = row["input"] as? String, let output = row["output"] as? [String: String]
      else { continue }
      let url = WebURL("https://example/?\(input)#\(input)")
      #expect(url?.query == output["utf-8"], "\(input.debugDescription)")
      #expect(url?.fragment == output["utf-8"], "\(input.debugDescription)")
    }
  }
}
