import Robots

/// What becomes of a host by the way in which a request for its robots.txt ended (RFC 9309, 2.3, 2.4).
extension FrontierState {
  mutating func settleRobots(
    of host: Int, with report: Report, now: ContinuousClock.Instant, verdicts: inout [Verdict]
  ) {
    switch report {
    case .robots(let rules, let lifetime, let responseTime):
      know(KnownRules.of(rules), of: host, for: lifetime, responseTime, now)
    case .robotsUnchanged(let lifetime, let responseTime):
      guard let copy = copyToReplace(of: host) else { return want(host) }
      know(copy, of: host, for: lifetime, responseTime, now)
    case .returned, .located, .fetched:
      guard let copy = copyToReplace(of: host) else { return want(host) }
      keep(copy, of: host, until: now)
    case .refused(let reason, let retryAfter):
      unavailable(host, reason, .refused(retryAfter), now, &verdicts)
    case .unreachable(let reason): unavailable(host, reason, .unreachable, now, &verdicts)
    case .failed(let reason): unavailable(host, reason, .failed, now, &verdicts)
    }
  }

  private func copyToReplace(of host: Int) -> KnownRules? {
    guard case .fetching(let copy) = hosts[host].robots else { return nil }
    return copy
  }

  private mutating func want(_ host: Int) { hosts[host].robots = .wanted }

  private mutating func know(
    _ known: KnownRules, of host: Int, for lifetime: Duration, _ responseTime: Duration?,
    _ now: ContinuousClock.Instant
  ) {
    if let responseTime { hosts[host].observe(responseTime: responseTime) }
    keep(known, of: host, until: now + settings.politeness.robotsLifetime(lifetime))
    hosts[host].hasUsedRobots = false
    hosts[host].crawlDelay = known.rules.pause
    guard let aside = hosts[host].aside else { return }
    aside.robotsFailures = 0
    aside.robotsFailingSince = nil
    aside.isRobotsGivenUp = false
    hosts[host].tidy()
  }

  // MARK: No answer

  /// No answer means that nothing may be fetched for now, and a copy whose time is over counts on
  /// (RFC 9309, 2.3.1.4 and 2.4). Without one the host's pages wait for the next try, up to an end.
  private mutating func unavailable(
    _ host: Int, _ reason: String, _ failure: RobotsFailure, _ now: ContinuousClock.Instant,
    _ verdicts: inout [Verdict]
  ) {
    let politeness = settings.politeness
    let aside = hosts[host].makeAside()
    let failures = min(aside.robotsFailures, .max - 2) + 1
    aside.robotsFailures = failures
    let since = aside.robotsFailingSince ?? now
    aside.robotsFailingSince = since
    if let copy = copyToReplace(of: host) {
      let rest = politeness.robotsRecheck(failures: Int(failures), failure.retryAfter)
      keep(copy, of: host, until: now + rest)
      hosts[host].hasUsedRobots = false
      return
    }
    let rest = failure.retryAfter ?? backOff(failures: Int(failures))
    let isOver =
      switch failure {
      case .refused: now + rest > since + politeness.robotsPatience
      case .unreachable: Int(failures) >= politeness.robotsTries
      case .failed: true
      }
    guard isOver || aside.isRobotsGivenUp else {
      hosts[host].robots = .wanted
      hosts[host].nextAllowed = max(hosts[host].nextAllowed, now + rest)
      return
    }
    let said = "robots.txt: \(reason)"
    let end = now + politeness.robotsRecheck(failures: Int(failures), failure.retryAfter)
    aside.isRobotsGivenUp = true
    aside.robotsReason = said
    hosts[host].robots = .givenUp(until: end)
    giveUp(host, reason: said, verdicts: &verdicts)
  }
}

/// In what way robots.txt was not had.
private enum RobotsFailure {
  /// The server said so (5xx, 429), and perhaps when to come back.
  case refused(Duration?)
  /// The network failed, and may do better next time.
  case unreachable
  /// There is no hope.
  case failed

  var retryAfter: Duration? {
    guard case .refused(let time) = self else { return nil }
    return time
  }
}
