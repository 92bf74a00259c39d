import Crawler
import Fetcher
import Frontier
import ParserPool
import ParserWire

/// A request's way: leased, seen by its server, answered, judged, parsed, registered.
extension SimulatedCrawl {
  mutating func begin(
    _ lease: consuming Lease, _ work: Work, _ loop: Int
  ) throws(Violation) {
    lastFlight += 1
    let flight = Flight(lastFlight, lease, work, loop: loop)
    flights[flight.number] = flight
    say("\(work.purpose) \(work.url), try \(work.attempt)")
    try witness.began(work, at: clock.now)
    if work.purpose == .robots {
      let copy = work.hasCopy ? judge.robotsCopies[work.host] : nil
      flight.question = RobotsQuestion(at: work.url, copy: copy)
    }
    send(flight)
    needTick()
  }

  mutating func send(_ flight: Flight) {
    flight.hasArrived = false
    let way = web.site(of: flight.url).map { web.sites[$0].way } ?? 1_000
    events.add(.arrives(flight.number), at: clock.now + way)
  }

  mutating func arrive(_ flight: Flight) throws(Violation) {
    let count = requestCounts[flight.url, default: 0]
    let answer = web.answer(
      to: flight.url, at: clock.now, count: count, headers: flight.question?.headers ?? [],
      bodies: bodies)
    if let site = web.site(of: flight.url), terms.locates, flight.redirects == 0 {
      let address = web.sites[site].address
      let isSent = frontier.locate(host: flight.work.host, at: address, now: clock.instant)
      try witness.found(flight.work, at: address, isSent: isSent, clock.now)
      guard isSent else {
        flight.answer = SimulatedWeb.busy(at: address)
        return try takeAnswer(flight)
      }
    }
    requestCounts[flight.url] = count + 1
    flight.hasArrived = true
    flight.answer = answer
    if web.site(of: flight.url) != nil {
      try witness.saw(flight.url, wasRedirected: flight.redirects > 0, at: clock.now)
    }
    let way = web.site(of: flight.url).map { web.sites[$0].way } ?? 1_000
    events.add(.answered(flight.number), at: clock.now + answer.service + way)
  }

  mutating func takeAnswer(_ flight: Flight) throws(Violation) {
    guard let answer = flight.answer else {
      preconditionFailure("an answer came that was not given")
    }
    let work = flight.work
    if flight.question != nil { return try takeRobots(flight, answer) }
    learn(work, answer)
    let step =
      work.purpose == .page
      ? judge.judge(work, answer.outcome, at: clock.pair)
      : judge.judgeSitemap(work, answer.outcome, at: clock.pair)
    switch step {
    case .done(let judgement): try end(flight, judgement)
    case .parse(let type, let judgement):
      flight.fetched = (type, judgement)
      events.add(.parsed(flight.number), at: clock.now + dice.within(500...20_000))
    }
  }

  mutating func learn(_ work: Work, _ answer: SimulatedWeb.Answer) {
    switch answer.meaning {
    case .silence: witness.wasTroubled(work)
    case .refusal(let rest):
      witness.wasTroubled(work)
      witness.refused(work, retryAfter: rest, at: clock.now)
    case .page, .robots, .sitemap, .nothing, .busy: break
    }
    journal.note(work, answer)
  }

  mutating func takeRobots(
    _ flight: Flight, _ answer: SimulatedWeb.Answer
  ) throws(Violation) {
    let wall = clock.pair.wall / 1_000
    guard let verdict = flight.question?.answer(answer.outcome, now: wall) else {
      flight.url = flight.question?.url ?? flight.url
      flight.redirects += 1
      return send(flight)
    }
    let work = flight.work
    switch answer.meaning {
    case .robots(.file(let file)): witness.learnt(file, work, at: clock.now)
    case .robots(.absent), .robots(.moved), .robots(.status(401, _)), .robots(.status(403, _)):
      witness.learnt(.init(), work, at: clock.now)
    case .busy: break
    default:
      witness.wasTroubled(work)
      witness.learnt(nil, work, at: clock.now)
    }
    try end(flight, judge.judge(work, verdict, at: clock.pair))
  }

  mutating func takeParsed(_ flight: Flight) throws(Violation) {
    guard let (type, fetched) = flight.fetched, let answer = flight.answer,
      case .response(let response) = answer.outcome
    else { preconditionFailure("something was parsed that had not come") }
    let work = flight.work
    let isFailing = !web.isCalm && Dice.mixed(UInt64(flight.number)) % 100 == 0
    let judgement: Judgement
    switch answer.meaning {
    case .page(let number):
      if isFailing {
        journal.noteUnparsed(work)
        judgement = judge.judge(response, fetched, unparsed: ParseFailure(.crashed))
      } else {
        judgement = judge.judge(
          work, response, fetched, parsed: reader.facts(ofPage: number), as: type,
          cpuMicroseconds: 10)
      }
    case .sitemap(let site):
      if isFailing {
        journal.noteUnparsed(work)
        judgement = judge.judgeSitemap(fetched, unparsed: ParseFailure(.crashed))
      } else {
        judgement = judge.judge(work, fetched, parsed: reader.facts(ofSitemap: site))
      }
    case .silence, .refusal, .robots, .nothing, .busy: preconditionFailure("that is not parsed")
    }
    try end(flight, judgement)
  }

  /// As `CrawlLoop.complete`.
  mutating func end(_ flight: Flight, _ judgement: Judgement) throws(Violation) {
    flights[flight.number] = nil
    say("\(flight.work.url): \(judgement.outline)")
    witness.ended(flight.work, wasSent: flight.hasArrived, at: clock.now)
    let outcome = registrar.complete(
      flight.takeLease(), flight.work, judgement, by: &judge, at: clock.pair, in: &rows)
    if outcome.hasWork { gates.wakeForWork() }
    gates.ready(flight.loop)
    needTick()
    try checkCounts(frontier.counts)
  }
}
