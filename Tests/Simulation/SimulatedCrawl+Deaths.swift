import CrawlStore
import Crawler
import Frontier

/// How the crawl is killed, or asked to stop, and comes back from what is on disk.
extension SimulatedCrawl {
  mutating func die() throws(Violation) {
    deathsLeft -= 1
    tally.deaths += 1
    guard dice.percent(60) else {
      say("the crawl is asked to stop")
      isStopping = true
      frontier.stop()
      for number in flights.keys.sorted() where dice.percent(50) {
        if let flight = flights[number] { try end(flight, .returned) }
      }
      return gates.wakeAll()
    }
    say("the crawl is killed")
    for number in flights.keys.sorted() {
      guard let flight = flights.removeValue(forKey: number) else { continue }
      giveBack(flight)
      // What is on the wire may still arrive.
      if !flight.hasArrived, terms.plan.politeness.requestsPerHost == 1, dice.percent(50),
        web.site(of: flight.url) != nil
      {
        requestCounts[flight.url, default: 0] += 1
        try witness.saw(flight.url, wasRedirected: flight.redirects > 0, at: clock.now)
      }
    }
    try comeBack(inOrder: false)
  }

  /// To a frontier that nobody asks any more: a lease must not be dropped.
  func giveBack(_ flight: Flight) {
    var nobody: [Verdict] = []
    _ = frontier.complete(
      flight.takeLease(), flight.work, with: .returned, now: clock.instant, verdicts: &nobody)
  }

  mutating func giveBackLeases() {
    for flight in flights.values where flight.hasLease { giveBack(flight) }
    flights.removeAll()
  }

  /// How long nobody crawls.
  mutating func drawAbsence(inOrder: Bool) -> Int {
    // Of rests that a crawl keeps because the one before was killed, only those are recorded of hosts
    // that it has asked itself.
    let least = inOrder && wasKilled ? 2 : 0
    let longest = [100_000, 2_000_000, 60_000_000, 7_200_000_000][least + dice.below(4 - least)]
    return dice.within(longest / 5...longest)
  }

  /// As `Crawl` does for `resume`, from what is on disk.
  mutating func comeBack(inOrder: Bool) throws(Violation) {
    events.removeAll()
    hasTick = false
    isStopping = false
    clock.advance(to: clock.now + drawAbsence(inOrder: inOrder))
    wasKilled = !inOrder
    say("the crawl goes on")
    witness.died(inOrder: inOrder, backAt: clock.now)
    rows = BatchBuilder()
    frontier = Self.makeFrontier(terms)
    judge = AnswerJudge(plan: terms.plan, key: key)
    registrar = Registrar(frontier: frontier, contents: ContentRegister(terms.plan.duplicates))
    gates = Gates(loops: terms.plan.loops, workers: terms.plan.concurrency)
    let restorer = RowRestorer(
      plan: terms.plan, key: key, clock: clock.pair, endedInOrder: inOrder)
    do {
      judge.robotsCopies = try tables.restore(
        into: frontier, by: restorer, now: clock.instant)
    } catch { throw violation("\(error)") }
    try checkTables(frontier.counts)
    try plant()
    drawLife()
  }
}
