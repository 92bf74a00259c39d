/// How near a combination came to each of its limits: shares, of which 1 is all there is.
package struct Loads: Sendable {
  /// What bounds how fast a crawl can be.
  package enum Limit: String, CaseIterable, Sendable {
    /// Fetches under way, each of which takes as long as its server does.
    case latency
    /// The processor that fetching runs on.
    case crawler
    /// The processors that parsing runs on.
    case parsers
    /// The one processor that the server of a synthetic web runs on.
    case server
    /// All processors of the machine.
    case machine
    /// A server whose work cannot be seen, but which takes longer the more it is asked.
    case distantServer = "distant_server"
  }

  /// Shares by limit; a limit that nothing is known of is missing.
  package let shares: [Limit: Double]
  /// How many times as long transfers took as from a server that is at rest; nil where that is not known.
  package let stretch: Double?

  /// Shares below this bound nothing by themselves.
  package static let near = 0.7
  /// From here on transfers are said to take longer.
  package static let longer = 1.5

  /// - Parameters:
  ///   - restLatency: how long a transfer takes from a server with little to do, in seconds.
  ///   - cores: processors of the machine.
  package init?(_ figures: CombinationFigures, restLatency: Double?, cores: Int) {
    guard let rate = figures[.rate]?.median, rate > 0 else { return nil }
    let combination = figures.combination
    func busy(_ metric: Metric) -> Double? { figures[metric].map { $0.median * rate } }
    let (crawler, parsers, server) = (busy(.crawlerCPU), busy(.parserCPU), busy(.serverCPU))
    var shares: [Limit: Double] = [:]
    shares[.crawler] = crawler.map { $0 / Self.fetchingCores(combination, cores) }
    shares[.parsers] = parsers.map { $0 / Double(max(1, min(combination.parsers, cores))) }
    shares[.server] = server
    if let crawler, let parsers {
      shares[.machine] = (crawler + parsers + (server ?? 0)) / Double(max(1, cores))
    }
    // Little's law: fetches under way = rate · time of each.
    if let restLatency, restLatency > 0 {
      shares[.latency] = rate * restLatency / Double(combination.concurrency)
    }
    self.shares = shares
    stretch = restLatency.flatMap { rest in
      figures[.typicalLatency].flatMap { rest > 0 ? $0.median / 1e6 / rest : nil }
    }
  }

  /// One loop fetches for `sync` and for coroutines; threads fetch on as many processors as there are.
  private static func fetchingCores(_ combination: Combination, _ cores: Int) -> Double {
    combination.mode == .threads ? Double(max(1, min(combination.concurrency, cores))) : 1
  }

  /// The limit that was hit; nil where none is near.
  package var hit: Limit? {
    // A machine that is full holds back all that shares it, so it is asked before its parts.
    if let machine = shares[.machine], machine >= 0.9 {
      let parts: [Limit] = [.crawler, .parsers, .server]
      let fullest = parts.max { (shares[$0] ?? 0) < (shares[$1] ?? 0) }
      return fullest.flatMap { (shares[$0] ?? 0) >= 0.9 ? $0 : nil } ?? .machine
    }
    let nearest = shares.max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }
    if let nearest, nearest.value >= Self.near { return nearest.key }
    return (stretch ?? 1) >= Self.longer && shares[.server] == nil ? .distantServer : nil
  }
}

extension ComparisonFigures {
  /// How long a transfer takes from a server with little to do, in seconds: as long as the synthetic web
  /// waits, or as long as the transfers of the synchronous crawl took, or else the shortest median.
  package var restLatency: Double? {
    if let latency = comparison.latency, latency > 0 { return latency }
    let sync = combinations.first { $0.combination.mode == .sync }
    let medians = (sync.map { [$0] } ?? combinations).compactMap { $0[.typicalLatency]?.median }
    return medians.min().map { $0 / 1e6 }
  }

  package func loads(_ figures: CombinationFigures) -> Loads? {
    Loads(figures, restLatency: restLatency, cores: comparison.cores)
  }
}
