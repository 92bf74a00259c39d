package import Spill
private import Synchronization
package import WebURL

/// Who may be fetched next, and when.
///
/// One mutex guards it, taken once for a page and never for a link, and nobody waits while holding it.
/// The one I/O under it is that of queues beyond the memory limit: a read of some KiB for many
/// leases, and a write of 256 KiB for thousands of URLs. The time is an argument everywhere.
package final class Frontier: Sendable {
  private let state: Mutex<FrontierState>

  package init(settings: FrontierSettings, scope: consuming sending Scope) {
    state = Mutex(FrontierState(settings: settings, scope: scope))
  }

  /// What to do next. A lease must be completed.
  ///
  /// - Parameters:
  ///   - loop: the event loop that asks, from 0.
  ///   - verdicts: gets the URLs that were decided on the way, without a fetch.
  package func next(
    now: ContinuousClock.Instant, loop: Int = 0, verdicts: inout [Verdict]
  ) -> FrontierStep {
    let step = state.withLock { $0.next(now: now, loop: loop, verdicts: &verdicts) }
    switch step {
    case .work(let work, let host): return .lease(Lease(host: host), work)
    case .wait(let time): return .wait(until: time)
    case .drained: return .drained
    }
  }

  /// Takes in a page's links, all under one lock.
  ///
  /// - Parameters:
  ///   - text: where the links' texts stand.
  ///   - discovery: gets the ids, and what is new; emptied first.
  package func discover(
    _ links: [LinkFact], text: [UInt8], from source: LinkSource, now: ContinuousClock.Instant,
    into discovery: inout Discovery
  ) {
    state.withLock { $0.discover(links, text: text, from: source, now: now, into: &discovery) }
  }

  /// Takes in sitemaps that were named somewhere, all under one lock.
  ///
  /// - Parameter text: where the links' texts stand.
  package func discoverSitemaps(
    _ links: [LinkFact], text: [UInt8], from source: SitemapSource, now: ContinuousClock.Instant
  ) -> SitemapDiscovery {
    state.withLock { $0.discoverSitemaps(links, text: text, from: source, now: now) }
  }

  /// Widens the scope by a seed. Seeds themselves come in through `discover`.
  package func widenScope(by seed: WebURL) {
    state.withLock { $0.scope.add(seed: seed) }
  }

  /// Ends a lease with a report.
  ///
  /// - Returns: what became of the URL, and whether a worker that waits would find work now.
  package func complete(
    _ lease: consuming Lease, _ work: Work, with report: Report, now: ContinuousClock.Instant,
    verdicts: inout [Verdict]
  ) -> (settlement: Settlement, hasWork: Bool) {
    let host = lease.host
    lease.settle()
    return state.withLock { state in
      let settlement = state.complete(
        work, on: host, with: report, now: now, verdicts: &verdicts)
      return (settlement, state.hasWork(now: now))
    }
  }

  /// Grants no more leases: what is queued stays queued.
  package func stop() { state.withLock { $0.isStopping = true } }

  // MARK: From run to run

  /// Takes in a host of an earlier run, before its URLs. In the order of ids; O(1).
  package func restore(_ host: RestoredHost, now: ContinuousClock.Instant) {
    state.withLock { $0.restore(host, now: now) }
  }

  /// Takes in a URL of an earlier run. In the order of ids; O(1), and nothing is allocated but the text
  /// of a URL that is queued.
  ///
  /// - Parameters:
  ///   - text: its canonical form.
  ///   - isJudgedAnew: whether the rules may have changed that it was judged by.
  /// - Returns: what changed by that; nil when nothing did.
  package func restore(
    _ url: RestoredURL, text: Span<UInt8>, isJudgedAnew: Bool
  ) -> RestoredURL.Change? {
    state.withLock { $0.restore(url, text: text, isJudgedAnew: isJudgedAnew) }
  }

  /// Takes in a sitemap of an earlier run, after the hosts. In the order of ids; O(1).
  package func restore(_ sitemap: RestoredSitemap) { state.withLock { $0.restore(sitemap) } }

  /// Ends the taking in: from now on there are leases. O(hosts).
  package func endRestoring() {
    state.withLock { $0.endRestoring() }
  }

  /// Adds the standings of the hosts that were contacted since the last call. O(those hosts).
  package func takeStandings(into standings: inout [HostStanding]) {
    state.withLock { $0.takeStandings(into: &standings) }
  }

  /// Notes at which address a host is, on the way to a connection: politeness is kept by address, too,
  /// and the address is known no earlier.
  ///
  /// - Parameter host: the host's id, of a lease that is under way.
  /// - Returns: whether the request may be sent now; if not, report `located`.
  package func locate(
    host: UInt32, at address: ServerAddress, now: ContinuousClock.Instant
  ) -> Bool {
    state.withLock { $0.locate(Int(host) - 1, at: address, now: now) }
  }

  /// Why queued URLs cannot be kept on disk, if so; then no more leases are granted.
  package var failure: SpillError? { state.withLock { $0.failure } }

  /// What it takes of memory and disk. O(1).
  package var footprint: FrontierFootprint { state.withLock { $0.footprint } }

  /// How many URLs are in which state.
  package var counts: FrontierCounts { state.withLock { $0.counts } }
}

/// What a frontier takes: bytes.
package struct FrontierFootprint: Sendable, Equatable {
  /// Memory for rules of robots.txt files; a quarter of `FrontierSettings.memory` at most.
  package var rules = 0
  /// Memory for URLs that are known.
  package var urls = 0
  /// Memory for hosts and addresses.
  package var hosts = 0
  /// Memory for what waits: the part that `FrontierSettings.memory` limits.
  package var queues = 0
  /// Memory for finding what waits.
  package var queueIndex = 0
  /// Disk for what waits, at most so far.
  package var disk = 0

  /// Memory in all.
  package var memory: Int { rules + urls + hosts + queues + queueIndex }
}
