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
    case .fetched(let responseTime):
      hosts[host].observe(responseTime: responseTime)
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
    case .returned, .robots:
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
    resting.insert(queued(work, tries: work.attempt), host: host, until: time)
    counts.queued += 1
    return .retried(reason: reason, notBefore: time)
  }

  private func queued(_ work: Work, tries: UInt8) -> QueuedURL {
    QueuedURL(
      id: work.id, depth: work.depth, hops: work.hops, tries: tries, text: Array(work.url.utf8))
  }

  /// Marks all that waits for a host as failed. What rests comes back, and finds no better.
  private mutating func giveUp(_ host: Int, reason: String, verdicts: inout [Verdict]) {
    counts.queued -= hosts[host].queue.count
    counts.failed += hosts[host].queue.count
    for url in hosts[host].queue {
      verdicts.append(Verdict(id: url.id, kind: .failed(reason: reason)))
    }
    hosts[host].queue.removeAll()
  }

  // MARK: robots.txt

  private mutating func settleRobots(
    of host: Int, with report: Report, now: ContinuousClock.Instant, verdicts: inout [Verdict]
  ) {
    switch report {
    case .robots(let rules, let responseTime):
      if let responseTime { hosts[host].observe(responseTime: responseTime) }
      hosts[host].robots = .known(rules)
      hosts[host].crawlDelay = rules.crawlDelay
    case .returned, .fetched:
      hosts[host].robots = .wanted
    case .refused(let reason, let retryAfter):
      robotsUnavailable(host, reason, retryAfter, now, &verdicts)
    case .unreachable(let reason):
      robotsUnavailable(host, reason, nil, now, &verdicts)
    case .failed(let reason):
      giveUp(host, reason: "robots.txt: \(reason)", verdicts: &verdicts)
      hosts[host].robots = .wanted
    }
  }

  /// No answer means that nothing may be fetched for now: RFC 9309, 2.3.1.4. The host's pages wait.
  private mutating func robotsUnavailable(
    _ host: Int, _ reason: String, _ retryAfter: Duration?, _ now: ContinuousClock.Instant,
    _ verdicts: inout [Verdict]
  ) {
    hosts[host].robots = .wanted
    hosts[host].robotsTries += 1
    let rest = retryAfter ?? settings.politeness.backOff(failures: Int(hosts[host].robotsTries))
    hosts[host].nextAllowed = max(hosts[host].nextAllowed, now + rest)
    guard Int(hosts[host].robotsTries) >= settings.politeness.tries else { return }
    hosts[host].robotsTries = 0
    giveUp(host, reason: "robots.txt: \(reason)", verdicts: &verdicts)
  }
}
