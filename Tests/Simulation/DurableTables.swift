import CrawlStore
import Crawler
import Frontier
import WebURL

/// What `crawl.db` would hold: the tables that a crawl comes back from, as `CrawlWriter` keeps them.
struct DurableTables {
  struct URLRecord {
    var row: StoredURL
    var reason: String
    let text: [UInt8]
  }

  private(set) var hosts: [HostRow] = []
  private(set) var robots: [UInt32: RobotsRow] = [:]
  private(set) var hostStates: [UInt32: HostStateRow] = [:]
  /// By id, from 1.
  private(set) var urls: [URLRecord] = []
  private(set) var sitemaps: [StoredSitemap] = []
  private(set) var pages: Set<UInt32> = []
  private(set) var counts = FrontierCounts()

  /// Why a batch cannot be written; see `CrawlBatch`.
  struct Contradiction: Error, CustomStringConvertible {
    let description: String
  }

  mutating func write(_ batch: CrawlBatch) throws(Contradiction) {
    hosts += batch.hosts
    for row in batch.robots { write(row) }
    for row in batch.urls { try write(row, batch.urlText) }
    for row in batch.pages { pages.insert(row.url) }
    for row in batch.admissions { try admit(row) }
    for row in batch.states { try write(row) }
    for row in batch.sitemaps { try write(row) }
    for row in batch.sitemapStates { try write(row) }
    for row in batch.hostStates { hostStates[row.host] = row }
  }

  private mutating func write(_ row: RobotsRow) {
    var row = row
    if row.text == nil, let old = robots[row.host] {
      (row.text, row.crawlDelayMs, row.url) = (old.text, old.crawlDelayMs, old.url)
      (row.redirects, row.etag, row.lastModified) = (old.redirects, old.etag, old.lastModified)
    }
    robots[row.host] = row
  }

  private mutating func write(_ row: URLRow, _ texts: [UInt8]) throws(Contradiction) {
    guard Int(row.id) == urls.count + 1 else {
      throw Contradiction(description: "URL \(row.id) comes after \(urls.count)")
    }
    guard Int(row.host) <= hosts.count else {
      throw Contradiction(description: "URL \(row.id) has no host \(row.host)")
    }
    let start = Int(row.textOffset)
    urls.append(
      URLRecord(
        row: StoredURL(
          id: row.id, host: row.host, fingerprint: row.fingerprint, depth: row.depth, via: row.via,
          kind: row.kind, state: row.state, tries: 0, retryAt: nil, hops: row.hops),
        reason: row.reason, text: Array(texts[start..<start + Int(row.textLength)])))
    count(row.state, 1)
  }

  private mutating func admit(_ row: AdmissionRow) throws(Contradiction) {
    let index = try index(of: row.url)
    set(index, .queued, row.reason)
    urls[index].row.depth = row.depth
    urls[index].row.hops = row.hops
    urls[index].row.via = row.via
    urls[index].row.kind = row.kind
    urls[index].row.tries = 0
  }

  private mutating func write(_ row: StateRow) throws(Contradiction) {
    let index = try index(of: row.url)
    switch urls[index].row.state {
    case .fetched, .failed:
      throw Contradiction(
        description: "URL \(row.url) was \(urls[index].row.state) and becomes \(row.state)")
    case .queued, .leased, .excluded: break
    }
    set(index, row.state, row.reason)
    urls[index].row.tries = row.tries
    urls[index].row.retryAt = row.retryAt
  }

  private mutating func set(_ index: Int, _ state: URLState, _ reason: String) {
    count(urls[index].row.state, -1)
    count(state, 1)
    urls[index].row.state = state
    urls[index].reason = reason
  }

  private func index(of id: UInt32) throws(Contradiction) -> Int {
    guard urls.indices.contains(Int(id) - 1) else {
      throw Contradiction(description: "a row comes before its URL \(id)")
    }
    return Int(id) - 1
  }

  private mutating func count(_ state: URLState, _ difference: Int) {
    switch state {
    case .queued, .leased: counts.queued += difference
    case .fetched: counts.fetched += difference
    case .failed: counts.failed += difference
    case .excluded: counts.excluded += difference
    }
  }

  func text(of url: UInt32) -> String { String(decoding: urls[Int(url) - 1].text, as: UTF8.self) }

  // MARK: Sitemaps

  private mutating func write(_ row: SitemapRow) throws(Contradiction) {
    guard Int(row.id) == sitemaps.count + 1 else {
      throw Contradiction(description: "sitemap \(row.id) comes after \(sitemaps.count)")
    }
    sitemaps.append(
      StoredSitemap(
        id: row.id, host: row.host, url: Array(row.url.utf8), origin: row.origin, depth: row.depth,
        hops: row.hops, isInvited: row.isInvited, state: row.state, tries: 0, retryAt: nil))
  }

  private mutating func write(_ row: SitemapStateRow) throws(Contradiction) {
    guard sitemaps.indices.contains(Int(row.sitemap) - 1) else {
      throw Contradiction(description: "a row comes before its sitemap \(row.sitemap)")
    }
    let old = sitemaps[Int(row.sitemap) - 1]
    guard old.state == .queued else {
      throw Contradiction(
        description: "sitemap \(row.sitemap) was \(old.state) and becomes \(row.state)")
    }
    sitemaps[Int(row.sitemap) - 1] = StoredSitemap(
      id: old.id, host: old.host, url: old.url, origin: old.origin, depth: old.depth,
      hops: old.hops, isInvited: old.isInvited, state: row.state, tries: row.tries,
      retryAt: row.retryAt)
  }

  // MARK: Coming back

  /// Fills a frontier as `resume` does.
  ///
  /// - Returns: by what servers can tell whether a robots.txt has changed, by host.
  func restore(
    into frontier: Frontier, by restorer: RowRestorer, now: ContinuousClock.Instant
  ) throws(Contradiction) -> RobotsCopies {
    var copies = RobotsCopies()
    for row in hosts {
      let robots = robots[row.id]
      if let robots { copies[row.id] = RobotsCopy(robots, origin: row.origin) }
      let host = restorer.host(
        row, robots: robots.map(restorer.robots), standing: hostStates[row.id])
      frontier.restore(host, now: now)
    }
    for url in urls {
      let restored = restorer.url(url.row, exclusion: Exclusion(url.reason))
      if let change = frontier.restore(restored, text: url.text.span, isJudgedAnew: false) {
        throw Contradiction(description: "URL \(url.row.id) was judged anew: \(change)")
      }
    }
    for sitemap in sitemaps {
      if let sitemap = restorer.sitemap(sitemap) { frontier.restore(sitemap) }
    }
    frontier.endRestoring()
    return copies
  }
}
