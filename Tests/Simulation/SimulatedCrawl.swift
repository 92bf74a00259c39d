package import Bodies
import CrawlStore
import Crawler
import Fetcher
import Frontier
import ParserPool
import ParserWire
import WebURL

/// One whole crawl of a simulated web, in simulated time, through all its deaths.
///
/// The decisions are the crawler's own: `Frontier`, `AnswerJudge`, `Registrar`, `RowRestorer`. Simulated are
/// the servers, the parsers, the loops' workers and the tables on disk. What must hold is checked at
/// every step, by a `Witness` that keeps its own account.
package struct SimulatedCrawl: ~Copyable {
  /// What a crawl came to.
  package struct Tally: Sendable {
    package var steps = 0
    package var requests = 0
    package var deaths = 0
    package var urls = 0
    package var fetched = 0
    /// Simulated, in microseconds.
    package var time = 0

    package init() {}
  }

  let web: SimulatedWeb
  let terms: CrawlTerms
  let key: FingerprintKey
  let bodies: BodyArena
  let trace: ((String) -> Void)?
  var dice: Dice
  var clock: VirtualClock
  var reader: PageReader
  var witness: Witness
  var tables = DurableTables()
  var journal = Journal()
  var tally = Tally()
  var events = EventQueue()
  var flights: [Int: Flight] = [:]
  var lastFlight = 0
  var requestCounts: [String: Int] = [:]
  var hasTick = false

  // MARK: The running crawler

  var frontier: Frontier
  var judge: AnswerJudge
  var registrar: Registrar
  var rows = BatchBuilder()
  var gates: Gates
  var isStopping = false
  var deathsLeft: Int
  /// Whether the run before was killed.
  var wasKilled = false
  /// Steps until the crawl is killed or stopped.
  var life = Int.max

  /// A crawl that takes more steps than this does not end.
  static let steps = 400_000

  /// - Parameters:
  ///   - bodies: where answers lie; one for many crawls of one thread.
  ///   - trace: hears what happens, line by line.
  package init(
    seed: UInt64, start: ContinuousClock.Instant, bodies: BodyArena,
    trace: ((String) -> Void)? = nil
  ) {
    web = SimulatedWeb(seed: seed)
    dice = Dice(seed: Dice.mixed(seed))
    terms = CrawlTerms(&dice, seeds: web.seeds)
    key = FingerprintKey(dice.next(), dice.next())
    clock = VirtualClock(start: start)
    reader = PageReader(web, key: key)
    witness = Witness(terms: terms)
    (self.bodies, self.trace) = (bodies, trace)
    frontier = Self.makeFrontier(terms)
    judge = AnswerJudge(plan: terms.plan, key: key)
    registrar = Registrar(frontier: frontier, contents: ContentRegister(terms.plan.duplicates))
    gates = Gates(loops: terms.plan.loops, workers: terms.plan.concurrency)
    deathsLeft = terms.deaths
  }

  static func makeFrontier(_ terms: CrawlTerms) -> Frontier {
    guard let scope = try? Scope(terms.plan.reach) else { preconditionFailure("no patterns") }
    let frontier = Frontier(settings: terms.settings, scope: scope)
    for seed in terms.plan.seeds { frontier.widenScope(by: seed) }
    return frontier
  }

  /// Runs it to its end.
  package mutating func run() throws(Violation) -> Tally {
    do {
      try runToItsEnd()
    } catch {
      giveBackLeases()
      throw error
    }
    (tally.requests, tally.time) = (witness.requests, clock.now)
    (tally.urls, tally.fetched) = (tables.urls.count, tables.counts.fetched)
    return tally
  }

  mutating func runToItsEnd() throws(Violation) {
    say("\(terms)")
    try plant()
    drawLife()
    while true {
      while let loop = gates.take(&dice) { try workerStep(loop) }
      if gates.hasParked || !flights.isEmpty {
        try passTime()
      } else if isStopping {
        try finish()
        try comeBack(inOrder: true)
      } else {
        break
      }
    }
    try finish()
    try checkEnd(frontier.counts)
  }

  /// As `Crawl` does before anything is fetched.
  mutating func plant() throws(Violation) {
    registrar.plant(
      SeedList(terms.plan.seeds, rules: terms.plan.canonicalRules, key: key), by: &judge,
      at: clock.pair, in: &rows)
    try commit(withRests: false)
  }

  mutating func drawLife() {
    life = deathsLeft > 0 ? dice.within(1...dice.one(of: [10, 200, 2_000])) : .max
  }

  func say(_ what: @autoclosure () -> String) {
    trace?("\(Violation.seconds(clock.now)): \(what())")
  }

  func violation(_ what: String) -> Violation { Violation(what, at: clock.now) }

  // MARK: Workers

  /// What a worker does between two waits, as in `CrawlLoop.work`.
  mutating func workerStep(_ loop: Int) throws(Violation) {
    try countStep()
    let step = frontier.next(now: clock.instant, loop: loop, verdicts: &registrar.verdicts)
    if !registrar.verdicts.isEmpty {
      registrar.recordVerdicts(in: &rows)
      needTick()
    }
    switch consume step {
    case .lease(let lease, let work):
      say(
        "loop \(loop) leases; more at \(work.moreAt.map { Violation.seconds(clock.time(of: $0)) } ?? "-")"
      )
      if let time = work.moreAt { callAnother(loop, at: clock.time(of: time)) }
      try begin(lease, work, loop)
    case .wait(let time):
      say("loop \(loop) waits until \(time.map { Violation.seconds(clock.time(of: $0)) } ?? "-")")
      if let time { setAlarm(loop, at: clock.time(of: time)) }
      gates.park(loop)
    case .drained:
      try checkDrained(frontier.counts)
      gates.wakeAll()
    }
    try checkCounts(frontier.counts)
  }

  mutating func countStep() throws(Violation) {
    tally.steps += 1
    guard tally.steps < Self.steps else { throw violation("the crawl does not end") }
    life -= 1
  }

  mutating func callAnother(_ loop: Int, at time: Int) {
    guard gates.parked[loop] > 0 else { return }
    if time <= clock.now { gates.wakeOne(loop) } else { setAlarm(loop, at: time) }
  }

  mutating func setAlarm(_ loop: Int, at time: Int) {
    if let alarm = gates.alarms[loop], alarm <= time { return }
    gates.alarms[loop] = time
    events.add(.alarm(loop: loop), at: time)
  }

  // MARK: Time

  mutating func passTime() throws(Violation) {
    if life <= 0 && !isStopping { return try die() }
    guard let (time, event) = events.next() else {
      throw violation(
        "everybody waits, and nothing will happen; queued: \(waiting); \(frontier.counts)")
    }
    try countStep()
    clock.advance(to: time)
    switch event {
    case .arrives(let number): if let flight = flights[number] { try arrive(flight) }
    case .answered(let number): if let flight = flights[number] { try takeAnswer(flight) }
    case .parsed(let number): if let flight = flights[number] { try takeParsed(flight) }
    case .alarm(let loop):
      guard gates.alarms[loop] == time else { return }
      gates.alarms[loop] = nil
      gates.wakeOne(loop)
    case .tick: try tick()
    }
  }

  /// Sees to it that rows are handed over soon: four times a second, when there are any.
  mutating func needTick() {
    guard !hasTick else { return }
    hasTick = true
    let quarter = 250_000
    events.add(.tick, at: (clock.now / quarter + 1) * quarter)
  }

  mutating func tick() throws(Violation) {
    hasTick = false
    registrar.recordStandings(at: clock.pair, in: &rows)
    let hasRows = !rows.batch.isEmpty
    try commit(withRests: true)
    if hasRows { gates.wakeForWork() }
  }

  mutating func commit(withRests: Bool) throws(Violation) {
    let batch = rows.exchange(for: CrawlBatch())
    do { try tables.write(batch) } catch { throw violation("\(error)") }
    let fetched = batch.states.filter { $0.state == .fetched }.map { tables.text(of: $0.url) }
    witness.committed(hosts: batch.hosts.map(\.origin), fetched: fetched, withRests: withRests)
    try checkTables(frontier.counts)
  }

  mutating func finish() throws(Violation) { try tick() }
}

extension SimulatedCrawl.Tally: CustomStringConvertible {
  package mutating func add(_ other: Self) {
    steps += other.steps
    requests += other.requests
    deaths += other.deaths
    urls += other.urls
    fetched += other.fetched
    time += other.time
  }

  package var description: String {
    "\(urls) URLs, \(fetched) fetched, \(requests) requests, \(deaths) deaths, \(steps) steps, "
      + "\(time / 3_600_000_000) simulated hours"
  }
}
