import Foundation
import ParserWire
import TestSupport
import Testing
import WebURL

/// The published suites; skipped where they are not.
@Suite struct ConformanceTests {
  private struct BaseRow: Decodable {
    let document_url: String
    let html: String
    let base_url: String?
    let link: String?
    let note: String
  }

  @Test(
    .enabled(if: ConformanceSuite.has("html/wpt_base_href.jsonl"), "\(ConformanceSuite.reason)"))
  func wptBaseHref() throws {
    let rows = try ConformanceSuite.rows("html/wpt_base_href.jsonl", as: BaseRow.self)
    var tally = SuiteTally("html/wpt_base_href.jsonl")
    for row in rows {
      guard let link = row.link else { continue }
      let page = try facts(row.html, url: row.document_url)
      tally.count(row.html, page.links.map { page.url(of: $0) } == [link])
    }
    #expect(tally.report() == [])
  }

  private struct RefreshRow: Decodable {
    let content: String
    let valid: Bool
    let url: String?
  }

  @Test(
    .enabled(
      if: ConformanceSuite.has("metarefresh/wpt_meta_refresh.jsonl"), "\(ConformanceSuite.reason)"))
  func wptMetaRefresh() throws {
    let rows = try ConformanceSuite.rows("metarefresh/wpt_meta_refresh.jsonl", as: RefreshRow.self)
    var tally = SuiteTally("metarefresh/wpt_meta_refresh.jsonl")
    for row in rows {
      let content = row.content.replacing("&", with: "&amp;").replacing("\"", with: "&quot;")
      let page = try facts("<meta http-equiv=refresh content=\"\(content)\">")
      // What the reference leads to, as a link of the same text.
      let expected = try row.url.map { url in
        let href = url.replacing("&", with: "&amp;").replacing("\"", with: "&quot;")
        return try facts("<a href=\"\(href)\">").links.map(\.fingerprint)
      }
      tally.count(row.content, page.links.map(\.fingerprint) == expected ?? [])
    }
    #expect(tally.report() == [])
  }

  private struct LabelRow: Decodable {
    let label: String
    let encoding: String
  }

  @Test(
    .enabled(if: ConformanceSuite.has("encoding/whatwg_labels.jsonl"), "\(ConformanceSuite.reason)")
  )
  func encodingLabels() throws {
    let rows = try ConformanceSuite.rows("encoding/whatwg_labels.jsonl", as: LabelRow.self)
    #expect(rows.count > 200)
    var tally = SuiteTally("encoding/whatwg_labels.jsonl")
    var reader = PageReader()
    for row in rows {
      let page = try reader.facts([UInt8(ascii: "x")], charset: row.label.uppercased())
      tally.count(row.label, page.charset == row.encoding)
    }
    #expect(tally.report() == [])
  }

  private struct EncodingRow: Decodable {
    let body: String?
    let body_base64: String?
    let encoding: String
    let test_name: String

    var bytes: [UInt8] {
      if let body { return Array(body.utf8) }
      return Array(Data(base64Encoded: body_base64 ?? "") ?? Data())
    }
  }

  /// The one case that takes a browser: its script writes the declaration.
  private static let scripted = ["scripted/tests1.dat#0": "only its script writes the declaration"]

  @Test(
    .enabled(
      if: ConformanceSuite.has("encoding/html5lib_encoding.jsonl"), "\(ConformanceSuite.reason)"))
  func html5libEncoding() throws {
    let rows = try ConformanceSuite.rows("encoding/html5lib_encoding.jsonl", as: EncodingRow.self)
    #expect(rows.count == 83)
    var tally = SuiteTally("encoding/html5lib_encoding.jsonl", listed: Self.scripted)
    for row in rows {
      let page = try facts(row.bytes)
      tally.count(row.test_name, page.charset.lowercased() == row.encoding.lowercased())
    }
    #expect(tally.report() == [])
  }

  private struct ByteStreamRow: Decodable {
    let content_type: String
    let body_base64: String
    let encoding: String
    let note: String
  }

  @Test(
    .enabled(
      if: ConformanceSuite.has("encoding/wpt_byte_stream.jsonl"), "\(ConformanceSuite.reason)"))
  func wptByteStream() throws {
    let rows = try ConformanceSuite.rows("encoding/wpt_byte_stream.jsonl", as: ByteStreamRow.self)
    var tally = SuiteTally("encoding/wpt_byte_stream.jsonl")
    for row in rows {
      let body = Array(Data(base64Encoded: row.body_base64) ?? Data())
      let charset = row.content_type.split(separator: "charset=").dropFirst().first ?? ""
      let page = try facts(body, charset: String(charset))
      tally.count(row.note, page.charset == row.encoding)
    }
    #expect(tally.report() == [])
  }
}
