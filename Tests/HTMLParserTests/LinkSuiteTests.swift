import Foundation
import ParserWire
import TestSupport
import Testing
import WebURL

@testable import HTMLParser

/// The published suites about links and where they stand; skipped where they are not.
@Suite struct LinkSuiteTests {
  private struct SourceSetRow: Decodable {
    let srcset: String
    let selected_url: String?
  }

  /// The suite says which candidate is shown on a screen of density 1: the first of those that are left,
  /// in every one of its cases.
  @Test(.enabled(if: ConformanceSuite.has("html/wpt_srcset.jsonl"), "\(ConformanceSuite.reason)"))
  func wptSourceSets() throws {
    var tally = SuiteTally("html/wpt_srcset.jsonl")
    for row in try ConformanceSuite.rows("html/wpt_srcset.jsonl", as: SourceSetRow.self) {
      let bytes = Array(row.srcset.utf8)
      var candidates: [String] = []
      let span = bytes.span
      SourceSet.forEachURL(of: span) {
        candidates.append(String(decoding: bytes[$0], as: UTF8.self))
      }
      tally.count(row.srcset, candidates.first == row.selected_url)
    }
    #expect(tally.report() == [])
  }

  private struct DerivedRow: Decodable {
    let html: String
    let url_attributes: [[String]]
    let test_name: String
  }

  /// Copies of a link are one link.
  @Test(
    .enabled(
      if: ConformanceSuite.has("html/html5lib_links_derived.jsonl"), "\(ConformanceSuite.reason)"))
  func html5libLinks() throws {
    var tally = SuiteTally("html/html5lib_links_derived.jsonl")
    for row in try ConformanceSuite.rows(
      "html/html5lib_links_derived.jsonl", as: DerivedRow.self)
    {
      let expected = try row.url_attributes.flatMap { attribute in
        try facts("<\(attribute[0]) \(attribute[1])=\"\(attribute[2])\">").links.map(\.fingerprint)
      }
      let found = try facts(row.html).links.map(\.fingerprint)
      tally.count(row.test_name, Set(found) == Set(expected))
    }
    #expect(tally.report() == [])
  }

  private struct ScrapyRow: Decodable {
    struct Link: Decodable {
      let url: String
      let nofollow: Bool
    }
    let url: String
    let body: String?
    let body_base64: String?
    let body_encoding: String
    let portable: Bool
    let default_options: Bool
    let links: [Link]
    let test_name: String

    /// All texts of the suite are ASCII, but for one in base64.
    var bytes: [UInt8] {
      body.map { Array($0.utf8) } ?? Array(Data(base64Encoded: body_base64 ?? "") ?? Data())
    }
  }

  /// Scrapy's extractor takes `a` and `area`; the rows with options of its own are left out.
  @Test(
    .enabled(
      if: ConformanceSuite.has("html/scrapy_link_extractor.jsonl"), "\(ConformanceSuite.reason)"))
  func scrapyLinks() throws {
    var tally = SuiteTally(
      "html/scrapy_link_extractor.jsonl",
      listed: [
        "http://example.org/ 22": "Scrapy leaves out what is named like an image; here it is a link"
      ])
    let rows = try ConformanceSuite.rows("html/scrapy_link_extractor.jsonl", as: ScrapyRow.self)
    for (number, row) in rows.enumerated() where row.portable && row.default_options {
      let page = try facts(row.bytes, url: row.url, charset: row.body_encoding)
      let found = page.links.filter { $0.kind == .anchor || $0.kind == .area }.map {
        "\(page.url(of: $0)) \($0.relation.contains(.nofollow))"
      }
      let expected = try row.links.flatMap { link in
        let page = try facts("<a href=\"\(link.url)\">")
        return page.links.map { "\(page.url(of: $0)) \(link.nofollow)" }
      }
      tally.count("\(row.url) \(number)", Set(found) == Set(expected))
    }
    #expect(tally.report() == [])
  }
}
