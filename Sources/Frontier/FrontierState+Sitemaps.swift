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
    hosts[host].sitemaps.append(
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
    while let sitemap = hosts[host].sitemaps.popFirst() {
      waitingSitemaps -= 1
      guard let exclusion = sitemap.isInvited ? nil : robotsObjection(to: sitemap.text, on: host)
      else {
        hosts[host].hasUsedRobots = true
        return work(sitemap, on: host)
      }
      verdicts.append(Verdict(id: sitemap.id, kind: .sitemapExcluded(exclusion)))
    }
    return nil
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
      hosts[host].observe(responseTime: answer.responseTime)
      return .fetched
    case .refused(let reason, let retryAfter):
      let rest = retryAfter ?? settings.politeness.backOff(failures: Int(sitemap.tries))
      hosts[host].nextAllowed = max(hosts[host].nextAllowed, now + rest)
      return retry(sitemap, on: host, reason, notBefore: now + rest)
    case .unreachable(let reason):
      let rest = settings.politeness.backOff(failures: Int(sitemap.tries))
      return retry(sitemap, on: host, reason, notBefore: now + rest)
    case .failed(let reason): return .failed(reason: reason)
    case .returned, .located, .robots, .robotsUnchanged:
      var sitemap = sitemap
      sitemap.tries -= 1
      hosts[host].sitemaps.prepend(sitemap)
      waitingSitemaps += 1
      return .returned
    }
  }

  private mutating func retry(
    _ sitemap: QueuedSitemap, on host: Int, _ reason: String,
    notBefore time: ContinuousClock.Instant
  ) -> Settlement {
    guard Int(sitemap.tries) < settings.politeness.tries else { return .failed(reason: reason) }
    resting.insert(.sitemap(sitemap), host: host, until: time)
    waitingSitemaps += 1
    return .retried(reason: reason, notBefore: time)
  }

  /// Gives up the sitemaps that wait for a host.
  mutating func giveUpSitemaps(of host: Int, reason: String, verdicts: inout [Verdict]) {
    waitingSitemaps -= hosts[host].sitemaps.count
    for sitemap in hosts[host].sitemaps {
      verdicts.append(Verdict(id: sitemap.id, kind: .sitemapFailed(reason: reason)))
    }
    hosts[host].sitemaps.removeAll()
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
