import ParserWire
import TestSupport
import Testing
import WebURL

@testable import HTMLParser

@Suite struct SitemapTests {
  @Test func everythingAnEntrySays() throws {
    let facts = try sitemap(
      urlset(
        """
        <url><loc>http://www.example.com/a</loc><lastmod>2005-01-01</lastmod>
          <changefreq>Monthly</changefreq><priority>0.8</priority></url>
        <url><loc>http://www.example.com/b</loc></url>
        """))
    #expect(facts.kind == .urlset)
    #expect(facts.flags == [])
    #expect(facts.entries == 2)
    #expect(facts.urls == ["http://www.example.com/a", "http://www.example.com/b"])
    #expect(
      facts.details == [
        SitemapDetail(
          lastModified: 1_104_537_600_000, priority: 800, changeFrequency: .monthly),
        SitemapDetail(),
      ])
    #expect(facts.links.allSatisfy { $0.kind == .sitemap && $0.count == 1 })
  }

  @Test func theMostImportantComesFirst() throws {
    let entries: [(String, String)] = [
      ("c", ""), ("d", "<lastmod>2020</lastmod>"), ("e", "<lastmod>2021</lastmod>"),
      ("a", "<priority>1</priority>"), ("f", "<priority>0.4</priority><lastmod>2024</lastmod>"),
      ("b", "<priority>0.6</priority>"), ("g", "<priority>0.5</priority>"),
    ]
    let facts = try sitemap(
      urlset(entries.map { "<url><loc>http://a.example/\($0.0)</loc>\($0.1)</url>" }.joined()))
    #expect(facts.urls.map { $0.suffix(1) }.joined() == "abedcgf")
  }

  @Test func indexListsSitemaps() throws {
    let facts = try sitemap(
      """
      <sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
      <sitemap><loc>http://www.example.com/1.xml.gz</loc><lastmod>2004-10-01T18:23:17+00:00</lastmod>
      </sitemap><sitemap><loc>2.xml</loc></sitemap></sitemapindex>
      """)
    #expect(facts.kind == .index)
    #expect(
      facts.urls == ["http://www.example.com/1.xml.gz", "http://www.example.com/maps/2.xml"])
    #expect(facts.relative == 1)
  }

  @Test func whatTheBigEnginesForgive() throws {
    let loc = "<url><loc>http://a.example/1</loc></url>"
    let documents: [String: String] = [
      "no namespace": "<urlset>\(loc)</urlset>",
      "wrong namespace": "<urlset xmlns='urn:x'>\(loc)</urlset>",
      "prefixes":
        "<s:urlset xmlns:s='urn:x'><s:url><s:loc>http://a.example/1</s:loc></s:url></s:urlset>",
      "undeclared prefixes":
        "<s:urlset><s:url><s:loc>http://a.example/1</s:loc></s:url></s:urlset>",
      "white space before the declaration": " \n\t" + urlset(loc),
      "two byte order marks": "\u{FEFF}\u{FEFF}" + urlset(loc),
      "a warning before the declaration": "Warning: x in y.php on line 3\n" + urlset(loc),
      "upper case": "<URLSET><URL><LOC>http://a.example/1</LOC></URL></URLSET>",
      "CDATA": urlset("<url><loc><![CDATA[http://a.example/1]]></loc></url>"),
      "white space": urlset("<url>\n<loc>\n  http://a.example/1\u{C}\t\n</loc></url>"),
      "no end": "<urlset>" + loc,
      "no end of the entry": "<urlset><url><loc>http://a.example/1</loc>",
      "no end of the location": urlset("<url><loc>http://a.example/1</url>"),
      "what follows the end": urlset(loc) + "<!-- 0.1 s --> <p>x",
      "wrong declaration": "<?xml version=\"1.0\" encoding=\"utf-16\"?><urlset>\(loc)</urlset>",
      "only text of one line": "http://a.example/1",
      "empty entry before":
        urlset("<url/><url><lastmod>2020</lastmod></url><url><loc/></url>" + loc),
    ]
    for (name, document) in documents {
      #expect(try sitemap(document).urls == ["http://a.example/1"], "\(name)")
    }
  }

  @Test func ampersands() throws {
    let facts = try sitemap(
      urlset(
        """
        <url><loc>http://a.example/?1=1&amp;2=2&#38;3=3</loc></url>
        <url><loc>http://a.example/?a=1&b=2&copy=3&</loc></url>
        <url><loc><![CDATA[http://a.example/?c=1&amp;d=2]]></loc></url>
        <x></y><url><loc>http://a.example/?e=1&amp;f=2</loc></url>
        """))
    #expect(
      facts.urls == [
        "http://a.example/?1=1&2=2&3=3", "http://a.example/?a=1&b=2&copy=3&",
        "http://a.example/?c=1&amp;d=2", "http://a.example/?e=1&f=2",
      ])
  }

  @Test func anUnclosedLocationIsOver() throws {
    let facts = try sitemap(
      urlset(
        """
        <url><loc>http://a.example/1<lastmod>2020</lastmod></url>
        <url><loc>http://a.example/2</url><url><loc>http://a.example/3</loc></url>
        """))
    #expect(
      Set(facts.urls) == ["http://a.example/1", "http://a.example/2", "http://a.example/3"])
    #expect(facts.details[0].lastModified != nil)
  }

  @Test func extensions() throws {
    let facts = try sitemap(
      """
      <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"
        xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"
        xmlns:xhtml="http://www.w3.org/1999/xhtml">
      <url><image:image><image:loc>http://a.example/i.png</image:loc></image:image>
        <image:loc>http://a.example/j.png</image:loc><video:loc>http://a.example/v</video:loc>
        <n:news><n:publication_date>2020</n:publication_date></n:news>
        <loc>http://a.example/1</loc><priority>1</priority>
        <xhtml:link rel="alternate" hreflang="de" href=" http://a.example/de "/>
        <xhtml:link rel="Alternate nofollow" href="/fr"/><xhtml:link rel="alternate"/>
        <xhtml:link rel="stylesheet" href="/css"/><xhtml:link href="/none"/>
      </url><url><loc>http://a.example/de</loc></url></urlset>
      """)
    #expect(
      facts.urls == [
        "http://a.example/1", "http://www.example.com/fr", "http://a.example/de",
      ])
    #expect(facts.entryURLs == ["http://a.example/1", "http://a.example/de"])
    #expect(facts.links.map(\.count) == [1, 1, 2])
    #expect(facts.details.map(\.priority) == [1000, 1000, nil])
  }

  @Test func feeds() throws {
    let rss = try sitemap(
      """
      <rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"
        xmlns:media="http://search.yahoo.com/mrss/"><channel>
      <link>http://a.example/</link><atom:link href="http://a.example/rss" rel="self"/>
      <item><title>1</title><link>http://a.example/1</link><guid>http://a.example/?p=1</guid>
        <media:link>http://a.example/m</media:link>
        <pubDate>Thu, 05 Jan 2017 12:34:50 GMT</pubDate></item>
      <item><guid isPermaLink="true">http://a.example/2</guid></item>
      <item><guid>tag:3</guid></item></channel></rss>
      """)
    #expect(rss.kind == .rss)
    #expect(rss.urls == ["http://a.example/1", "http://a.example/2"])
    #expect(rss.details[0].lastModified == 1_483_619_690_000)
    #expect((rss.entries, rss.invalid) == (3, 1))
    let rdf = try sitemap(
      """
      <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
      <channel rdf:about="/"><link>http://a.example/</link></channel>
      <item rdf:about="x"><link>http://a.example/1</link><dc:date>2017</dc:date></item></rdf:RDF>
      """)
    #expect((rdf.kind, rdf.urls) == (.rss, ["http://a.example/1"]))
    #expect(rdf.details[0].lastModified == 1_483_228_800_000)
    let atom = try sitemap(
      """
      <feed xmlns="http://www.w3.org/2005/Atom"><link href="http://a.example/"/>
      <entry><id>http://a.example/id</id><link rel="edit" href="/edit"/><link href="/1"/>
        <link rel="alternate" href="/2"/><published>2016</published><updated>2017</updated></entry>
      </feed>
      """)
    #expect((atom.kind, atom.urls) == (.atom, ["http://www.example.com/1"]))
    #expect(atom.details[0].lastModified == 1_483_228_800_000)
  }

  @Test func text() throws {
    let facts = try sitemap(
      "\u{FEFF}\n http://a.example/1 \r\nhttp://a.example/ü?<\rHTTPS://a.example/\r\n\n/rel\nprose")
    #expect(facts.kind == .text)
    #expect(
      facts.urls == [
        "http://a.example/1", "http://a.example/%C3%BC?%3C", "https://a.example/",
      ])
    #expect((facts.entries, facts.invalid) == (5, 2))
  }

  @Test func whatIsNoSitemap() throws {
    let html = "<!doctype html><title>404</title><a href=/>x</a><url><loc>http://a.example/</loc>"
    for body in ["", " ", html, "not found", "<url><loc>http://a.example/</loc></url>", "<", "{}"] {
      let facts = try sitemap(body)
      #expect(facts.kind == .none, "\(body)")
      #expect(facts.links.isEmpty, "\(body)")
    }
    #expect(try sitemap([0xFF, 0xD8, 0xFF, 0xE0, 0, 0x10]).kind == .none)
  }

  @Test func encodings() throws {
    let xml = "<?xml version='1.0' encoding='ISO-8859-1'?><urlset><url><loc>http://a.example/\u{E9}"
    var latin1 = xml.unicodeScalars.map { UInt8($0.value) }
    latin1 += Array("</loc></url></urlset>".utf8)
    #expect(try sitemap(latin1).urls == ["http://a.example/%C3%A9"])
    let wide = "\u{FEFF}<urlset><url><loc>http://a.example/é</loc></url></urlset>".utf16
    let utf16 = wide.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    #expect(try sitemap(utf16).urls == ["http://a.example/%C3%A9"])
  }

  @Test func gzip() throws {
    let plain = Array(urlset("<url><loc>http://a.example/1</loc></url>").utf8)
    #expect(try sitemap(gzipped(plain)).urls == ["http://a.example/1"])
    #expect(try sitemap(gzipped(gzipped(plain))).urls == ["http://a.example/1"])
    let members = gzipped(Array(plain.prefix(50))) + gzipped(Array(plain.dropFirst(50)))
    let whole = try sitemap(members + [0, 0, 0])
    #expect((whole.urls, whole.flags) == (["http://a.example/1"], []))
    let cut = try sitemap(Array(gzipped(plain).dropLast(12)))
    #expect(cut.urls == ["http://a.example/1"])
    #expect(cut.flags == .damagedCompression)
    #expect(try sitemap([0x1F, 0x8B, 8]).flags == .damagedCompression)
  }
}
