import CrawlStore
import Frontier
import ParserWire
import Robots
import WebURL

/// Builds the frontier again from `crawl.db`, in one pass over each table.
struct Restoration {
  private let stored: StoredCrawl
  private let plan: CrawlPlan
  private let frontier: Frontier
  private let clock = ClockPair.now
  /// What URLs became that were judged anew.
  private(set) var rows = BatchBuilder()
  /// By what servers can tell whether a robots.txt has changed, by host.
  private(set) var robotsCopies: [UInt32: RobotsCopy] = [:]
  /// The contents of the pages that were fetched.
  private(set) var duplicates = DuplicateIndex()
  /// Lines of a cookie file.
  private(set) var cookies: [String] = []

  /// No rest that a crawl keeps is longer; see `restAsked` and `Politeness.backOff`.
  private static let longestRest = Duration.seconds(3600)
  /// Milliseconds that a time may have lost on its way through the database: no host is asked early.
  private static let rounding: Int64 = 2

  init(of stored: StoredCrawl, as plan: CrawlPlan, into frontier: Frontier) {
    self.stored = stored
    self.plan = plan
    self.frontier = frontier
  }

  /// O(URLs + hosts) time; of each queued URL its text is kept, of all others their fingerprint.
  mutating func run() throws(StoreError) {
    let reader = try CrawlReader(stored.directory)
    try restoreHosts(reader)
    try restoreURLs(reader)
    try restoreSitemaps(reader)
    if plan.duplicates != .ignore { try restoreContents(reader) }
    frontier.endRestoring()
    // A file that is named now begins anew.
    if plan.cookieFile != nil && plan.cookieFile == stored.plan.cookieFile {
      cookies = try reader.cookies()
    }
  }

  // MARK: Hosts

  private mutating func restoreHosts(_ reader: borrowing CrawlReader) throws(StoreError) {
    var robots: [UInt32: RestoredHost.Robots] = [:]
    var copies: [UInt32: RobotsCopy] = [:]
    let hosts = try reader.hosts()
    let origins = Dictionary(uniqueKeysWithValues: hosts.map { ($0.id, $0.origin) })
    try reader.forEachRobots { row in
      robots[row.host] = known(row)
      guard let url = row.url ?? origins[row.host].map({ $0 + "/robots.txt" }) else { return }
      copies[row.host] = RobotsCopy(
        url: url, entityTag: row.etag, lastModified: row.lastModified)
    }
    var standings: [UInt32: HostStateRow] = [:]
    for row in try reader.hostStates() { standings[row.host] = row }
    let isLimited = plan.maximumBytes != nil || plan.maximumErrorsPerHost != nil
    let usage = isLimited ? try reader.hostUsage() : [:]
    for row in hosts {
      var host = RestoredHost(
        id: row.id, origin: row.origin,
        originFingerprint: stored.key.fingerprint(of: Array(row.origin.utf8).span))
      host.robots = robots.removeValue(forKey: row.id) ?? .unknown
      host.standing = standings[row.id].map(standing)
      // What happened in the last moments before a kill is not recorded.
      if !stored.endedInOrder { host.possibleContact = clock.steady }
      if let used = usage[row.id] { (host.wireBytes, host.errors) = (used.wireBytes, used.errors) }
      frontier.restore(host, now: clock.steady)
    }
    robotsCopies = copies
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

  private func known(_ row: RobotsRow) -> RestoredHost.Robots {
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

  // MARK: Sitemaps

  private func restoreSitemaps(_ reader: borrowing CrawlReader) throws(StoreError) {
    try reader.forEachSitemap { row in
      guard let origin = SitemapOrigin(name: row.origin) else { return }
      let time = row.retryAt.flatMap { $0 > clock.wall ? $0 : nil }
      frontier.restore(
        RestoredSitemap(
          id: row.id, host: row.host, fingerprint: stored.key.fingerprint(of: row.url.span),
          origin: origin, isInvited: row.isInvited, depth: row.depth, hops: row.hops,
          tries: row.tries, isWaiting: row.state == .queued,
          retryAt: time.map { clock.instant(ofWall: $0, within: Self.longestRest) }, text: row.url))
    }
  }

  // MARK: Contents

  private mutating func restoreContents(_ reader: borrowing CrawlReader) throws(StoreError) {
    var duplicates = DuplicateIndex()
    try reader.forEachContent { page in
      let text = page.simhash.map { TextHash(simhash: $0, words: page.words) }
      duplicates.restore(
        page.url, .init(digest: page.digest, text: text), isDuplicate: page.isDuplicate)
    }
    self.duplicates = duplicates
  }

  // MARK: URLs

  private mutating func restoreURLs(_ reader: borrowing CrawlReader) throws(StoreError) {
    let exclusions = try reader.reasons().compactMapValues { Exclusion($0) }
    let isJudgedAnew = stored.isJudgedAnew(by: plan)
    var rows = BatchBuilder()
    try reader.forEachURL { row, text in
      var url = RestoredURL(
        id: row.id, host: row.host, fingerprint: row.fingerprint, state: row.state, kind: row.kind,
        depth: row.depth, hops: row.hops, tries: row.tries)
      if row.state == .excluded { url.exclusion = exclusions[row.reason] }
      if row.state == .queued, let time = row.retryAt, time > clock.wall {
        url.retryAt = clock.instant(ofWall: time, within: Self.longestRest)
      }
      if let change = frontier.restore(url, text: text, isJudgedAnew: isJudgedAnew) {
        rows.add(change, of: row)
      }
    }
    self.rows = rows
  }
}

extension BatchBuilder {
  /// A URL that the settings, as they are now, judge otherwise.
  fileprivate mutating func add(_ change: RestoredURL.Change, of url: StoredURL) {
    switch change {
    case .excluded(let exclusion):
      add([Verdict(id: url.id, kind: .excluded(exclusion))])
    case .admitted: admit(url)
    }
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
