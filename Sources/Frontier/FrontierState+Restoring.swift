import Robots
import WebURL

/// How the frontier comes back from what an earlier run left behind.
extension FrontierState {
  mutating func restore(_ restored: RestoredHost, now: ContinuousClock.Instant) {
    // With several loops a kill can lose a host's row and keep a later one's: its id stays unused.
    while hosts.count + 1 < Int(restored.id) {
      let nothing = origins.append([UInt8]().span)
      hosts.append(
        HostState(origin: nothing, isInScope: false, robots: .ignored, nextAllowed: now))
    }
    let url = WebURL(restored.origin)
    var host = HostState(
      origin: origins.append(Array(restored.origin.utf8).span),
      isInScope: url.map { scope.admits(origin: $0) } ?? false, robots: .ignored, nextAllowed: now)
    if let standing = restored.standing { host.take(standing) }
    host.take(restored.robots, settings.politeness)
    if let contact = restored.possibleContact {
      let pause = settings.politeness.pause(
        responseTime: host.responseTime, crawlDelay: host.crawlDelay)
      host.nextAllowed = max(host.nextAllowed, contact + pause)
      // This run may end before it asks the host: the next one must know of the rest all the same.
      if !host.wasContacted { (host.wasContacted, host.lastContact) = (true, contact) }
      host.isStandingNew = true
      hostsWithNewStanding.append(hosts.count)
    }
    host.errors = UInt32(clamping: restored.errors)
    if let limit = settings.maximumErrorsPerHost, restored.errors >= limit { host.end = .errors }
    wireBytes += restored.wireBytes
    if case .known(let known, _) = host.robots { rulesMemory += known.memory }
    hosts.append(host)
    if isShortOfMemoryForRules { saveMemory() }
    hostNumbers.restore(restored.originFingerprint, id: UInt32(hosts.count))
    counts.hosts = hosts.count
  }

  mutating func restore(
    _ url: RestoredURL, text: Span<UInt8>, isJudgedAnew: Bool
  ) -> RestoredURL.Change? {
    seen.restore(url.fingerprint, id: url.id)
    let host = Int(url.host) - 1
    precondition(hosts.indices.contains(host), "a URL was restored before its host")
    switch url.state {
    case .fetched:
      counts.fetched += 1
      hosts[host].pages += 1
      if let limit = settings.maximumPagesPerHost, Int(hosts[host].pages) >= limit {
        hosts[host].end = hosts[host].end ?? .pages
      }
      return nil
    case .failed:
      counts.failed += 1
      return nil
    case .queued, .leased:
      if isJudgedAnew, let exclusion = objection(to: url, text, on: host) {
        exclude(url.id, exclusion)
        return .excluded(exclusion)
      }
      requeue(url, text, on: host)
      return nil
    case .excluded: return restoreExcluded(url, text, isJudgedAnew, on: host)
    }
  }

  private mutating func restoreExcluded(
    _ url: RestoredURL, _ text: Span<UInt8>, _ isJudgedAnew: Bool, on host: Int
  ) -> RestoredURL.Change? {
    if case .trap(let trap)? = url.exclusion, settings.traps != nil, !trap.isStatic {
      let path = text.extracting(droppingFirst: min(Int(hosts[host].origin.count), text.count))
      novelty.restore(trap, path, host: host)
      counts.excluded += 1
      return nil
    }
    if isJudgedAnew, let exclusion = url.exclusion, objection(to: url, text, on: host) == nil {
      if case .robots = exclusion, settings.politeness.obeysRobots {
        counts.excluded += 1
        return nil
      }
      requeue(url, text, on: host)
      return .admitted
    }
    exclude(url.id, url.exclusion)
    return nil
  }

  private mutating func exclude(_ id: UInt32, _ exclusion: Exclusion?) {
    counts.excluded += 1
    if exclusion?.isProvisional == true { provisional.insert(id) }
  }

  /// What the rules say now. Of the link's relation no more is known than that it was the reason.
  private func objection(
    to url: RestoredURL, _ text: Span<UInt8>, on host: Int
  ) -> Exclusion? {
    var source = LinkSource(page: nil, depth: url.depth, hops: url.hops)
    source.isDuplicate = url.exclusion == .duplicatePage
    return objection(
      to: text, on: host, kind: url.kind, relation: url.exclusion == .nofollow ? .nofollow : [],
      from: source)
  }

  private mutating func requeue(_ url: RestoredURL, _ text: Span<UInt8>, on host: Int) {
    let queued = QueuedURL(id: url.id, depth: url.depth, hops: url.hops, tries: url.tries)
    let path = text.extracting(droppingFirst: min(Int(hosts[host].origin.count), text.count))
    if let time = url.retryAt {
      hosts[host].nextAllowed = max(hosts[host].nextAllowed, time)
      hosts[host].makeAside().returned.append(.init(url: queued, path: [UInt8](copying: path)))
      counts.queued += 1
      return
    }
    let level = level(of: text, depth: url.depth, sitemapPriority: nil)
    enqueue(queued, path: path, level: level, on: host)
    saveMemory()
  }

  mutating func restore(_ sitemap: RestoredSitemap) {
    sitemapIDs[sitemap.fingerprint] = sitemap.id
    lastSitemapID = max(lastSitemapID, sitemap.id)
    let host = Int(sitemap.host) - 1
    precondition(hosts.indices.contains(host), "a sitemap was restored before its host")
    guard sitemap.isWaiting else { return }
    let queued = QueuedSitemap(
      id: sitemap.id, origin: sitemap.origin, isInvited: sitemap.isInvited, depth: sitemap.depth,
      hops: sitemap.hops, tries: sitemap.tries, text: sitemap.text)
    waitingSitemaps += 1
    if let time = sitemap.retryAt { hosts[host].nextAllowed = max(hosts[host].nextAllowed, time) }
    hosts[host].makeAside().sitemaps.append(queued)
  }

  mutating func endRestoring() {
    for host in hosts.indices { schedule(host) }
  }

  // MARK: Taking down

  mutating func noteContact(with host: Int, now: ContinuousClock.Instant) {
    hosts[host].lastContact = now
    hosts[host].wasContacted = true
    guard !hosts[host].isStandingNew else { return }
    hosts[host].isStandingNew = true
    hostsWithNewStanding.append(host)
  }

  mutating func takeStandings(into standings: inout [HostStanding]) {
    for host in hostsWithNewStanding {
      hosts[host].isStandingNew = false
      if let standing = hosts[host].standing(id: UInt32(host + 1)) { standings.append(standing) }
    }
    hostsWithNewStanding.removeAll(keepingCapacity: true)
  }
}

extension HostState {
  fileprivate func standing(id: UInt32) -> HostStanding? {
    guard wasContacted else { return nil }
    var standing = HostStanding(host: id, lastContact: lastContact, restsUntil: nextAllowed)
    standing.responseTime = responseTime
    standing.failuresInARow = Int(failuresInARow)
    standing.robotsFailures = aside?.robotsFailures ?? 0
    standing.robotsFailingSince = aside?.robotsFailingSince
    standing.isRobotsGivenUp = aside?.isRobotsGivenUp ?? false
    return standing
  }

  fileprivate mutating func take(_ standing: HostStanding) {
    lastContact = standing.lastContact
    wasContacted = true
    nextAllowed = max(nextAllowed, standing.restsUntil)
    responseTime = standing.responseTime
    failuresInARow = UInt16(clamping: standing.failuresInARow)
    guard standing.robotsFailures > 0 || standing.isRobotsGivenUp else { return }
    let aside = makeAside()
    aside.robotsFailures = standing.robotsFailures
    aside.robotsFailingSince = standing.robotsFailingSince
    aside.isRobotsGivenUp = standing.isRobotsGivenUp
  }

  fileprivate mutating func take(_ robots: RestoredHost.Robots, _ politeness: Politeness) {
    guard politeness.obeysRobots else { return }
    let recheck = politeness.robotsRecheck(
      failures: max(1, Int(aside?.robotsFailures ?? 0)), nil)
    switch robots {
    case .unknown: self.robots = .wanted
    case .known(let rules, let end): know(rules, until: end)
    case .outdated(let rules, let time): know(rules, until: time + recheck)
    case .unavailable(let reason, let time):
      self.robots = aside?.isRobotsGivenUp == true ? .givenUp(until: time + recheck) : .wanted
      aside?.robotsReason = "robots.txt: \(reason)"
    }
  }

  private mutating func know(_ rules: RobotsRules, until end: ContinuousClock.Instant) {
    robots = .known(KnownRules.of(rules), until: end)
    crawlDelay = rules.pause
    // Pages may have been fetched by it: once its time is over, it is asked for first.
    hasUsedRobots = true
  }
}
