import Foundation
import ParserWire
import TestSupport
import Testing

@testable import HTMLParser

/// Scrapy's cases: its `Sitemap` class, and what its `SitemapSpider` asks for. Those about robots.txt
/// and about the spider's own filters are not a sitemap parser's.
@Suite struct SitemapConformanceTests {
  @Test(
    .enabled(
      if: ConformanceSuite.has("sitemap/scrapy_sitemaps.jsonl"), "\(ConformanceSuite.reason)"))
  func scrapySitemaps() throws {
    let rows = try ConformanceSuite.lines("sitemap/scrapy_sitemaps.jsonl")
    #expect(rows.count >= 11)
    for row in rows {
      let name = row["test_name"] as? String ?? ""
      let facts = try sitemap(Self.body(row), url: "http://127.0.0.1:8000/")
      let kind: SitemapKind =
        switch row["kind"] as? String {
        case "sitemap": .urlset
        case "index": .index
        default: .none
        }
      #expect(facts.kind == kind, "\(name)")
      let items = row["items"] as? [[String: Any]] ?? []
      #expect(Set(facts.urls) == Set(items.flatMap(Self.urls)), "\(name)")
      for item in items { try check(item, in: facts, name) }
    }
  }

  private static func body(_ row: [String: Any]) -> [UInt8] {
    if let text = row["content"] as? String { return Array(text.utf8) }
    let data = (row["content_base64"] as? String).flatMap { Data(base64Encoded: $0) }
    return Array(data ?? Data())
  }

  private static func urls(_ item: [String: Any]) -> [String] {
    [item["loc"] as? String].compactMap { $0 } + (item["alternate"] as? [String] ?? [])
  }

  private func check(_ item: [String: Any], in facts: SitemapFacts, _ name: String) throws {
    let index = try #require(facts.urls.firstIndex(of: item["loc"] as? String ?? ""), "\(name)")
    let detail = facts.details[index]
    let lastmod = Array((item["lastmod"] as? String ?? "").utf8)
    #expect(detail.lastModified == SitemapDate.milliseconds(lastmod.span), "\(name)")
    #expect((detail.lastModified != nil) == !lastmod.isEmpty, "\(name)")
    #expect(detail.changeFrequency?.name == item["changefreq"] as? String, "\(name)")
    let priority = (item["priority"] as? String).flatMap(Double.init).map { UInt16($0 * 1000) }
    #expect(detail.priority == priority, "\(name)")
  }

  /// Upstream's spider follows a rule for URLs here, which the row does not show.
  private static let listed = [
    "test_sitemap_filter_with_rule", "test_sitemap_follow[nonexistent-result2]",
  ]

  @Test(
    .enabled(
      if: ConformanceSuite.has("sitemap/scrapy_spider_sitemap.jsonl"), "\(ConformanceSuite.reason)")
  )
  func scrapySpider() throws {
    var (checked, failed) = (0, Set<String>())
    for row in try ConformanceSuite.lines("sitemap/scrapy_spider_sitemap.jsonl") {
      let (url, name) = (row["url"] as? String ?? "", row["test_name"] as? String ?? "")
      guard row["custom_filter"] as? Bool == false, !url.hasSuffix("robots.txt") else { continue }
      checked += 1
      let facts = try sitemap(Self.body(row), url: url)
      let follows = row["follow_alternate_links"] as? Bool == true
      let found = follows ? facts.urls : facts.entryURLs
      let isRight = Set(found) == Set(row["requested_urls"] as? [String] ?? [])
      if !isRight {
        failed.insert(String(name.split(separator: "::").last ?? ""))
      }
    }
    #expect(checked >= 12)
    #expect(failed.count == 3, "\(failed)")
    #expect(failed.allSatisfy { name in Self.listed.contains { name.hasPrefix($0) } }, "\(failed)")
  }
}
