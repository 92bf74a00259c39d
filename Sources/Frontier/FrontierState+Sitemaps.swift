import DequeModule
import Robots
import WebURL

/// Sitemaps: fetched before the pages of their host, and as politely.
extension FrontierState {
  /// Takes in sitemaps that were named somewhere. Each is fetched once, however often it is named, so
  /// that indexes that name each other end.
  mutating func discoverSitemaps(
    _ links: [LinkFact], text: [UInt8], from source: SitemapSource, now: ContinuousClock.Instant
  ) -> SitemapDiscovery {
    var result = SitemapDiscovery()
    // What a host out of scope says of its sitemaps is its own affair.
    let isHearsay = source.origin == .robots || source.origin == .wellKnown
    guard !isHearsay || isInScope(source.host) else { return result }
    var discovery = Discovery()
    for index in links.indices {
      let link = links[index]
      guard sitemapIDs[link.fingerprint] == nil else { continue }
      guard sitemapIDs.count < settings.maximumSitemaps else {
        result.leftOut += 1
        continue
      }
      let id = lastSitemapID + 1
      lastSitemapID = id
      sitemapIDs[link.fingerprint] = id
      let host = findHost(of: link, text, now, &discovery)
      let exclusion = objection(toSitemap: link, on: host, from: source)
      result.newSitemaps.append(
        .init(
          id: id, host: UInt32(host + 1), link: index, exclusion: exclusion,
          isInvited: source.invites(to: UInt32(host + 1))))
      if exclusion == nil { enqueueSitemap(id, Array(text[link.textRange]), on: host, source) }
    }
    result.newHosts = discovery.newHosts
    result.hasWork = hasWork(now: now)
    return result
  }

  private mutating func enqueueSitemap(
    _ id: UInt32, _ text: [UInt8], on host: Int, _ source: SitemapSource
  ) {
    hosts[host].makeAside().sitemaps.append(
      QueuedSitemap(
        id: id, origin: source.origin, isInvited: source.invites(to: UInt32(host + 1)),
        depth: source.depth, hops: source.hops, tries: 0, text: text))
    waitingSitemaps += 1
    schedule(host)
  }

  private func isInScope(_ host: UInt32?) -> Bool {
    host.map { hosts[Int($0) - 1].isInScope } ?? true
  }

  /// Why a sitemap is not to be fetched. A robots.txt in scope may name sitemaps on any host
  /// (sitemaps.org/protocol.html, "Cross Submits"); an index only those in scope or beside it.
  private func objection(
    toSitemap link: LinkFact, on host: Int, from source: SitemapSource
  ) -> Exclusion? {
    let isOwn = source.host == UInt32(host + 1)
    switch source.origin {
    case .option, .robots: break
    case .index, .redirect, .wellKnown:
      guard hosts[host].isInScope || isOwn else { return .scope(scope.reach) }
    }
    if Int(source.depth) > settings.maximumSitemapDepth {
      return .depth(settings.maximumSitemapDepth)
    }
    if source.hops > settings.maximumRedirects { return .redirects }
    return link.textLength > settings.maximumURLLength ? .length : nil
  }

  // MARK: Leasing

  /// The next sitemap of a host whose time has come and whose robots.txt is known, or nil.
  mutating func takeSitemap(of host: Int, verdicts: inout [Verdict]) -> Work? {
    while let sitemap = hosts[host].aside?.sitemaps.popFirst() {
      waitingSitemaps -= 1
      hosts[host].tidy()
      guard let exclusion = sitemap.isInvited ? nil : robotsObjection(toSitemap: sitemap, on: host)
      else {
        hosts[host].hasUsedRobots = true
        return work(sitemap, on: host)
      }
      verdicts.append(Verdict(id: sitemap.id, kind: .sitemapExcluded(exclusion)))
    }
    return nil
  }

  private func robotsObjection(toSitemap sitemap: QueuedSitemap, on host: Int) -> Exclusion? {
    robotsObjection(to: Array(sitemap.text.dropFirst(Int(hosts[host].origin.count))), on: host)
  }

  private func work(_ sitemap: QueuedSitemap, on host: Int) -> Work {
    Work(
      purpose: .sitemap(sitemap.origin, isInvited: sitemap.isInvited), id: sitemap.id,
      host: UInt32(host + 1), url: String(decoding: sitemap.text, as: UTF8.self),
      depth: sitemap.depth, hops: sitemap.hops, attempt: sitemap.tries + 1)
  }

  // MARK: Reports

  /// Takes in what became of a sitemap. That a host has none to give says nothing about its pages,
  /// but that it does not answer does.
  mutating func settleSitemap(
    _ sitemap: QueuedSitemap, on host: Int, with report: Report, now: ContinuousClock.Instant
  ) -> Settlement {
    switch report {
    case .fetched(let answer):
      wireBytes += answer.wireBytes
      hosts[host].observe(responseTime: answer.responseTime)
      return .fetched
    case .refused(let reason, let retryAfter):
      let rest = retryAfter ?? backOff(failures: Int(sitemap.tries))
      return retry(sitemap, on: host, reason, notBefore: now + rest)
    case .unreachable(let reason):
      return retry(
        sitemap, on: host, reason, notBefore: now + backOff(failures: Int(sitemap.tries)))
    case .failed(let reason): return .failed(reason: reason)
    case .returned, .located, .robots, .robotsUnchanged:
      var sitemap = sitemap
      sitemap.tries -= 1
      hosts[host].makeAside().sitemaps.prepend(sitemap)
      waitingSitemaps += 1
      return .returned
    }
  }

  private mutating func retry(
    _ sitemap: QueuedSitemap, on host: Int, _ reason: String,
    notBefore time: ContinuousClock.Instant
  ) -> Settlement {
    hosts[host].nextAllowed = max(hosts[host].nextAllowed, time)
    guard Int(sitemap.tries) < settings.politeness.tries else { return .failed(reason: reason) }
    hosts[host].makeAside().sitemaps.prepend(sitemap)
    waitingSitemaps += 1
    return .retried(reason: reason, notBefore: time)
  }

  /// Gives up the sitemaps that wait for a host.
  mutating func giveUpSitemaps(of host: Int, reason: String, verdicts: inout [Verdict]) {
    decideSitemaps(of: host, .sitemapFailed(reason: reason), verdicts: &verdicts)
  }

  /// Leaves out the sitemaps that wait for a host.
  mutating func excludeSitemaps(
    of host: Int, _ exclusion: Exclusion, verdicts: inout [Verdict]
  ) {
    decideSitemaps(of: host, .sitemapExcluded(exclusion), verdicts: &verdicts)
  }

  private mutating func decideSitemaps(
    of host: Int, _ verdict: Verdict.Kind, verdicts: inout [Verdict]
  ) {
    guard let aside = hosts[host].aside else { return }
    waitingSitemaps -= aside.sitemaps.count
    for sitemap in aside.sitemaps { verdicts.append(Verdict(id: sitemap.id, kind: verdict)) }
    aside.sitemaps.removeAll()
    hosts[host].tidy()
  }
}

extension QueuedSitemap {
  /// As it was when it was leased, this try included; nil for other work.
  init?(_ work: Work) {
    guard case .sitemap(let origin, let isInvited) = work.purpose else { return nil }
    self.init(
      id: work.id, origin: origin, isInvited: isInvited, depth: work.depth, hops: work.hops,
      tries: work.attempt, text: Array(work.url.utf8))
  }
}
