import CrawlStore
import Frontier
import ParserWire
import WebURL

/// The rows of sitemaps.
extension BatchBuilder {
  /// The sitemaps that were named for the first time.
  mutating func add(
    _ discovery: SitemapDiscovery, links: [LinkFact], text: [UInt8], from source: SitemapSource
  ) {
    for host in discovery.newHosts { add(host) }
    for new in discovery.newSitemaps {
      batch.sitemaps.append(
        SitemapRow(
          id: new.id, host: new.host,
          url: String(decoding: text[links[new.link].textRange], as: UTF8.self),
          origin: source.origin.name, parent: source.parent, depth: source.depth,
          hops: source.hops, isInvited: new.isInvited,
          state: new.exclusion == nil ? .queued : .excluded,
          reason: new.exclusion?.description ?? "named"))
    }
  }

  /// What a sitemap says of its URLs.
  mutating func add(_ facts: SitemapFacts, of sitemap: UInt32, targets: [UInt32]) {
    for (detail, target) in zip(facts.details, targets) {
      batch.sitemapEntries.append(
        SitemapEntryRow(
          sitemap: sitemap, url: target, lastModified: detail.lastModified,
          priority: detail.priority, changeFrequency: detail.changeFrequency?.name,
          isAlternate: detail.isAlternate))
    }
  }

  /// What became of a sitemap that was tried.
  mutating func add(
    _ settlement: Settlement, ofSitemap work: Work, reason: String,
    _ answer: SitemapStateRow.Answer?, at now: ClockPair
  ) {
    var row: SitemapStateRow
    switch settlement {
    case .none, .returned: return
    case .fetched: row = SitemapStateRow(sitemap: work.id, state: .fetched, reason: reason)
    case .failed(let reason):
      row = SitemapStateRow(sitemap: work.id, state: .failed, reason: reason)
    case .retried(let reason, let time):
      row = SitemapStateRow(sitemap: work.id, state: .queued, reason: reason)
      row.retryAt = now.wall(of: time)
    }
    row.tries = work.attempt
    row.answer = answer
    batch.sitemapStates.append(row)
  }
}
