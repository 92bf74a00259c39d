package import CrawlStore
import Fetcher
import Frontier
import ParserWire
import Robots
import WebURL

/// Turns what the crawl finds out into rows.
///
/// All rows of a page (itself, its links, the URLs it showed first, its change of state) go in
/// without a suspension in between, so they share a batch, and with it a transaction.
package struct BatchBuilder: Sendable {
  package var batch = CrawlBatch()

  package init() {}

  /// Rows after which a batch is worth handing over.
  private static let worthwhile = 8192

  package var isWorthwhile: Bool {
    batch.links.count + batch.urls.count + batch.pages.count * 8 + batch.sitemapEntries.count
      >= Self.worthwhile
  }

  /// Takes the batch out and goes on with another, empty one.
  package mutating func exchange(for empty: consuming CrawlBatch) -> CrawlBatch {
    var taken = empty
    swap(&taken, &batch)
    return taken
  }

  // MARK: Discoveries

  /// The hosts and URLs that were seen for the first time, and those brought in after all.
  mutating func add(
    _ discovery: Discovery, links: [LinkFact], text: [UInt8], from source: LinkSource
  ) {
    for host in discovery.newHosts { add(host) }
    for new in discovery.newURLs {
      let link = links[new.link]
      batch.addURL(
        id: new.id, host: new.host, fingerprint: link.fingerprint,
        text: text.span.extracting(link.textRange), depth: source.depth, hops: source.hops,
        via: source.page, kind: link.kind, state: new.exclusion == nil ? .queued : .excluded,
        reason: new.exclusion?.description ?? "discovered")
    }
    for admission in discovery.admitted {
      batch.admissions.append(
        AdmissionRow(
          url: admission.id, depth: source.depth, hops: source.hops, via: source.page,
          kind: links[admission.link].kind, reason: "discovered"))
    }
  }

  mutating func add(_ host: Discovery.NewHost) {
    let url = host.origin
    batch.hosts.append(
      HostRow(
        id: host.id, origin: url.origin ?? url.href, scheme: url.scheme, name: url.host ?? "",
        port: url.effectivePort ?? 0,
        registrableDomain: url.host.flatMap { RegistrableDomain.of(host: $0) }))
  }

  /// The rows of `links` for one page.
  mutating func add(links: [LinkFact], of page: UInt32, targets: [UInt32]) {
    for (link, target) in zip(links, targets) {
      batch.links.append(
        LinkRow(
          source: page, target: target, kind: link.kind, relation: link.relation,
          count: link.count))
    }
  }

  // MARK: States

  /// What became of a URL that was tried.
  mutating func add(
    _ settlement: Settlement, of work: Work, reason: String, at now: ClockPair
  ) {
    switch settlement {
    case .none, .returned: break
    case .fetched: addState(work.id, .fetched, reason, tries: work.attempt)
    case .failed(let reason):
      addState(work.id, .failed, reason, tries: work.attempt)
      addFailedTry(of: work, reason, at: now)
    case .retried(let reason, let time):
      addFailedTry(of: work, reason, at: now)
      addState(
        work.id, .queued, reason, tries: work.attempt,
        retryAt: now.wall(of: time))
    }
  }

  private mutating func addFailedTry(of work: Work, _ reason: String, at now: ClockPair) {
    batch.failedTries.append(
      FailedTryRow(url: work.id, attempt: work.attempt, at: now.wall, reason: reason))
  }

  /// A URL that was excluded in an earlier run, and is queued now.
  mutating func admit(_ url: StoredURL) {
    addState(url.id, .queued, "discovered", tries: url.tries)
  }

  /// What politeness must remember of hosts that were contacted.
  mutating func add(_ standings: [HostStanding], at now: ClockPair) {
    for standing in standings { batch.hostStates.append(HostStateRow(standing, now)) }
  }

  /// URLs that were decided without a fetch.
  mutating func add(_ verdicts: [Verdict]) {
    for verdict in verdicts {
      switch verdict.kind {
      case .excluded(let exclusion):
        addState(verdict.id, .excluded, exclusion.description, tries: 0)
      case .failed(let reason): addState(verdict.id, .failed, reason, tries: 0)
      case .sitemapExcluded(let exclusion):
        batch.sitemapStates.append(
          SitemapStateRow(
            sitemap: verdict.id, state: .excluded, reason: exclusion.description))
      case .sitemapFailed(let reason):
        batch.sitemapStates.append(
          SitemapStateRow(sitemap: verdict.id, state: .failed, reason: reason))
      }
    }
  }

  private mutating func addState(
    _ url: UInt32, _ state: URLState, _ reason: String, tries: UInt8, retryAt: Int64? = nil
  ) {
    batch.states.append(
      StateRow(url: url, state: state, reason: reason, tries: tries, retryAt: retryAt))
  }

  // MARK: Pages

  mutating func add(_ page: PageRow) { batch.pages.append(page) }

  mutating func add(_ robots: RobotsRow) { batch.robots.append(robots) }
}

extension PageRow {
  /// What the server said, before anybody has read the body.
  init(_ work: Work, _ response: FetchResponse, at now: ClockPair) {
    self.init(url: work.id, fetchedAt: now.wall)
    let (headers, transfer) = (response.headers, response.transfer)
    status = response.status
    mediaType = headers.mediaType
    contentLength = headers.contentLength
    xRobotsTag = headers.robotsTag
    etag = headers.entityTag
    lastModified = headers.lastModified
    server = headers.server
    wireBytes = transfer.wireBytes
    bodyBytes = transfer.bodyBytes
    dnsMicros = transfer.dnsMicroseconds
    connectMicros = transfer.connectMicroseconds
    tlsMicros = transfer.tlsMicroseconds
    firstByteMicros = transfer.firstByteMicroseconds
    totalMicros = transfer.totalMicroseconds
    peerAddress = transfer.peerAddress
    httpVersion = transfer.httpVersion
  }

  /// Adds what an `X-Robots-Tag` says to us.
  mutating func add(_ directives: RobotsDirectives) {
    noindex = directives.contains(.noindex)
    nofollow = directives.contains(.nofollow)
  }

  /// Adds what the parser found.
  mutating func add(_ facts: PageFacts, targets: [UInt32], cpuMicroseconds: UInt32) {
    title = facts.title.nonEmpty
    language = facts.language.nonEmpty
    description = facts.description.nonEmpty
    metaRobots = facts.metaRobots.nonEmpty
    charset = facts.charset.nonEmpty
    if facts.flags.contains(.noindex) { noindex = true }
    if facts.flags.contains(.nofollow) { nofollow = true }
    canonical = facts.canonicalIndex.map { targets[$0] }
    outlinks = Int32(clamping: facts.linkOccurrences)
    parseMicros = Int32(clamping: cpuMicroseconds)
    if facts.flags.contains(.incomplete) { parseError = "incomplete: the parser ran out of memory" }
    if facts.flags.contains(.truncatedLinks) { parseError = "more links than are recorded" }
  }
}

extension String {
  fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
