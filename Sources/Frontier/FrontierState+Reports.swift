import DequeModule

extension FrontierState {
  /// Takes in what became of a piece of work.
  ///
  /// - Parameter verdicts: gets the URLs that this decided as well, when a host was given up.
  mutating func complete(
    _ work: Work, on host: Int, with report: Report, now: ContinuousClock.Instant,
    verdicts: inout [Verdict]
  ) -> Settlement {
    limit(verdicts)
    counts.inFlight -= 1
    hosts[host].inFlight -= 1
    let address = hosts[host].address
    if hosts[host].inFlightAtAddress > hosts[host].inFlight {
      hosts[host].inFlightAtAddress -= 1
      addresses.end(address)
    }
    defer {
      if case .located = report {} else { rest(host, now: now) }
      schedule(host)
      wakeNext(at: address, now: now)
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
      let settlement = settle(work, on: host, with: report, now: now, verdicts: &verdicts)
      if settlement != .fetched { novelty.forget(work.id, isOver: settlement.isFailure) }
      return settlement
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
      count(answer, of: host)
      if let rest = answer.retryAfter {
        hosts[host].nextAllowed = max(hosts[host].nextAllowed, now + rest)
      }
      novelty.learn(work.id, answer)
      return .fetched
    case .refused(let reason, let retryAfter):
      hosts[host].failuresInARow = 0
      let rest = retryAfter ?? backOff(failures: Int(work.attempt))
      return retry(work, on: host, reason, notBefore: now + rest)
    case .unreachable(let reason):
      hosts[host].failuresInARow = min(hosts[host].failuresInARow, .max - 1) + 1
      let failures = Int(hosts[host].failuresInARow)
      let settlement = retry(work, on: host, reason, notBefore: now + backOff(failures: failures))
      if failures >= settings.politeness.failuresPerHost {
        giveUp(host, reason: "host given up: \(reason)", verdicts: &verdicts)
      }
      return settlement
    case .failed(let reason):
      counts.failed += 1
      countError(of: host)
      return .failed(reason: reason)
    case .returned, .located, .robots, .robotsUnchanged:
      putBack(work, tries: work.attempt - 1, on: host)
      return .returned
    }
  }

  /// How long a host rests after its n-th failure in a row: half of it is certain, half is chance.
  mutating func backOff(failures: Int) -> Duration {
    settings.politeness.backOff(
      failures: failures, jitter: settings.politeness.jittersBackOff ? chance.draw() : 1)
  }

  /// The whole host rests: what keeps one of its URLs from being answered mostly keeps all.
  private mutating func retry(
    _ work: Work, on host: Int, _ reason: String, notBefore time: ContinuousClock.Instant
  ) -> Settlement {
    hosts[host].nextAllowed = max(hosts[host].nextAllowed, time)
    guard Int(work.attempt) < settings.politeness.tries else {
      counts.failed += 1
      countError(of: host)
      return .failed(reason: reason)
    }
    putBack(work, tries: work.attempt, on: host)
    return .retried(reason: reason, notBefore: time)
  }

  // MARK: Budgets

  private mutating func count(_ answer: Report.Answer, of host: Int) {
    wireBytes += answer.wireBytes
    hosts[host].pages += 1
    if let limit = settings.maximumPagesPerHost, Int(hosts[host].pages) >= limit {
      hosts[host].end = hosts[host].end ?? .pages
    }
    if answer.status >= 400 { countError(of: host) }
  }

  mutating func countError(of host: Int) {
    hosts[host].errors += 1
    if let limit = settings.maximumErrorsPerHost, Int(hosts[host].errors) >= limit {
      hosts[host].end = hosts[host].end ?? .errors
    }
  }

  /// What becomes of the URLs of a host that is closed.
  func exclusion(by end: HostEnd) -> Exclusion {
    switch end {
    case .pages: .hostPages(settings.maximumPagesPerHost ?? 0)
    case .errors: .hostErrors(settings.maximumErrorsPerHost ?? 0)
    }
  }

  /// Decides what waits for a host from which nothing more is to be fetched: some of it, where it is
  /// much.
  ///
  /// - Returns: whether it is such a host.
  mutating func isClosed(_ host: Int, verdicts: inout [Verdict]) -> Bool {
    if let reason = hosts[host].aside?.givingUp {
      giveUp(host, reason: reason, verdicts: &verdicts)
      return true
    }
    guard let end = hosts[host].end else { return false }
    let exclusion = exclusion(by: end)
    excludeSitemaps(of: host, exclusion, verdicts: &verdicts)
    while !isEnough(verdicts), let url = takeURL(of: host) {
      counts.excluded += 1
      verdicts.append(Verdict(id: url.id, kind: .excluded(exclusion)))
    }
    return true
  }

  /// Marks all that waits for a host as failed: at once, or where it is much in its next turns.
  mutating func giveUp(_ host: Int, reason: String, verdicts: inout [Verdict]) {
    giveUpSitemaps(of: host, reason: reason, verdicts: &verdicts)
    hosts[host].makeAside().givingUp = reason
    while !isEnough(verdicts) {
      guard let url = takeURL(of: host) else {
        hosts[host].aside?.givingUp = nil
        return hosts[host].tidy()
      }
      counts.failed += 1
      verdicts.append(Verdict(id: url.id, kind: .failed(reason: reason)))
    }
  }
}
