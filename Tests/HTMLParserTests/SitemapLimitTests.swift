import ParserWire
import TestSupport
import Testing
import WebURL

@testable import HTMLParser

/// What is beyond the protocol's limits is dropped, and what is hostile is bounded.
@Suite(.timeLimit(.minutes(1))) struct SitemapLimitTests {
  private func entries(_ count: Int) -> String {
    (1...count).map { "<url><loc>http://a.example/\($0)</loc></url>" }.joined()
  }

  @Test func fiftyThousandEntries() throws {
    let most = try sitemap(Array(urlset(entries(50_000)).utf8), frameCapacity: 8 << 20)
    #expect((most.links.count, most.entries, most.flags) == (50_000, 50_000, []))
    let more = try sitemap(Array(urlset(entries(50_001)).utf8), frameCapacity: 8 << 20)
    #expect((more.links.count, more.entries, more.invalid) == (50_000, 50_000, 0))
    #expect(more.flags == .tooManyEntries)
    let lines = (1...50_001).map { "http://a.example/\($0)\n" }.joined()
    let text = try sitemap(Array(lines.utf8), frameCapacity: 8 << 20)
    #expect((text.links.count, text.flags) == (50_000, .tooManyEntries))
  }

  @Test func bytes() throws {
    #expect(ParserLimits(frameCapacity: 1 << 20).maximumSitemapBytes == 50 << 20)
    let document = Array(
      urlset(entries(2) + String(repeating: " ", count: 1 << 17) + entries(3)).utf8)
    for body in [document, gzipped(document)] {
      let facts = try sitemap(body, maximumBytes: 1 << 17)
      #expect((facts.links.count, facts.flags) == (2, .tooManyBytes))
      #expect(try sitemap(body, maximumBytes: document.count).flags == [])
      #expect(try sitemap(body, maximumBytes: document.count - 1).flags == .tooManyBytes)
    }
  }

  @Test func theFrameAndTheSettings() throws {
    let document = Array(urlset(entries(5000)).utf8)
    let small = try sitemap(document, frameCapacity: PageFacts.minimumFrameCapacity)
    #expect(small.flags == .truncatedLinks)
    #expect(small.entries == 5000)
    #expect(small.links.count > 300 && small.links.count < 700)
    let few = try sitemap(document, maximumLinks: 10)
    #expect((few.links.count, few.flags) == (10, .truncatedLinks))
  }

  @Test func depth() throws {
    let document = urlset(entries(1) + String(repeating: "<a>", count: 100_000))
    let facts = try sitemap(document)
    #expect((facts.links.count, facts.flags) == (1, .incomplete))
  }

  @Test func entities() throws {
    let laughs = (1...9).map { level in
      "<!ENTITY l\(level) '\(String(repeating: "&l\(level - 1);", count: 10))'>"
    }
    let facts = try sitemap(
      """
      <!DOCTYPE urlset [<!ENTITY l0 'ha'>\(laughs.joined())<!ENTITY f SYSTEM 'file:///etc/passwd'>]>
      <urlset><url><loc>http://a.example/&l9;&f;1</loc></url></urlset>
      """)
    #expect(facts.urls == ["http://a.example/1"])
  }

  @Test func ampersandsWithoutEnd() throws {
    let hostile = String(repeating: "&", count: 2 << 20)
    let facts = try sitemap(urlset(entries(1) + "<url><loc>\(hostile)</loc></url>"))
    #expect((facts.urls, facts.flags) == (["http://a.example/1"], .incomplete))
  }

  @Test func endlessTextAndTags() throws {
    let long = String(repeating: "x", count: 1 << 20)
    let documents = [
      urlset("<url><loc>http://a.example/\(long)</loc></url>"),
      urlset("<url><loc>http://a.example/1</loc><!-- \(long)"),
      urlset("<url><loc>http://a.example/1</loc><\(long)"),
      urlset("<url a='\(long)'><loc>http://a.example/1</loc></url>"),
      "<urlset><url>" + long, long, "http://a.example/" + long,
    ]
    for document in documents {
      let facts = try sitemap(document)
      #expect(facts.links.count <= 1)
    }
  }

  @Test func anyBytesAreRead() throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    let originals = [
      Array(
        """
        <?xml version="1.0"?><urlset xmlns:x="http://www.w3.org/1999/xhtml"><url><loc>http://a.example/?a=1&amp;b
        </loc><lastmod>2020-02-03T04:05:06.7+08:00</lastmod><priority>0.5</priority><changefreq>daily</changefreq>
        <x:link rel="alternate" href="/de"/></url><url><loc><![CDATA[/x]]></loc></url></urlset>
        """.utf8),
      Array(
        "<rss><channel><item><link>/a</link><pubDate>05 Jan 17 12:34 EST</pubDate></item></rss>"
          .utf8),
      Array("http://a.example/1\r\nhttp://a.example/2\n".utf8),
    ]
    var parser = SitemapParser(
      rules: .standard, key: FingerprintKey(1, 2), limits: ParserLimits(frameCapacity: 1 << 16))
    for round in 0..<6000 {
      var body = originals[round % 3]
      body = round % 4 == 3 ? generator.mutated(gzipped(body)) : generator.mutated(body)
      let facts = try sitemap(body, frameCapacity: 1 << 16, with: &parser)
      #expect(facts.links.count == facts.details.count, "seed \(seed)")
      #expect(facts.links.count < 100, "seed \(seed)")
    }
  }
}
