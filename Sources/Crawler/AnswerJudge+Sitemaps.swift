import CrawlStore
package import Fetcher
package import Frontier
package import ParserPool
package import ParserWire
import Robots
import WebURL

/// A sitemap: judged by its status, then by what a parser found.
extension AnswerJudge {
  package mutating func judgeSitemap(
    _ work: Work, _ outcome: FetchOutcome, at now: ClockPair
  ) -> Step {
    switch outcome {
    case .failure(let failure): return .done(sitemapFailed(failure))
    case .response(let response): return sitemapAnswered(work, response, now)
    }
  }

  private func sitemapFailed(_ failure: FetchFailure) -> Judgement {
    if let report = failure.notTried { return Judgement(report: report) }
    let reason = failure.code.rawValue
    return Judgement(
      report: failure.isTransient ? .unreachable(reason: reason) : .failed(reason: reason),
      trouble: Trouble(sitemap: reason, said: "\(failure)"))
  }

  private mutating func sitemapAnswered(
    _ work: Work, _ response: FetchResponse, _ now: ClockPair
  ) -> Step {
    let status = response.status
    var judgement = Judgement(
      report: .fetched(Report.Answer(response)), reason: "http \(status)")
    judgement.sitemap = .init(fetchedAt: now.wall, status: status)
    switch status {
    case 200..<300: return .parse(.sitemap, judgement)
    case 300..<400: judgement.found = movedSitemap(work, response)
    case 429, 500, 502, 503, 504:
      let rest = response.headers.restAsked(now: now.wallSeconds)
      return .done(
        Judgement(
          report: .refused(reason: judgement.reason, retryAfter: rest),
          trouble: Trouble(sitemap: judgement.reason)))
    default: giveUp(work, &judgement)
    }
    return .done(judgement)
  }

  /// Where a sitemap has moved to is a sitemap of its own, so that its host is asked politely.
  private mutating func movedSitemap(_ work: Work, _ response: FetchResponse) -> Found {
    guard let location = response.headers.location,
      let target = SeedList(
        reference: location, kind: .sitemap, base: work.url, resolver: &resolver)
    else { return .nothing }
    let source = SitemapSource(
      .redirect, host: work.host, parent: work.id, depth: work.depth, hops: work.hops + 1)
    return .sitemaps(target.links, target.text, source)
  }

  // MARK: Reading

  /// A sitemap that was read.
  ///
  /// - Parameter fetched: what `judgeSitemap` knew of it.
  package mutating func judge(
    _ work: Work, _ fetched: consuming Judgement, parsed facts: SitemapFacts
  ) -> Judgement {
    var judgement = fetched
    if facts.kind == .none { giveUp(work, &judgement) } else { take(facts, of: work, &judgement) }
    judgement.sitemap?.error = facts.flags.complaint
    return judgement
  }

  /// A sitemap that no parser could read.
  package func judgeSitemap(
    _ fetched: consuming Judgement, unparsed failure: ParseFailure
  ) -> Judgement {
    var judgement = fetched
    judgement.trouble = Trouble(sitemap: "parse \(failure.code.rawValue)", said: "\(failure)")
    judgement.sitemap?.error = "\(failure)"
    return judgement
  }

  private func take(_ facts: SitemapFacts, of work: Work, _ judgement: inout Judgement) {
    judgement.sitemap?.kind = facts.kind.name
    judgement.sitemap?.entries = Int64(facts.entries)
    judgement.sitemap?.invalid = Int64(facts.invalid)
    judgement.sitemap?.relative = Int64(facts.relative)
    if facts.kind == .index {
      let source = SitemapSource(
        .index, host: work.host, parent: work.id, depth: work.depth + 1)
      judgement.found = .sitemaps(facts.links, facts.text, source)
    } else {
      judgement.found = .entries(facts)
    }
  }

  /// There is no sitemap here. If nobody has said there was, the next place is tried.
  private mutating func giveUp(_ work: Work, _ judgement: inout Judgement) {
    if (200..<300).contains(judgement.sitemap?.status ?? 0) { judgement.reason += ": no sitemap" }
    guard case .sitemap(.wellKnown, _) = work.purpose else {
      judgement.trouble = Trouble(sitemap: judgement.reason)
      return
    }
    if let path = WellKnownSitemaps.path(after: work.url) {
      judgement.found = wellKnownSitemap(path, base: work.url, host: work.host)
    }
  }

  // MARK: Naming

  /// The sitemaps that a robots.txt names, or the first place to look where it names none.
  ///
  /// - Parameter url: where the file lies, against which relative references are resolved.
  mutating func sitemaps(namedBy rules: RobotsRules, at url: String, host: UInt32) -> Found {
    guard plan.sitemaps != .ignore else { return .nothing }
    let list = SeedList(sitemapsNamedBy: rules, at: url, resolver: &resolver)
    if !list.links.isEmpty {
      return .sitemaps(list.links, list.text, SitemapSource(.robots, host: host))
    }
    guard plan.sitemaps == .wellKnown else { return .nothing }
    return wellKnownSitemap(WellKnownSitemaps.paths[0], base: url, host: host)
  }

  /// Where robots.txt is not asked for, a new host's sitemap is looked for at once.
  mutating func guessedSitemap(of host: Discovery.NewHost) -> Found {
    guard plan.sitemaps == .wellKnown, !plan.politeness.obeysRobots else { return .nothing }
    return wellKnownSitemap(
      WellKnownSitemaps.paths[0], base: host.origin.href, host: host.id)
  }

  private mutating func wellKnownSitemap(_ path: String, base: String, host: UInt32) -> Found {
    guard
      let list = SeedList(reference: path, kind: .sitemap, base: base, resolver: &resolver)
    else { return .nothing }
    return .sitemaps(list.links, list.text, SitemapSource(.wellKnown, host: host))
  }
}

extension Trouble {
  fileprivate init(sitemap reason: String, said: String? = nil) {
    self.init(kind: "sitemap \(reason)", said: "sitemap: \(said ?? reason)")
  }
}
