import WebURL

/// What comes of a host's URLs, by the groups that are alike: a group whose pages stop being new, or that has no end,
/// is fetched no more, but for ever rarer probes.
///
/// Nothing is kept for a URL but while it is fetched: see `PatternTable` for the groups. Nothing of this outlives
/// the process but what `restore` learns from the URLs that were left out.
struct Novelty {
  /// Nil where traps are to be ignored.
  let rules: TrapRules?
  /// How much earlier than a page a URL may have been discovered that it meets: see `Visit.meet`.
  private let reach: UInt32
  var table = PatternTable()
  private var sessions: SessionMemory
  var visits: [UInt32: Visit] = [:]
  /// The page whose links are being taken in.
  private var reading: Visit?
  /// The steps of descents that were chosen, by the page.
  var chosen: [UInt32: UInt32] = [:]
  var descents: [UInt64: Descent] = [:]
  /// What closed groups are called.
  var names: [UInt64: String] = [:]

  static let mostDescents = 256
  static let mostNames = 1000
  /// In depth-first order a page is fetched right after it was discovered: hardly anything was discovered later.
  private static let depthFirstReach: UInt32 = 4096
  /// URLs that are refused before the first probe of a group.
  private static let firstProbe: UInt32 = 64

  init(_ rules: TrapRules?, order: CrawlOrder) {
    self.rules = rules
    reach = order == .depthFirst ? Self.depthFirstReach : 0
    sessions = SessionMemory(key: rules?.key ?? 0)
  }

  // MARK: Leasing

  /// Asks whether a URL is still to be fetched, and expects `learn` or `forget` if so. O(length).
  ///
  /// - Parameter path: its path and query.
  mutating func refuse(_ url: QueuedURL, path: [UInt8], host: Int) -> Exclusion? {
    guard let rules else { return nil }
    let pattern = URLPattern(path.span, host: host, key: rules.key)
    var visit = Visit(id: url.id, host: host, hops: url.hops, pattern: pattern, path: path)
    for level in URLPattern.Level.allCases {
      guard let place = table.find(pattern[level]), table[place].state != .open else { continue }
      guard isProbe(place) else { return .trap(trap(table[place])) }
      visit.probes = level
      break
    }
    if visit.probes == nil, !descents.isEmpty, let level = descent(wanting: visit) {
      visit.descent = level
      descents[pattern[level]]?.begin(url.id, pattern)
    }
    visits[url.id] = visit
    return nil
  }

  /// Probes are twice as rare each time: of a million URLs that are refused, 14 are fetched.
  private mutating func isProbe(_ place: Int) -> Bool {
    table[place].refusals &+= 1
    let count = table[place].refusals
    return count >= Self.firstProbe && count.nonzeroBitCount == 1
  }

  private func trap(_ record: PatternRecord) -> Trap {
    let name = names[record.key] ?? "…"
    return record.state == .stale ? .stale(pattern: name) : .endless(pattern: name)
  }

  /// The group for which a page is a step of a descent, or may be the first one.
  private func descent(wanting visit: Visit) -> URLPattern.Level? {
    var free: URLPattern.Level?
    for level in URLPattern.Level.allCases {
      guard let descent = descents[visit.pattern[level]], descent.wants(visit.id, visit.pattern)
      else { continue }
      if descent.awaited != nil { return level }
      free = free ?? level
    }
    return free
  }

  // MARK: Discovery

  /// The links of a page follow.
  mutating func beginReading(_ page: UInt32?) {
    guard rules != nil, let page else { return }
    reading = visits.removeValue(forKey: page)
    reading?.isRead = true
  }

  /// A link of the page.
  @inline(__always) mutating func note(_ id: UInt32, isNew: Bool, _ kind: LinkKind) {
    guard reading != nil else { return }
    if kind == .redirect { reading?.isRedirect = true }
    if isNew {
      reading?.noteNew(id)
    } else if kind.isNavigational {
      reading?.meet(id, reach: reach)
    }
  }

  /// Why a new URL is not to be queued: it differs from another by its session number alone. O(length).
  mutating func objection(to path: Span<UInt8>, _ kind: LinkKind, host: Int) -> Exclusion? {
    guard rules != nil, kind != .redirect else { return nil }
    return sessions.isRepeated(path, host: host) ? .trap(.session) : nil
  }

  /// A new URL was left out.
  mutating func noteLeftOut(_ exclusion: Exclusion) {
    if case .trap = exclusion { reading?.trapped &+= 1 } else { reading?.leftOut &+= 1 }
  }

  /// What is to be done with a new URL.
  enum Passing {
    case queue
    /// It comes by `endReading`; one that was kept before it is to be queued.
    case keep(earlier: Visit.Step?)
  }

  /// A URL is about to be queued. O(length).
  mutating func pass(
    _ url: QueuedURL, path: Span<UInt8>, level: UInt8, host: Int
  ) -> Passing {
    guard let rules, let page = reading?.host else { return .queue }
    guard page == host else {
      reading?.leftOut &+= 1
      return .queue
    }
    let link = URLPattern(path, host: host, key: rules.key)
    reading?.lead(to: link, path)
    guard reading?.wants(url.id, link, key: rules.key) == true else { return .queue }
    let step = Visit.Step(url: url, path: [UInt8](copying: path), level: level)
    return .keep(earlier: reading?.keep(step))
  }

  /// The links are over.
  ///
  /// - Returns: a URL that is to be fetched before all others of the page's host.
  mutating func endReading() -> (step: Visit.Step, host: Int)? {
    guard var visit = reading.take() else { return nil }
    let step = visit.takeStep()
    if let step { chosen[visit.id] = step.url.id }
    visits[visit.id] = visit
    return step.map { ($0, visit.host) }
  }

  // MARK: From run to run

  /// Learns from a URL that an earlier run left out which group was closed. O(length).
  mutating func restore(_ trap: Trap, _ path: Span<UInt8>, host: Int) {
    guard let rules else { return }
    switch trap {
    case .stale(let pattern):
      close(pattern, .stale, path, host: host, rules.key)
    case .endless(let pattern):
      close(pattern, .endless, path, host: host, rules.key)
    case .session: _ = sessions.isRepeated(path, host: host)
    default: break
    }
  }

  private mutating func close(
    _ name: String, _ state: PatternRecord.State, _ path: Span<UInt8>, host: Int, _ key: UInt64
  ) {
    let pattern = URLPattern(path, host: host, key: key)
    for level in URLPattern.Level.allCases where pattern[level] != 0 {
      if let place = table.find(pattern[level]), table[place].state == state { return }
    }
    for level in URLPattern.Level.allCases where pattern[level] != 0 {
      guard URLPattern.text(of: path, level: level) == name else {
        continue
      }
      let place = table.place(of: pattern[level], level: level)
      table[place].state = state
      if names.count < Self.mostNames { names[pattern[level]] = name }
      return
    }
  }
}
