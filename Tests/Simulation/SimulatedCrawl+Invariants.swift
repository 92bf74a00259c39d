import CrawlStore
import Crawler
import Frontier
import WebURL

/// What must hold at every step.
extension SimulatedCrawl {
  /// After each step, in constant time: each URL is counted once.
  func checkCounts(_ counts: FrontierCounts) throws(Violation) {
    let urls = tables.urls.count + rows.batch.urls.count
    guard counts.known == urls else {
      throw violation("\(urls) URLs were discovered, and \(counts.known) are in some state")
    }
    let pages = flights.values.count { $0.work.purpose == .page }
    guard counts.leased == pages, counts.inFlight == flights.count else {
      throw violation(
        "\(pages) pages of \(flights.count) requests are under way, not \(counts.leased) of "
          + "\(counts.inFlight)")
    }
    if let limit = terms.plan.maximumPages, counts.fetched + counts.leased > limit {
      throw violation("\(counts.fetched) pages fetched and \(counts.leased) under way")
    }
    guard min(counts.queued, counts.leased, counts.fetched, counts.failed, counts.excluded) >= 0
    else { throw violation("less than nothing: \(counts)") }
  }

  /// Nothing is left behind.
  func checkDrained(_ counts: FrontierCounts) throws(Violation) {
    guard counts.inFlight == 0 else { throw violation("drained with requests under way") }
    guard counts.queued == 0 || mayLeaveBehind(counts) else {
      throw violation("drained with \(counts.queued) URLs queued")
    }
  }

  /// For people: what is still queued on disk.
  var waiting: String {
    tables.urls.filter { $0.row.state == .queued }.prefix(3)
      .map { String(decoding: $0.text, as: UTF8.self) }.joined(separator: " ")
  }

  private func mayLeaveBehind(_ counts: FrontierCounts) -> Bool {
    isStopping || terms.plan.maximumPages.map { counts.fetched >= $0 } ?? false
  }

  /// After each commit: what is on disk is what the frontier counts.
  func checkTables(_ counts: FrontierCounts) throws(Violation) {
    let stored = tables.counts
    guard stored.queued == counts.queued + counts.leased, stored.fetched == counts.fetched,
      stored.failed == counts.failed, stored.excluded == counts.excluded
    else { throw violation("on disk: \(stored); in the frontier: \(counts)") }
    guard tables.pages.count == stored.fetched else {
      throw violation("\(tables.pages.count) pages of \(stored.fetched) fetched URLs")
    }
  }
}

/// What must hold in the end.
extension SimulatedCrawl {
  func checkEnd(_ counts: FrontierCounts) throws(Violation) {
    try checkHostBudgets()
    if mayLeaveBehind(counts) { return }
    guard counts.queued == 0 else { throw violation("\(counts.queued) URLs are left") }
    let links = linksFound()
    for url in tables.urls {
      let text = String(decoding: url.text, as: UTF8.self)
      guard let ways = links[text] else { throw violation("nobody has named \(text)") }
      try check(url, text, ways)
    }
    guard tables.urls.count == links.count else {
      let known = Set(tables.urls.map { String(decoding: $0.text, as: UTF8.self) })
      let lost = links.keys.filter { !known.contains($0) }.sorted()
      throw violation("lost: \(lost.prefix(3))")
    }
    for sitemap in tables.sitemaps where sitemap.state == .queued {
      throw violation("\(String(decoding: sitemap.url, as: UTF8.self)) was never read")
    }
  }

  private func checkHostBudgets() throws(Violation) {
    guard let limit = terms.plan.maximumPagesPerHost else { return }
    var fetched: [UInt32: Int] = [:]
    for url in tables.urls where url.row.state == .fetched {
      fetched[url.row.host, default: 0] += 1
    }
    for (host, count) in fetched where count > limit {
      throw violation("\(count) pages of \(tables.hosts[Int(host) - 1].origin) are fetched")
    }
  }

  /// One way to a URL.
  private struct Way {
    /// Links from a seed that the URL has by this way.
    let depth: Int
    let hops: Int
    let isFollowed: Bool
  }

  /// Each URL that was named by a seed, by a page that was fetched, or by a sitemap that was read.
  private func linksFound() -> [String: [Way]] {
    var ways: [String: [Way]] = [:]
    func add(_ url: String, _ depth: Int, hops: Int = 0, _ isFollowed: Bool) {
      ways[url, default: []].append(Way(depth: depth, hops: hops, isFollowed: isFollowed))
    }
    for seed in terms.plan.seeds { add(seed.href, 0, true) }
    for url in tables.urls where url.row.state == .fetched {
      let text = String(decoding: url.text, as: UTF8.self)
      guard let number = journal.pages[text] else { continue }
      let page = web.pages[number]
      if case .redirect(let target, _) = page.content {
        add(web.url(ofPage: target), Int(url.row.depth), hops: Int(url.row.hops) + 1, true)
      }
      for link in page.links {
        add(link.target, Int(url.row.depth) + 1, follows(link, of: page))
      }
    }
    for sitemap in tables.sitemaps where sitemap.state == .fetched {
      guard let site = journal.sitemaps[String(decoding: sitemap.url, as: UTF8.self)],
        case .pages(let numbers) = web.sites[site].sitemap
      else { continue }
      for number in numbers { add(web.url(ofPage: number), 1, true) }
    }
    return ways
  }

  private func follows(_ link: SimulatedWeb.Link, of page: SimulatedWeb.Page) -> Bool {
    var isNofollow = link.isNofollow
    if case .nofollow = page.content { isNofollow = true }
    return (link.kind.isNavigational || terms.plan.followsAssets)
      && (!isNofollow || terms.plan.followsNofollow)
  }

  /// Whether a URL's state has a reason that the web gives.
  private func check(
    _ url: DurableTables.URLRecord, _ text: String, _ ways: [Way]
  ) throws(Violation) {
    let (origin, path) = SimulatedWeb.split(text)
    switch url.row.state {
    case .queued, .leased: throw violation("\(text) is left")
    case .fetched:
      guard ways.contains(where: { isGood($0) }) else {
        throw violation("\(text) is fetched, and nothing leads there")
      }
    case .failed:
      guard witness.troubled.contains(origin) || web.site(of: text) == nil else {
        throw violation("\(text) failed, and nothing was wrong: \(url.reason)")
      }
    case .excluded:
      guard isExcusable(url.reason, origin, path, ways) else {
        throw violation("\(text) is left out: \(url.reason)")
      }
    }
  }

  private func isGood(_ way: Way) -> Bool {
    way.isFollowed && way.depth <= terms.plan.maximumDepth ?? .max
      && way.hops <= terms.settings.maximumRedirects
  }

  private func isExcusable(
    _ reason: String, _ origin: String, _ path: String, _ ways: [Way]
  ) -> Bool {
    switch Exclusion(reason) {
    case .robots:
      return witness.everKnown[origin, default: []].contains { !$0.allows(path) }
    case .scope: return terms.plan.reach != .any && !isInScope(origin)
    case .depth, .linkKind, .nofollow, .redirects, .duplicatePage:
      // A better link does not count any more once the host is closed.
      return terms.plan.maximumPagesPerHost != nil || !ways.contains { isGood($0) }
    case .hostPages: return terms.plan.maximumPagesPerHost != nil
    case .hostErrors: return terms.plan.maximumErrorsPerHost != nil
    // There is no trap in these webs.
    case .excludePattern, .noIncludePattern, .length, .trap, nil: return false
    }
  }

  private func isInScope(_ origin: String) -> Bool {
    let seeds = web.seeds.map { SimulatedWeb.split($0).origin }
    if terms.plan.reach == .host { return seeds.contains(origin) }
    return seeds.contains { Self.domain($0) == Self.domain(origin) }
  }

  /// The last two labels of a host's name.
  private static func domain(_ origin: String) -> String {
    origin.split(separator: ".").suffix(2).joined(separator: ".")
  }
}
