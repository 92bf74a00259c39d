package import CrawlStore
package import Frontier
import Robots
package import WebURL

/// Turns the rows that an earlier run left into what the frontier takes in.
package struct RowRestorer: Sendable {
  private let plan: CrawlPlan
  private let key: FingerprintKey
  private let clock: ClockPair
  private let endedInOrder: Bool

  /// No rest that a crawl keeps is longer; see `restAsked` and `Politeness.backOff`.
  private static let longestRest = Duration.seconds(3600)
  /// Milliseconds that a time may have lost on its way through the database: no host is asked early.
  private static let rounding: Int64 = 2

  /// - Parameters:
  ///   - plan: of the run that begins.
  ///   - clock: when it begins.
  ///   - endedInOrder: whether the run before recorded all that it knew.
  package init(plan: CrawlPlan, key: FingerprintKey, clock: ClockPair, endedInOrder: Bool) {
    (self.plan, self.key, self.clock, self.endedInOrder) = (plan, key, clock, endedInOrder)
  }

  // MARK: Hosts

  /// A host, with what is known of its robots.txt and what politeness must remember of it.
  package func host(
    _ row: HostRow, robots: RestoredHost.Robots?, standing: HostStateRow?
  ) -> RestoredHost {
    var host = RestoredHost(
      id: row.id, origin: row.origin,
      originFingerprint: key.fingerprint(of: Array(row.origin.utf8).span))
    host.robots = robots ?? .unknown
    host.standing = standing.map(self.standing)
    // What happened in the last moments before a kill is not recorded.
    if !endedInOrder { host.possibleContact = clock.steady }
    return host
  }

  private func standing(_ row: HostStateRow) -> HostStanding {
    var standing = HostStanding(
      host: row.host,
      lastContact: clock.instant(ofWall: row.contactedAt, within: .zero),
      restsUntil: clock.instant(
        ofWall: row.restsUntil + Self.rounding, within: Self.longestRest))
    standing.responseTime = row.responseMicros.map { .microseconds($0) }
    standing.failuresInARow = row.failures
    standing.robotsFailures = row.robotsFailures
    standing.robotsFailingSince = row.robotsFailingSince.map {
      clock.instant(ofWall: $0, within: .zero)
    }
    standing.isRobotsGivenUp = row.isRobotsGivenUp
    return standing
  }

  /// What is known of a host's robots.txt.
  package func robots(_ row: RobotsRow) -> RestoredHost.Robots {
    let askedAt = clock.instant(ofWall: row.fetchedAt, within: .zero)
    switch RobotsOutcome(row.outcome) {
    case .rules, .allowAll:
      return .known(
        rules(row),
        until: clock.instant(ofWall: row.expiresAt, within: RobotsRetrieval.longestLifetime))
    case .outdated: return .outdated(rules(row), askedAt: askedAt)
    case .unavailable(let reason): return .unavailable(reason, askedAt: askedAt)
    case nil: return .unknown
    }
  }

  private func rules(_ row: RobotsRow) -> RobotsRules {
    guard let text = row.text, !text.isEmpty else { return .allowAll }
    return RobotsRules(parsing: text.span, for: plan.productToken)
  }

  // MARK: URLs and sitemaps

  /// A URL of which the reason for its state is known.
  package func url(_ row: StoredURL, exclusion: Exclusion?) -> RestoredURL {
    var url = RestoredURL(
      id: row.id, host: row.host, fingerprint: row.fingerprint, state: row.state, kind: row.kind,
      depth: row.depth, hops: row.hops, tries: row.tries)
    switch row.state {
    case .excluded: url.exclusion = exclusion
    case .queued: url.retryAt = rest(until: row.retryAt)
    case .leased, .fetched, .failed: break
    }
    return url
  }

  /// A sitemap; nil for one that was named in a way that no crawl knows.
  package func sitemap(_ row: StoredSitemap) -> RestoredSitemap? {
    guard let origin = SitemapOrigin(name: row.origin) else { return nil }
    return RestoredSitemap(
      id: row.id, host: row.host, fingerprint: key.fingerprint(of: row.url.span),
      origin: origin, isInvited: row.isInvited, depth: row.depth, hops: row.hops,
      tries: row.tries, isWaiting: row.state == .queued, retryAt: rest(until: row.retryAt),
      text: row.url)
  }

  private func rest(until time: Int64?) -> ContinuousClock.Instant? {
    guard let time, time > clock.wall else { return nil }
    return clock.instant(ofWall: time, within: Self.longestRest)
  }
}

extension RobotsCopy {
  /// Nil where there is nothing to tell by.
  ///
  /// - Parameter origin: the host's.
  package init?(_ row: RobotsRow, origin: String?) {
    guard let url = row.url ?? origin.map({ $0 + "/robots.txt" }) else { return nil }
    self.init(url: url, entityTag: row.etag, lastModified: row.lastModified)
  }
}

extension HostStateRow {
  init(_ standing: HostStanding, _ clock: ClockPair) {
    self.init(
      host: standing.host, contactedAt: clock.wall(of: standing.lastContact),
      restsUntil: clock.wall(of: standing.restsUntil))
    responseMicros = standing.responseTime.map { Int64(clamping: $0.wholeMicroseconds) }
    failures = standing.failuresInARow
    robotsFailures = standing.robotsFailures
    robotsFailingSince = standing.robotsFailingSince.map { clock.wall(of: $0) }
    isRobotsGivenUp = standing.isRobotsGivenUp
  }
}
