import WebURL

extension FrontierState {
  /// Takes in a page's links: finds or gives each an id, judges the new ones, queues what is wanted.
  ///
  /// O(1) a link, with nothing allocated for a link that was seen before.
  mutating func discover(
    _ links: [LinkFact], text: [UInt8], from source: LinkSource, now: ContinuousClock.Instant,
    into discovery: inout Discovery
  ) {
    discovery.removeAll()
    discovery.targets.reserveCapacity(links.count)
    for link in links { seen.touch(link.fingerprint) }
    for index in links.indices {
      let link = links[index]
      let (id, isNew) = seen.insert(link.fingerprint)
      discovery.targets.append(id)
      if isNew {
        let (host, exclusion) = admit(id, link, text, source, now, &discovery)
        discovery.newURLs.append(
          Discovery.NewURL(id: id, host: UInt32(host + 1), link: index, exclusion: exclusion))
      } else if !provisional.isEmpty && provisional.contains(id) {
        readmit(id, index, link, text, source, now, &discovery)
      }
    }
    discovery.hasWork = hasWork(now: now)
  }

  private mutating func admit(
    _ id: UInt32, _ link: LinkFact, _ text: [UInt8], _ source: LinkSource,
    _ now: ContinuousClock.Instant, _ discovery: inout Discovery
  ) -> (host: Int, exclusion: Exclusion?) {
    let host = findHost(of: link, text, now, &discovery)
    if let exclusion = objection(to: link, text, on: host, from: source) {
      counts.excluded += 1
      if exclusion.isProvisional { provisional.insert(id) }
      return (host, exclusion)
    }
    enqueue(id, link, text, source, on: host)
    return (host, nil)
  }

  /// A URL that was left out for the way it was linked: this link may be better.
  private mutating func readmit(
    _ id: UInt32, _ index: Int, _ link: LinkFact, _ text: [UInt8], _ source: LinkSource,
    _ now: ContinuousClock.Instant, _ discovery: inout Discovery
  ) {
    let host = findHost(of: link, text, now, &discovery)
    guard objection(to: link, text, on: host, from: source) == nil else { return }
    provisional.remove(id)
    counts.excluded -= 1
    enqueue(id, link, text, source, on: host)
    discovery.admitted.append(Discovery.Admission(id: id, link: index))
  }

  private mutating func enqueue(
    _ id: UInt32, _ link: LinkFact, _ text: [UInt8], _ source: LinkSource, on host: Int
  ) {
    hosts[host].queue.append(
      QueuedURL(
        id: id, depth: source.depth, hops: source.hops, tries: 0,
        text: Array(text[link.textRange])))
    counts.queued += 1
    schedule(host)
  }

  /// Why a link is not to be followed, the rules that cost least first.
  private func objection(
    to link: LinkFact, _ text: [UInt8], on host: Int, from source: LinkSource
  ) -> Exclusion? {
    objection(
      to: text.span.extracting(link.textRange), on: host, kind: link.kind, relation: link.relation,
      from: source)
  }

  /// As above, for a URL whose link is known by its kind and relation only.
  func objection(
    to url: Span<UInt8>, on host: Int, kind: LinkKind, relation: LinkRelation,
    from source: LinkSource
  ) -> Exclusion? {
    guard hosts[host].isInScope else { return .scope(scope.reach) }
    guard url.count <= settings.maximumURLLength else { return .length }
    if let objection = scope.objection(to: url) { return objection }
    guard kind.isNavigational || (settings.followsAssets && kind != .postForm) else {
      return .linkKind
    }
    if !settings.followsNofollow && !relation.isDisjoint(with: [.nofollow, .pageNofollow]) {
      return .nofollow
    }
    if let limit = settings.maximumDepth, source.depth > limit { return .depth(limit) }
    return source.hops > settings.maximumRedirects ? .redirects : nil
  }

  mutating func findHost(
    of link: LinkFact, _ text: [UInt8], _ now: ContinuousClock.Instant,
    _ discovery: inout Discovery
  ) -> Int {
    if let host = hostIndex[link.originFingerprint] { return host }
    let start = Int(link.textOffset)
    let origin = String(
      decoding: text[start..<start + Int(link.originLength)], as: UTF8.self)
    // The worker behind the process wall may be hostile: what it calls an origin need be none.
    let url = WebURL(origin)
    hosts.append(
      HostState(
        origin: origin, isInScope: url.map { scope.admits(origin: $0) } ?? false,
        robots: settings.politeness.obeysRobots ? .wanted : .ignored, nextAllowed: now))
    hostIndex[link.originFingerprint] = hosts.count - 1
    counts.hosts = hosts.count
    if let url {
      discovery.newHosts.append(Discovery.NewHost(id: UInt32(hosts.count), origin: url))
    }
    return hosts.count - 1
  }
}
