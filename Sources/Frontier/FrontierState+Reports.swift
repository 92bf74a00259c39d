import DequeModule
import Robots

extension FrontierState {
  /// Takes in what became of a piece of work.
  ///
  /// - Parameter verdicts: gets the URLs that this decided as well, when a host was given up.
  mutating func complete(
    _ work: Work, on host: Int, with report: Report, now: ContinuousClock.Instant,
    verdicts: inout [Verdict]
  ) -> Settlement {
    counts.inFlight -= 1
    hosts[host].inFlight -= 1
    defer {
      rest(host, now: now)
      schedule(host)
    }
    switch work.purpose {
    case .robots:
      settleRobots(of: host, with: report, now: now, verdicts: &verdicts)
      return .none
    case .sitemap:
      guard let sitemap = QueuedSitemap(work) else { return .none }
      return settleSitemap(sitemap, on: host, with: report, now: now)
    case .page:
      counts.leased -= 1
      return settle(work, on: host, with: report, now: now, verdicts: &verdicts)
    }
  }

  // MARK: Pages

  private mutating func settle(
    _ work: Work, on host: Int, with report: Report, now: ContinuousClock.Instant,
    verdicts: inout [Verdict]
  ) -> Settlement {
    switch report {
    case .fetched(let answer):
      hosts[host].observe(responseTime: answer.responseTime)
      counts.fetched += 1
      return .fetched
    case .refused(let reason, let retryAfter):
      hosts[host].failuresInARow = 0
      let rest = retryAfter ?? settings.politeness.backOff(failures: Int(work.attempt))
      hosts[host].nextAllowed = max(hosts[host].nextAllowed, now + rest)
      return retry(work, on: host, reason, notBefore: now + rest)
    case .unreachable(let reason):
      hosts[host].failuresInARow += 1
      let rest = settings.politeness.backOff(failures: hosts[host].failuresInARow)
      let settlement = retry(work, on: host, reason, notBefore: now + rest)
      if hosts[host].failuresInARow >= settings.politeness.failuresPerHost {
        giveUp(host, reason: "host given up: \(reason)", verdicts: &verdicts)
      }
      return settlement
    case .failed(let reason):
      counts.failed += 1
      return .failed(reason: reason)
    case .returned, .located, .robots, .robotsUnchanged:
      hosts[host].queue.prepend(queued(work, tries: work.attempt - 1))
      counts.queued += 1
      return .returned
    }
  }

  private mutating func retry(
    _ work: Work, on host: Int, _ reason: String, notBefore time: ContinuousClock.Instant
  ) -> Settlement {
    guard Int(work.attempt) < settings.politeness.tries else {
      counts.failed += 1
      return .failed(reason: reason)
    }
    resting.insert(.url(queued(work, tries: work.attempt)), host: host, until: time)
    counts.queued += 1
    return .retried(reason: reason, notBefore: time)
  }

  private func queued(_ work: Work, tries: UInt8) -> QueuedURL {
    QueuedURL(
      id: work.id, depth: work.depth, hops: work.hops, tries: tries, text: Array(work.url.utf8))
  }

  /// Marks all that waits for a host as failed. What rests comes back, and finds no better.
  mutating func giveUp(_ host: Int, reason: String, verdicts: inout [Verdict]) {
    giveUpSitemaps(of: host, reason: reason, verdicts: &verdicts)
    counts.queued -= hosts[host].queue.count
    counts.failed += hosts[host].queue.count
    for url in hosts[host].queue {
      verdicts.append(Verdict(id: url.id, kind: .failed(reason: reason)))
    }
    hosts[host].queue.removeAll()
  }
}
