import WebURL

/// When which host has its turn, and which address.
extension FrontierState {
  /// Puts a host on its loop's schedule, when it has work and is allowed one request more.
  mutating func schedule(_ host: Int) {
    guard !hosts[host].isScheduled, hosts[host].hasWork,
      Int(hosts[host].inFlight) < settings.politeness.requestsPerHost, !mayReachItsEnd(host)
    else { return }
    hosts[host].isScheduled = true
    schedules[host % schedules.count].wait(host, until: hosts[host].nextAllowed)
  }

  /// Whether what is under way may be the last that a host's budget allows.
  private func mayReachItsEnd(_ host: Int) -> Bool {
    guard let limit = settings.maximumPagesPerHost, hosts[host].inFlight > 0 else { return false }
    return Int(hosts[host].pages) + Int(hosts[host].inFlight) >= limit
  }

  mutating func makeReady(_ host: Int) {
    let level = settings.order == .priority ? queues.topLevel(of: hosts[host].queue) : nil
    let rank = level.map { UInt8(Priorities.scores.upperBound) - $0 } ?? 0
    schedules[host % schedules.count].makeReady(host, turn: hosts[host].turn, rank: rank)
  }

  mutating func wakeAddresses(now: ContinuousClock.Instant) {
    while let address = addresses.popDue(now: now) { wakeNext(at: address, now: now) }
  }

  /// Gives the first host that waits for an address its turn, if a request may start there now.
  mutating func wakeNext(at address: UInt32, now: ContinuousClock.Instant) {
    if let host = addresses.unpark(address, now: now, in: &hosts) { makeReady(host) }
  }

  /// Whether a worker of any loop would find work now.
  func hasWork(now: ContinuousClock.Instant) -> Bool {
    guard !isStopping && !isOverBudget else { return false }
    return schedules.contains { $0.isDue(now: now) }
      || addresses.nextWakeUp.map { $0 <= now } ?? false
  }

  /// Notes at which address a host is, while a request to it is about to be sent.
  ///
  /// - Returns: whether it may be sent now; if not, the lease is to be reported on as `located`.
  mutating func locate(_ host: Int, at address: ServerAddress, now: ContinuousClock.Instant) -> Bool
  {
    let number = addresses.number(of: address, now: now)
    let old = hosts[host].address
    if number != old {
      addresses.end(old, hosts[host].inFlightAtAddress)
      hosts[host].inFlightAtAddress = 0
      hosts[host].address = number
      wakeNext(at: old, now: now)
    } else if hosts[host].inFlightAtAddress == hosts[host].inFlight {
      return true
    }
    guard addresses.admits(number, now: now) else { return false }
    addresses.begin(number)
    hosts[host].inFlightAtAddress += 1
    addresses.rest(
      number, until: now + settings.politeness.addressPause(responseTime: hosts[host].responseTime))
    return true
  }
}
