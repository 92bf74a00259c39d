import Encodings
import TestSupport
import Testing
import WebURL

/// The web platform tests of the URL standard, all of them.
@Suite struct URLStandardTests {
  @Test(.enabled(if: ConformanceSuite.has("url"), "\(ConformanceSuite.reason)"))
  func parsesAndSerialises() throws {
    let rows = try ConformanceSuite.array("url/wpt_urltestdata.json")
    #expect(rows.count >= 891)
    var tally = SuiteTally("url/wpt_urltestdata.json")
    for row in rows {
      guard let input = row["input"] as? String else { continue }
      let baseText = row["base"] as? String
      let base = baseText.flatMap { WebURL($0) }
      let failsByBase = baseText != nil && base == nil
      let url = failsByBase ? nil : WebURL(input, base: base)
      tally.count(
        "\(input.debugDescription) on \(baseText ?? "no base")",
        url.map { differences(of: $0, from: row).isEmpty } ?? (row["failure"] as? Bool == true))
    }
    #expect(tally.report() == [])
  }

  /// The fields of a row that the URL does not have as they stand there.
  private func differences(of url: WebURL, from row: [String: Any]) -> [String] {
    guard row["failure"] as? Bool != true else { return ["failure"] }
    let fields: [(String, String)] = [
      ("href", url.href), ("protocol", url.scheme + ":"), ("username", url.username),
      ("password", url.password), ("hostname", url.host ?? ""),
      ("port", url.port.map { "\($0)" } ?? ""), ("pathname", url.path),
      ("search", delimited("?", url.query)), ("hash", delimited("#", url.fragment)),
      ("origin", row["origin"] == nil ? "" : url.origin ?? "null"),
    ]
    let differing = fields.filter { $0.1 != row[$0.0] as? String ?? "" }.map(\.0)
    return differing + (WebURL(url.href) == url ? [] : ["serialised and parsed again"])
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
    var tally = SuiteTally("url/wpt_toascii.json")
    for row in rows {
      guard let input = row["input"] as? String else { continue }
      tally.count(
        input.debugDescription, WebURL("https://\(input)/x")?.host == row["output"] as? String)
    }
    #expect(tally.report() == [])
  }

  /// The query in the document's encoding, the fragment in UTF-8 whatever that is.
  @Test(.enabled(if: ConformanceSuite.has("url"), "\(ConformanceSuite.reason)"))
  func encodesQueries() throws {
    var tally = SuiteTally("url/wpt_percent-encoding.json")
    for row in try ConformanceSuite.array("url/wpt_percent-encoding.json") {
      guard let input = row["input"] as? String, let output = row["output"] as? [String: String]
      else { continue }
      for (label, expected) in output {
        let named = CharacterEncoding(label: Array(label.utf8).span)
        let encoding = try #require(named)
        let url = WebURL("https://example/?\(input)#\(input)", encoding: encoding)
        tally.count(
          "\(input.debugDescription) in \(label)",
          url?.query == expected && url?.fragment == output["utf-8"])
      }
    }
    #expect(tally.report() == [])
  }
}
