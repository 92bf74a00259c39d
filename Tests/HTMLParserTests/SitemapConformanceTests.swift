import Foundation
import ParserWire
import TestSupport
import Testing

@testable import HTMLParser

/// Scrapy's cases: its `Sitemap` class, and what its `SitemapSpider` asks for.
@Suite struct SitemapConformanceTests {
  @Test(
    .enabled(
      if: ConformanceSuite.has("sitemap/scrapy_sitemaps.jsonl"), "\(ConformanceSuite.reason)")
  )
  func scrapySitemaps() throws {
    var tally = SuiteTally("sitemap/scrapy_sitemaps.jsonl")
    for row in try ConformanceSuite.lines("sitemap/scrapy_sitemaps.jsonl") {
      let facts = try sitemap(Self.body(row), url: "http://127.0.0.1:8000/")
      let items = row["items"] as? [[String: Any]] ?? []
      let isMet =
        facts.kind == Self.kind(row["kind"] as? String)
        && Set(facts.urls) == Set(items.flatMap(Self.urls))
        && items.allSatisfy { Self.agrees($0, facts) }
      tally.count(row["test_name"] as? String ?? "", isMet)
    }
    #expect(tally.report() == [])
  }

  private static func kind(_ name: String?) -> SitemapKind {
    switch name {
    case "sitemap": .urlset
    case "index": .index
    default: .none
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

  /// Whether the other values of an item are what the facts say of its URL.
  private static func agrees(_ item: [String: Any], _ facts: SitemapFacts) -> Bool {
    guard let index = facts.urls.firstIndex(of: item["loc"] as? String ?? "") else { return false }
    let detail = facts.details[index]
    let lastmod = Array((item["lastmod"] as? String ?? "").utf8)
    let priority = (item["priority"] as? String).flatMap(Double.init).map { UInt16($0 * 1000) }
    return detail.lastModified == SitemapDate.milliseconds(lastmod.span)
      && (detail.lastModified != nil) == !lastmod.isEmpty
      && detail.changeFrequency?.name == item["changefreq"] as? String
      && detail.priority == priority
  }

  private static let follow =
    "upstream's spider has a rule for what to follow, which is no part of reading a sitemap"
  private static let listed = [
    "test_sitemap_filter_with_rule[english-result0]": follow,
    "test_sitemap_filter_with_rule[nonexistent-result1]": follow,
    "test_sitemap_follow[nonexistent-result2]": follow,
  ]

  /// The rows about robots.txt are the crawl's; those with a filter that upstream's test adds are nobody
  /// else's.
  @Test(
    .enabled(
      if: ConformanceSuite.has("sitemap/scrapy_spider_sitemap.jsonl"), "\(ConformanceSuite.reason)")
  )
  func scrapySpider() throws {
    let suite = "sitemap/scrapy_spider_sitemap.jsonl"
    var tally = SuiteTally(suite, listed: Self.listed)
    for row in try ConformanceSuite.lines(suite) {
      let (url, name) = (row["url"] as? String ?? "", row["test_name"] as? String ?? "")
      guard row["custom_filter"] as? Bool == false, !url.hasSuffix("robots.txt") else { continue }
      let facts = try sitemap(Self.body(row), url: url)
      let follows = row["follow_alternate_links"] as? Bool == true
      let found = follows ? facts.urls : facts.entryURLs
      tally.count(
        (name.components(separatedBy: "::").last ?? "") + (follows ? " with alternates" : ""),
        Set(found) == Set(row["requested_urls"] as? [String] ?? []))
    }
    #expect(tally.report() == [])
  }
}
