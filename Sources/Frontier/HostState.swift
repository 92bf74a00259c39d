import DequeModule
import Robots

/// What a host's robots.txt means for the crawl at present.
enum RobotsPhase {
  /// It is not asked for.
  case ignored
  /// It must be fetched before any page.
  case wanted
  /// Somebody fetches it. If there is a copy whose time is over, it counts again should no new one
  /// be had (RFC 9309, 2.4).
  case fetching(copy: KnownRules?)
  /// Known, and to be fetched again once this time has come.
  case known(KnownRules, until: ContinuousClock.Instant)
  /// As `known`, but in the file.
  case shelved(QueueStore.Shelf, until: ContinuousClock.Instant)
  /// It was asked for in vain for long enough: until this time the host's pages fail with the
  /// reason that stands in `HostAside`, and then it is asked for once more.
  case givenUp(until: ContinuousClock.Instant)
}

/// The rules of a robots.txt, behind a reference: most hosts have none, or the same.
final class KnownRules: Sendable {
  let rules: RobotsRules
  /// Bytes of memory that they take, about.
  let memory: Int

  /// One for all hosts that allow everything.
  private static let nothing = KnownRules(.allowAll, memory: 0)

  private init(_ rules: RobotsRules, memory: Int) {
    self.rules = rules
    self.memory = memory
  }

  static func of(_ rules: RobotsRules) -> KnownRules {
    rules.saysNothing ? nothing : KnownRules(rules, memory: rules.memory)
  }
}

/// Why nothing more is fetched from a host.
enum HostEnd: UInt8 {
  /// As many pages as allowed were fetched.
  case pages
  /// It made as many errors as allowed.
  case errors
}

/// One origin, as the frontier sees it. There may be a million: what few have stands in `aside`.
struct HostState {
  /// `scheme://host[:port]`.
  let origin: OriginList.Place
  /// Whether any URL of it can be in scope.
  let isInScope: Bool
  /// Why it is closed, if it is.
  var end: HostEnd?
  /// Whether an entry of the schedule, or of its address's queue, stands for this host.
  var isScheduled = false
  /// Whether it was contacted since its standing was last taken down.
  var isStandingNew = false
  /// Whether it was asked, or something was queued, since the last look for memory.
  var isWarm = false
  /// Whether a page was fetched by what was last heard of robots.txt. Only then is it asked for
  /// again: a pause longer than its time would else leave no turn to the pages.
  var hasUsedRobots = false
  /// Whether a request to it began or ended.
  var wasContacted = false
  var robots: RobotsPhase
  var queue = HostQueue()
  /// Requests under way, robots.txt included.
  var inFlight: UInt16 = 0
  /// Those of them that count at its address.
  var inFlightAtAddress: UInt16 = 0
  /// Failures to connect since the last answer.
  var failuresInARow: UInt16 = 0
  /// The number of its turn among the hosts that are due.
  var turn: UInt32 = 0
  /// The next host that waits for the same address; 0 for none. Numbers are one more than indices.
  var nextAtAddress: UInt32 = 0
  /// The address's number; 0 while it is not known.
  var address: UInt32 = 0
  /// Pages fetched.
  var pages: UInt32 = 0
  /// Answers that were errors, and failures.
  var errors: UInt32 = 0
  /// The smoothed time to answer, in microseconds; nil before the first answer.
  private var responseMicros: UInt32?
  /// In milliseconds.
  private var crawlDelayMillis: UInt32?
  /// No request may start earlier.
  var nextAllowed: ContinuousClock.Instant
  /// When a request to it began or ended last, if `wasContacted`.
  var lastContact: ContinuousClock.Instant
  /// What few hosts have.
  var aside: HostAside?

  init(
    origin: OriginList.Place, isInScope: Bool, robots: RobotsPhase,
    nextAllowed: ContinuousClock.Instant
  ) {
    self.origin = origin
    self.isInScope = isInScope
    self.robots = robots
    self.nextAllowed = nextAllowed
    lastContact = nextAllowed
  }

  /// The smoothed time to answer.
  var responseTime: Duration? {
    get { responseMicros.map { .microseconds(Int64($0)) } }
    set { responseMicros = newValue.map { UInt32(clamping: Int64($0 / .microseconds(1))) } }
  }

  /// What robots.txt asks for.
  var crawlDelay: Duration? {
    get { crawlDelayMillis.map { .milliseconds(Int64($0)) } }
    set {
      crawlDelayMillis = newValue.map {
        UInt32(clamping: Int64(($0 / .milliseconds(1)).rounded(.up)))
      }
    }
  }

  /// Whether something could be requested, but for the clock.
  var hasWork: Bool {
    if case .fetching = robots { return false }
    return hasWaiting
  }

  /// Whether pages or sitemaps wait.
  var hasWaiting: Bool { !queue.isEmpty || aside?.hasWaiting == true }

  /// Takes a measurement into the smoothed response time, as TCP does with round trips (RFC 6298).
  mutating func observe(responseTime sample: Duration) {
    responseTime = responseTime.map { ($0 * 7 + sample) / 8 } ?? sample
    failuresInARow = 0
  }
}

/// What few hosts have: sitemaps, URLs that came back, trouble with robots.txt.
final class HostAside {
  /// A URL that was leased and came back; it goes before all others.
  struct Returned {
    let url: QueuedURL
    let path: [UInt8]
  }

  var returned: Deque<Returned> = []
  var sitemaps: Deque<QueuedSitemap> = []
  /// Tries of robots.txt in a row that brought no answer.
  var robotsFailures: UInt8 = 0
  /// When the first of them ended.
  var robotsFailingSince: ContinuousClock.Instant?
  /// Whether they were so many that the pages failed; then one more is enough.
  var isRobotsGivenUp = false
  /// Why all that waits is to fail, while it does.
  var givingUp: String?
  /// Why robots.txt was given up.
  var robotsReason = ""

  var hasWaiting: Bool { !returned.isEmpty || !sitemaps.isEmpty }

  /// Whether it says nothing any more.
  var isEmpty: Bool { !hasWaiting && robotsFailures == 0 && !isRobotsGivenUp && givingUp == nil }
}

extension HostState {
  /// What few hosts have, made on demand.
  mutating func makeAside() -> HostAside {
    if let aside { return aside }
    let new = HostAside()
    aside = new
    return new
  }

  /// Gives back what was made on demand, once it says nothing.
  mutating func tidy() { if aside?.isEmpty == true { aside = nil } }
}
