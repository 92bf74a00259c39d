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
    novelty.beginReading(source.page)
    for index in links.indices {
      let link = links[index]
      let (id, isNew) = seen.insert(link.fingerprint)
      discovery.targets.append(id)
      novelty.note(id, isNew: isNew, link.kind)
      if isNew {
        let (host, exclusion) = admit(id, index, link, text, source, now, &discovery)
        discovery.newURLs.append(
          Discovery.NewURL(id: id, host: UInt32(host + 1), link: index, exclusion: exclusion))
      } else if !provisional.isEmpty && provisional.contains(id) {
        readmit(id, index, link, text, source, now, &discovery)
      } else if settings.order == .priority {
        noteLink(to: id, link, text, from: source)
      }
    }
    if let (step, host) = novelty.endReading() { putFirst(step, on: host) }
    saveMemory()
    discovery.hasWork = hasWork(now: now)
  }

  private mutating func admit(
    _ id: UInt32, _ index: Int, _ link: LinkFact, _ text: [UInt8], _ source: LinkSource,
    _ now: ContinuousClock.Instant, _ discovery: inout Discovery
  ) -> (host: Int, exclusion: Exclusion?) {
    let host = findHost(of: link, text, now, &discovery)
    if let exclusion = objection(to: link, text, on: host, from: source)
      ?? novelty.objection(to: text.span.extracting(link.pathRange), link.kind, host: host)
    {
      counts.excluded += 1
      novelty.noteLeftOut(exclusion)
      if exclusion.isProvisional { provisional.insert(id) }
      return (host, exclusion)
    }
    enqueue(id, index, link, text, source, on: host)
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
    enqueue(id, index, link, text, source, on: host)
    discovery.admitted.append(Discovery.Admission(id: id, link: index))
  }

  private mutating func enqueue(
    _ id: UInt32, _ index: Int, _ link: LinkFact, _ text: [UInt8], _ source: LinkSource,
    on host: Int
  ) {
    let priority = index < source.priorities.count ? source.priorities[index] : nil
    let level = level(
      of: text.span.extracting(link.textRange), depth: source.depth, sitemapPriority: priority)
    let url = QueuedURL(id: id, depth: source.depth, hops: source.hops, tries: 0)
    let path = text.span.extracting(link.pathRange)
    switch novelty.pass(url, path: path, level: level, host: host) {
    case .queue: enqueue(url, path: path, level: level, on: host)
    case .keep(let earlier):
      guard let earlier else { return }
      enqueue(earlier.url, path: earlier.path.span, level: earlier.level, on: host)
    }
    schedule(host)
  }

  /// Has a URL fetched before all others of its host.
  private mutating func putFirst(_ step: Visit.Step, on host: Int) {
    hosts[host].makeAside().returned.append(.init(url: step.url, path: step.path))
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
    guard url.count <= min(settings.maximumURLLength, QueueBlock.longestPath) else {
      return .length
    }
    if let end = hosts[host].end { return exclusion(by: end) }
    if let objection = scope.objection(to: url) { return objection }
    guard kind.isNavigational || (settings.followsAssets && kind != .postForm) else {
      return .linkKind
    }
    if !settings.followsNofollow && !relation.isDisjoint(with: [.nofollow, .pageNofollow]) {
      return .nofollow
    }
    if settings.skipsLinksOfDuplicates, source.isDuplicate { return .duplicatePage }
    if let limit = settings.maximumDepth, source.depth > limit { return .depth(limit) }
    if let trap = settings.traps?.objection(
      to: url.extracting(droppingFirst: min(Int(hosts[host].origin.count), url.count)),
      clicks: Int(source.depth))
    {
      return .trap(trap)
    }
    return source.hops > settings.maximumRedirects ? .redirects : nil
  }

  mutating func findHost(
    of link: LinkFact, _ text: [UInt8], _ now: ContinuousClock.Instant,
    _ discovery: inout Discovery
  ) -> Int {
    if let number = hostNumbers.id(of: link.originFingerprint) { return Int(number) - 1 }
    let start = Int(link.textOffset)
    let origin = text.span.extracting(start..<start + Int(link.originLength))
    // The worker behind the process wall may be hostile: what it calls an origin need be none.
    let url = WebURL(String(decoding: [UInt8](copying: origin), as: UTF8.self))
    hosts.append(
      HostState(
        origin: origins.append(origin), isInScope: url.map { scope.admits(origin: $0) } ?? false,
        robots: settings.politeness.obeysRobots ? .wanted : .ignored, nextAllowed: now))
    hostNumbers.restore(link.originFingerprint, id: UInt32(hosts.count))
    counts.hosts = hosts.count
    if let url {
      discovery.newHosts.append(Discovery.NewHost(id: UInt32(hosts.count), origin: url))
    }
    return hosts.count - 1
  }
}
