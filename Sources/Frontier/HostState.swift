import DequeModule
import Robots

/// A URL that waits for its turn.
struct QueuedURL {
  let id: UInt32
  let depth: UInt16
  let hops: UInt8
  /// Tries so far.
  var tries: UInt8
  /// The canonical URL.
  let text: [UInt8]
}

/// What a host's robots.txt means for the crawl at present.
enum RobotsPhase {
  /// It is not asked for.
  case ignored
  /// It must be fetched before any page.
  case wanted
  /// Somebody fetches it. If there is a copy whose time is over, it counts again should no new one
  /// be had (RFC 9309, 2.4).
  case fetching(copy: RobotsRules?)
  /// Known, and to be fetched again once this time has come.
  case known(RobotsRules, until: ContinuousClock.Instant)
  /// It was asked for in vain for long enough: until this time the host's pages fail with this
  /// reason, and then it is asked for once more.
  case givenUp(reason: String, until: ContinuousClock.Instant)
}

/// One origin, as the frontier sees it.
struct HostState {
  /// `scheme://host[:port]`.
  let origin: String
  /// Whether any URL of it can be in scope.
  let isInScope: Bool
  var robots: RobotsPhase
  var queue = Deque<QueuedURL>()
  var sitemaps = Deque<QueuedSitemap>()
  /// Requests under way, robots.txt included.
  var inFlight = 0
  /// Whether an entry of the schedule stands for this host.
  var isScheduled = false
  /// No request may start earlier.
  var nextAllowed: ContinuousClock.Instant
  /// When a request to it began or ended last; nil when there was none.
  var lastContact: ContinuousClock.Instant?
  /// Whether it was contacted since its standing was last taken down.
  var isStandingNew = false
  /// The smoothed time to answer.
  var responseTime: Duration?
  var crawlDelay: Duration?
  /// Failures to connect since the last answer.
  var failuresInARow = 0
  /// Whether a page was fetched by what was last heard of robots.txt. Only then is it asked for
  /// again: a pause longer than its time would else leave no turn to the pages.
  var hasUsedRobots = false
  /// Tries of robots.txt in a row that brought no answer.
  var robotsFailures: UInt8 = 0
  /// When the first of them ended.
  var robotsFailingSince: ContinuousClock.Instant?
  /// Whether they were so many that the pages failed; then one more is enough.
  var isRobotsGivenUp = false

  /// Whether something could be requested, but for the clock.
  var hasWork: Bool {
    switch robots {
    case .fetching: false
    case .wanted, .ignored, .known, .givenUp: hasWaiting
    }
  }

  /// Whether pages or sitemaps wait.
  var hasWaiting: Bool { !queue.isEmpty || !sitemaps.isEmpty }

  /// Takes a measurement into the smoothed response time, as TCP does with round trips (RFC 6298).
  mutating func observe(responseTime sample: Duration) {
    responseTime = responseTime.map { ($0 * 7 + sample) / 8 } ?? sample
    failuresInARow = 0
  }
}
