private import Synchronization
package import WebURL

/// Who may be fetched next, and when.
///
/// One mutex guards it, taken once for a page and never for a link; nothing waits while holding it,
/// and no I/O happens under it. The time is an argument everywhere.
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

  /// How many URLs are in which state.
  package var counts: FrontierCounts { state.withLock { $0.counts } }
}
