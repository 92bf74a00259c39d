import CrawlStore
import Digests
import WebURL

/// A crawl of a small site with one of everything that a person may ask about.
enum SmallSite {
  static func crawl(_ directory: String) throws {
    var writer = try CrawlWriter(
      creating: directory, facts: [("started_at", "1700000000000")],
      settings: [("scope", "host"), ("header", "A: 1"), ("header", "B: 2")])
    try writer.write(batch())
    try writer.commit()
    try writer.finish(status: "finished", at: 1_700_000_060_000)
  }

  static func batch() -> CrawlBatch {
    var batch = CrawlBatch()
    batch.hosts = [
      HostRow(
        id: 1, origin: "http://a.example", scheme: "http", name: "a.example", port: 80,
        registrableDomain: "a.example"),
      HostRow(
        id: 2, origin: "https://www.b.example", scheme: "https", name: "www.b.example", port: 443,
        registrableDomain: "b.example"),
      HostRow(
        id: 3, origin: "http://127.0.0.1:8080", scheme: "http", name: "127.0.0.1", port: 8080,
        registrableDomain: nil),
    ]
    var rules = RobotsRow(
      host: 1, fetchedAt: 1_700_000_000_000, status: 200, outcome: "rules",
      expiresAt: 1_700_086_400_000)
    rules.text = Array("User-agent: *\nDisallow: /private\n".utf8)
    rules.crawlDelayMs = 500
    (rules.url, rules.redirects) = ("https://www.b.example/robots.txt", 2)
    (rules.etag, rules.lastModified) = ("\"1\"", "Tue, 14 Nov 2023 00:00:00 GMT")
    let absent = RobotsRow(
      host: 2, fetchedAt: 1_700_000_000_000, status: 404, outcome: "allow all: http 404",
      expiresAt: 1_700_086_400_000)
    batch.robots = [rules, absent]
    addURLs(to: &batch)
    addPages(to: &batch)
    addLinks(to: &batch)
    addSitemaps(to: &batch)
    return batch
  }

  private static func addURLs(to batch: inout CrawlBatch) {
    let rows: [(String, UInt32, UInt16, UInt32?, LinkKind, URLState, String)] = [
      ("http://a.example/", 1, 0, nil, .seed, .queued, "seed"),
      ("http://a.example/about", 1, 1, 1, .anchor, .queued, "in scope"),
      ("http://a.example/missing", 1, 1, 1, .anchor, .queued, "in scope"),
      ("http://a.example/old", 1, 1, 1, .anchor, .queued, "in scope"),
      ("http://a.example/older", 1, 2, 4, .redirect, .queued, "in scope"),
      ("http://a.example/new", 1, 3, 5, .redirect, .queued, "in scope"),
      ("http://a.example/slow", 1, 1, 1, .anchor, .queued, "in scope"),
      ("https://www.b.example/", 2, 1, 1, .anchor, .excluded, "out of scope"),
      ("https://www.b.example/x", 2, 2, 2, .anchor, .excluded, "out of scope"),
      (
        "http://a.example/private", 1, 1, 1, .anchor, .excluded,
        "robots.txt line 2: Disallow: /private"
      ),
      ("http://a.example/copy", 1, 1, 1, .anchor, .queued, "in scope"),
      ("http://a.example/untitled", 1, 1, 1, .anchor, .queued, "in scope"),
      ("http://a.example/file.pdf", 1, 1, 1, .anchor, .queued, "in scope"),
      ("http://a.example/later", 1, 2, 2, .anchor, .queued, "in scope"),
      ("http://a.example/orphan", 1, 0, nil, .sitemap, .queued, "in scope"),
      ("http://127.0.0.1:8080/i.png", 3, 1, 1, .image, .excluded, "not followed: img"),
    ]
    for (index, row) in rows.enumerated() {
      let text = Array(row.0.utf8)
      batch.addURL(
        id: UInt32(index + 1), host: row.1, fingerprint: .max - UInt64(index), text: text.span,
        depth: row.2, via: row.3, kind: row.4, state: row.5, reason: row.6)
    }
  }

  private static func addPages(to batch: inout CrawlBatch) {
    let rows: [(UInt32, Int, String?, String?, UInt32?, Int64, Int32)] = [
      (1, 200, "text/html", "Home", nil, 5000, 20_000),
      (2, 200, "text/html", "About", nil, 3000, 30_000),
      (3, 404, "text/html", "Not found", nil, 100, 5000),
      (4, 301, nil, nil, 5, 0, 4000),
      (5, 302, nil, nil, 6, 0, 4000),
      (6, 200, "text/html", "New", nil, 2000, 10_000),
      (11, 200, "text/html", "About", nil, 3000, 25_000),
      (12, 200, "text/html", nil, nil, 700, 9000),
      (13, 200, "application/pdf", nil, nil, 900_000, 800_000),
      (15, 200, "text/html", "Orphan", nil, 400, 6000),
    ]
    for row in rows {
      var page = PageRow(url: row.0, fetchedAt: 1_700_000_000_000 + Int64(row.0) * 1000)
      page.status = row.1
      page.mediaType = row.2
      page.title = row.3
      page.redirect = row.4
      page.bodyBytes = row.5
      page.wireBytes = row.5 / 2
      page.totalMicros = row.6
      page.firstByteMicros = row.6 / 2
      page.canonical = row.0 == 11 ? 2 : nil
      if row.0 == 6 { (page.noindex, page.metaRobots) = (true, "noindex, follow") }
      page.parseError = row.0 == 12 ? "time limit" : nil
      page.addContent()
      batch.pages.append(page)
      batch.states.append(
        StateRow(url: row.0, state: .fetched, reason: "HTTP \(row.1)", tries: 1))
    }
    batch.states.append(StateRow(url: 7, state: .failed, reason: "timeout", tries: 3))
  }

  private static func addSitemaps(to batch: inout CrawlBatch) {
    let rows: [(String, String, UInt32?, URLState, String)] = [
      ("http://a.example/sitemap.xml", "robots.txt", nil, .queued, "named"),
      ("http://a.example/pages.xml", "index", 1, .queued, "named"),
      ("http://c.example/pages.xml", "index", 1, .excluded, "out of scope"),
    ]
    for (index, row) in rows.enumerated() {
      batch.sitemaps.append(
        SitemapRow(
          id: UInt32(index + 1), host: 1, url: row.0, origin: row.1, parent: row.2,
          depth: row.2 == nil ? 0 : 1, state: row.3, reason: row.4))
    }
    for (sitemap, kind, entries) in [(1, "index", 2), (2, "urlset", 6)] as [(UInt32, String, Int64)]
    {
      var state = SitemapStateRow(sitemap: sitemap, state: .fetched, reason: "HTTP 200")
      state.tries = 1
      var answer = SitemapStateRow.Answer(fetchedAt: 1_700_000_001_000, status: 200)
      (answer.kind, answer.entries, answer.invalid) = (kind, entries, sitemap == 2 ? 1 : 0)
      state.answer = answer
      batch.sitemapStates.append(state)
    }
    // A page, a redirect, one that is excluded, a broken one, and the orphan.
    for url: UInt32 in [2, 4, 8, 3, 15] {
      batch.sitemapEntries.append(
        SitemapEntryRow(
          sitemap: 2, url: url, lastModified: url == 15 ? 1_600_000_000_000 : nil,
          priority: url == 15 ? 800 : nil, changeFrequency: url == 2 ? "daily" : nil,
          isAlternate: url == 8))
    }
  }

  private static func addLinks(to batch: inout CrawlBatch) {
    for target: UInt32 in [2, 3, 4, 7, 8, 10, 11, 12, 13] {
      batch.links.append(LinkRow(source: 1, target: target, kind: .anchor))
    }
    batch.links += [
      LinkRow(source: 1, target: 16, kind: .image),
      LinkRow(source: 2, target: 1, kind: .anchor, count: 2),
      LinkRow(source: 2, target: 3, kind: .anchor, relation: [.nofollow, .ugc], count: 3),
      LinkRow(source: 2, target: 9, kind: .anchor, relation: .external),
      LinkRow(source: 2, target: 14, kind: .anchor),
      LinkRow(source: 11, target: 2, kind: .canonical),
      LinkRow(source: 11, target: 1, kind: .anchor),
      LinkRow(source: 12, target: 1, kind: .anchor),
      LinkRow(source: 4, target: 5, kind: .redirect),
      LinkRow(source: 5, target: 6, kind: .redirect),
      LinkRow(source: 6, target: 2, kind: .anchor),
    ]
    batch.pages[0].outlinks = 10
    batch.pages[1].outlinks = 7
  }
}

extension PageRow {
  /// /copy repeats /about to the byte, /untitled about the text of /new.
  fileprivate mutating func addContent() {
    switch url {
    case 2, 11: (digest, words, simhash) = (ContentDigest(high: 1 << 63, low: 2), 300, .max)
    case 6: (digest, words, simhash) = (ContentDigest(high: 3, low: 4), 100, 0b1110)
    case 12: (digest, words, simhash) = (ContentDigest(high: 5, low: 6), 101, 0b0100)
    case 13: digest = ContentDigest(high: 7, low: 8)
    default: break
    }
    duplicateOf = [11: 2, 12: 6][url]
  }
}
