import CrawlStore
import Fetcher
import Frontier
import ParserPool
import ParserWire
import Robots
import WebURL

/// A sitemap's way: named, fetched like a page, read by a parser process, its URLs handed in.
extension CrawlLoop {
  /// Bytes of a sitemap that are fetched: one more than are read shows that there are too many.
  static let maximumSitemapBytes = 52_428_800 + 1

  func crawlSitemap(_ work: Work) async -> Result {
    let request = FetchRequest(
      url: work.url, wanted: .prefix(Self.maximumSitemapBytes), host: work.host)
    switch await fetcher.fetch(request) {
    case .failure(let failure): return sitemapFailed(work, failure)
    case .response(let response): return await sitemapAnswered(work, response)
    }
  }

  private func sitemapFailed(_ work: Work, _ failure: FetchFailure) -> Result {
    if let report = failure.notTried { return Result(report: report) }
    let reason = failure.code.rawValue
    complain(work, reason, "\(failure)")
    return Result(
      report: failure.isTransient ? .unreachable(reason: reason) : .failed(reason: reason))
  }

  private func sitemapAnswered(_ work: Work, _ response: FetchResponse) async -> Result {
    let status = response.status
    var result = Result(report: .fetched(Report.Answer(response)))
    result.reason = "http \(status)"
    result.sitemap = .init(fetchedAt: WallClock.milliseconds, status: status)
    switch status {
    case 200..<300: return await readSitemap(work, response, result)
    case 300..<400: result.found = movedSitemap(work, response)
    case 429, 500, 502, 503, 504:
      complain(work, result.reason)
      result = Result(
        report: .refused(
          reason: result.reason,
          retryAfter: response.headers.restAsked(now: WallClock.seconds)))
    default: giveUp(work, &result)
    }
    return result
  }

  /// Where a sitemap has moved to is a sitemap of its own, so that its host is asked politely.
  private func movedSitemap(_ work: Work, _ response: FetchResponse) -> Found {
    guard let location = response.headers.location,
      let target = SeedList(
        reference: location, kind: .sitemap, base: work.url, resolver: &resolver)
    else { return .nothing }
    let source = SitemapSource(
      .redirect, host: work.host, parent: work.id, depth: work.depth, hops: work.hops + 1)
    return .sitemaps(target.links, target.text, source)
  }

  // MARK: Reading

  private func readSitemap(
    _ work: Work, _ response: FetchResponse, _ fetched: Result
  ) async -> Result {
    var result = fetched
    switch await parse(work, response, as: .sitemap) {
    case .sitemap(let facts, _):
      if facts.kind == .none { giveUp(work, &result) } else { take(facts, of: work, &result) }
      result.sitemap?.error = facts.flags.complaint
    case .failed(let failure) where failure.code == .cancelled: return Result(report: .returned)
    case .failed(let failure) where failure.code == .unavailable:
      await crawl.fail(.parsers(failure.detail))
      return Result(report: .returned)
    case .failed(let failure):
      complain(work, "parse \(failure.code.rawValue)", "\(failure)")
      result.sitemap?.error = "\(failure)"
    case .parsed: preconditionFailure("a sitemap was asked for")
    }
    return result
  }

  private func take(_ facts: SitemapFacts, of work: Work, _ result: inout Result) {
    result.sitemap?.kind = facts.kind.name
    result.sitemap?.entries = Int64(facts.entries)
    result.sitemap?.invalid = Int64(facts.invalid)
    result.sitemap?.relative = Int64(facts.relative)
    if facts.kind == .index {
      let source = SitemapSource(
        .index, host: work.host, parent: work.id, depth: work.depth + 1)
      result.found = .sitemaps(facts.links, facts.text, source)
    } else {
      result.found = .entries(facts)
    }
  }

  /// There is no sitemap here. If nobody has said there was, the next place is tried.
  private func giveUp(_ work: Work, _ result: inout Result) {
    if (200..<300).contains(result.sitemap?.status ?? 0) { result.reason += ": no sitemap" }
    guard case .sitemap(.wellKnown, _) = work.purpose else {
      return complain(work, result.reason)
    }
    if let path = WellKnownSitemaps.path(after: work.url) {
      result.found = wellKnownSitemap(path, base: work.url, host: work.host)
    }
  }

  private func complain(_ work: Work, _ reason: String, _ said: String? = nil) {
    crawl.board.failed("sitemap \(reason)")
    crawl.log(work, "sitemap: \(said ?? reason)")
  }

  // MARK: Naming

  /// The sitemaps that a robots.txt names, or the first place to look where it names none.
  ///
  /// - Parameter url: where the file lies, against which relative references are resolved.
  func sitemaps(namedBy rules: RobotsRules, at url: String, host: UInt32) -> Found {
    guard crawl.plan.sitemaps != .ignore else { return .nothing }
    let list = SeedList(sitemapsNamedBy: rules, at: url, resolver: &resolver)
    if !list.links.isEmpty {
      return .sitemaps(list.links, list.text, SitemapSource(.robots, host: host))
    }
    guard crawl.plan.sitemaps == .wellKnown else { return .nothing }
    return wellKnownSitemap(WellKnownSitemaps.paths[0], base: url, host: host)
  }

  private func wellKnownSitemap(_ path: String, base: String, host: UInt32) -> Found {
    guard
      let list = SeedList(reference: path, kind: .sitemap, base: base, resolver: &resolver)
    else { return .nothing }
    return .sitemaps(list.links, list.text, SitemapSource(.wellKnown, host: host))
  }

  /// Where robots.txt is not asked for, a new host's sitemap is looked for at once.
  func guessSitemaps(of hosts: [Discovery.NewHost], in rows: inout BatchBuilder) {
    guard crawl.plan.sitemaps == .wellKnown, !crawl.plan.politeness.obeysRobots else { return }
    for host in hosts {
      let guess = wellKnownSitemap(
        WellKnownSitemaps.paths[0], base: host.origin.href, host: host.id)
      if case .sitemaps(let links, let text, let source) = guess {
        _ = handIn(sitemaps: links, text, from: source, in: &rows)
      }
    }
  }

  /// Brings in the sitemaps that the person named.
  func plantSitemaps(_ sitemaps: SeedList) {
    crawl.ledger.record {
      _ = handIn(sitemaps: sitemaps.links, sitemaps.text, from: .option, in: &$0)
    }
  }

  // MARK: Handing in

  /// Records what a robots.txt or a sitemap named.
  ///
  /// - Returns: how many sitemaps were left out, because there are too many.
  func recordSitemaps(
    _ result: inout Result, of work: Work, in rows: inout BatchBuilder
  ) -> Int {
    switch result.found {
    case .sitemaps(let links, let text, let source):
      let leftOut = handIn(sitemaps: links, text, from: source, in: &rows)
      if leftOut > 0 {
        result.sitemap?.error = "\(leftOut) sitemaps left out: there are too many"
      }
      return leftOut
    case .entries(let facts): handIn(facts, of: work, in: &rows)
    case .nothing, .redirect, .links: break
    }
    return 0
  }

  /// - Returns: how many sitemaps were left out.
  private func handIn(
    sitemaps links: [LinkFact], _ text: [UInt8], from source: SitemapSource,
    in rows: inout BatchBuilder
  ) -> Int {
    let found = crawl.frontier.discoverSitemaps(links, text: text, from: source, now: .now)
    rows.add(found, links: links, text: text, from: source)
    if found.hasWork { wakeForWork() }
    return found.leftOut
  }

  /// Gives a sitemap's URLs to the frontier, in the order of their importance. They are as far from the
  /// seeds as the links of a seed.
  private func handIn(_ facts: SitemapFacts, of work: Work, in rows: inout BatchBuilder) {
    let source = LinkSource(page: nil, depth: 1, priorities: facts.details.map(\.priority))
    crawl.frontier.discover(
      facts.links, text: facts.text, from: source, now: .now, into: &discovery)
    rows.add(discovery, links: facts.links, text: facts.text, from: source)
    rows.add(facts, of: work.id, targets: discovery.targets)
    if discovery.hasWork { wakeForWork() }
  }
}
