package import Robots
package import WebURL

/// What politeness must remember of a host from one run of a crawl to the next.
package struct HostStanding: Sendable, Equatable {
  package var host: UInt32
  /// When a request to it began or ended last.
  package var lastContact: ContinuousClock.Instant
  /// No request may start earlier: its pause, a back-off, or a rest that its server asked for.
  package var restsUntil: ContinuousClock.Instant
  /// The smoothed time to answer.
  package var responseTime: Duration?
  /// Failures to connect since the last answer.
  package var failuresInARow = 0
  /// Tries of robots.txt in a row that brought no answer.
  package var robotsFailures: UInt8 = 0
  /// When the first of them ended.
  package var robotsFailingSince: ContinuousClock.Instant?
  /// Whether they were so many that the host's pages failed.
  package var isRobotsGivenUp = false

  package init(
    host: UInt32, lastContact: ContinuousClock.Instant, restsUntil: ContinuousClock.Instant
  ) {
    self.host = host
    self.lastContact = lastContact
    self.restsUntil = restsUntil
  }
}

/// A host of an earlier run.
package struct RestoredHost: Sendable {
  /// What is known of its robots.txt.
  package enum Robots: Sendable {
    /// It was never answered.
    case unknown
    /// It counts until this time.
    case known(RobotsRules, until: ContinuousClock.Instant)
    /// It counts although its time is over: at this time a new one was asked for in vain.
    case outdated(RobotsRules, askedAt: ContinuousClock.Instant)
    /// At this time it was asked for in vain; why.
    case unavailable(String, askedAt: ContinuousClock.Instant)
  }

  package let id: UInt32
  /// `scheme://host[:port]`.
  package let origin: String
  package let originFingerprint: UInt64
  package var robots = Robots.unknown
  /// Nil where it is not known to have been contacted.
  package var standing: HostStanding?
  /// When the host may have been contacted last, known or not: its full pause counts from then; nil when
  /// that is sure to stand in `standing`.
  package var possibleContact: ContinuousClock.Instant?
  /// Answers that were errors, and failures; needed only where there is a limit.
  package var errors = 0
  /// Bytes that came over the wire; needed only where there is a limit.
  package var wireBytes: Int64 = 0

  package init(id: UInt32, origin: String, originFingerprint: UInt64) {
    self.id = id
    self.origin = origin
    self.originFingerprint = originFingerprint
  }
}

/// A URL of an earlier run. Its text comes beside it.
package struct RestoredURL: Sendable {
  package let id: UInt32
  package let host: UInt32
  package let fingerprint: UInt64
  package let state: URLState
  /// How it was shown.
  package let kind: LinkKind
  /// Links from the nearest seed.
  package let depth: UInt16
  /// Redirects that led to it.
  package let hops: UInt8
  /// Fetches tried so far.
  package let tries: UInt8
  /// For a queued one: not before this time.
  package var retryAt: ContinuousClock.Instant?
  /// Why it is excluded, where it is and the reason is one that may be judged anew.
  package var exclusion: Exclusion?

  package init(
    id: UInt32, host: UInt32, fingerprint: UInt64, state: URLState, kind: LinkKind, depth: UInt16,
    hops: UInt8, tries: UInt8
  ) {
    self.id = id
    self.host = host
    self.fingerprint = fingerprint
    self.state = state
    self.kind = kind
    self.depth = depth
    self.hops = hops
    self.tries = tries
  }

  /// What other rules than those of the last run make of it.
  package enum Change: Sendable, Equatable {
    /// It was queued.
    case excluded(Exclusion)
    /// It was excluded, or excluded for another reason.
    case admitted
  }
}

/// A sitemap that an earlier run knew.
package struct RestoredSitemap: Sendable {
  package let id: UInt32
  package let host: UInt32
  package let fingerprint: UInt64
  package let origin: SitemapOrigin
  package let isInvited: Bool
  /// Index files, and redirects, on the way to it.
  package let depth: UInt16
  package let hops: UInt8
  /// Fetches tried so far.
  package let tries: UInt8
  /// Whether it is still to be fetched.
  package let isWaiting: Bool
  /// Not before this time.
  package let retryAt: ContinuousClock.Instant?
  /// The canonical URL.
  package let text: [UInt8]

  package init(
    id: UInt32, host: UInt32, fingerprint: UInt64, origin: SitemapOrigin, isInvited: Bool,
    depth: UInt16, hops: UInt8, tries: UInt8, isWaiting: Bool, retryAt: ContinuousClock.Instant?,
    text: [UInt8]
  ) {
    self.id = id
    self.host = host
    self.fingerprint = fingerprint
    self.origin = origin
    self.isInvited = isInvited
    self.depth = depth
    self.hops = hops
    self.tries = tries
    self.isWaiting = isWaiting
    self.retryAt = retryAt
    self.text = text
  }
}
