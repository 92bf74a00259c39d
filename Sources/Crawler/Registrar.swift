import CrawlStore
package import Frontier
import ParserWire
import WebURL

/// Registers what was found out: with the frontier, and in the rows that are to be written.
///
/// All that is to be recorded of a page goes into the rows in one call, so that it shares a batch, and
/// with it a transaction. Times are arguments.
package struct Registrar: Sendable {
  private let frontier: Frontier
  private let contents: ContentRegister
  private var discovery = Discovery()
  /// URLs that the frontier has decided without a fetch, until they are recorded.
  package var verdicts: [Verdict] = []
  private var standings: [HostStanding] = []

  package init(frontier: Frontier, contents: ContentRegister) {
    (self.frontier, self.contents) = (frontier, contents)
  }

  /// What follows from what was registered.
  package struct Outcome: Sendable {
    /// Whether a worker that waits would find work now.
    package var hasWork = false
    /// Sitemaps that were left out because there are too many.
    package var leftOut = 0
  }

  /// Ends a lease.
  package mutating func complete(
    _ lease: consuming Lease, _ work: Work, _ judgement: Judgement, by judge: inout AnswerJudge,
    at now: ClockPair, in rows: inout BatchBuilder
  ) -> Outcome {
    var judgement = judgement
    var outcome = Outcome()
    if let robots = judgement.robots { rows.add(robots) }
    if let page = judgement.page {
      register(page, of: work, &judgement, by: &judge, now, in: &rows, &outcome)
    }
    registerSitemaps(&judgement, of: work, now, in: &rows, &outcome)
    let (settlement, hasWork) = frontier.complete(
      lease, work, with: judgement.report, now: now.steady, verdicts: &verdicts)
    if case .sitemap = work.purpose {
      rows.add(settlement, ofSitemap: work, reason: judgement.reason, judgement.sitemap, at: now)
    } else {
      rows.add(settlement, of: work, reason: judgement.reason, at: now)
    }
    recordVerdicts(in: &rows)
    outcome.hasWork = outcome.hasWork || hasWork
    return outcome
  }

  /// Records the verdicts that there are by now.
  package mutating func recordVerdicts(in rows: inout BatchBuilder) {
    rows.add(verdicts)
    verdicts.removeAll(keepingCapacity: true)
  }

  /// Records what politeness must remember of the hosts that were contacted since the last call.
  package mutating func recordStandings(at now: ClockPair, in rows: inout BatchBuilder) {
    frontier.takeStandings(into: &standings)
    rows.add(standings, at: now)
    standings.removeAll(keepingCapacity: true)
  }

  // MARK: Seeds

  /// Brings in the seeds.
  package mutating func plant(
    _ seeds: SeedList, by judge: inout AnswerJudge, at now: ClockPair, in rows: inout BatchBuilder
  ) {
    frontier.discover(
      seeds.links, text: seeds.text, from: .seeds, now: now.steady, into: &discovery)
    rows.add(discovery, links: seeds.links, text: seeds.text, from: .seeds)
    var outcome = Outcome()
    guessSitemaps(of: discovery.newHosts, by: &judge, now, in: &rows, &outcome)
  }

  /// Brings in the sitemaps that the person named.
  package mutating func plantSitemaps(
    _ sitemaps: SeedList, at now: ClockPair, in rows: inout BatchBuilder
  ) {
    var outcome = Outcome()
    handIn(sitemaps: sitemaps.links, sitemaps.text, from: .option, now, in: &rows, &outcome)
  }

  // MARK: Pages

  /// Records a page, where it leads, and what is new in that; the report learns of it.
  private mutating func register(
    _ page: PageRow, of work: Work, _ judgement: inout Judgement, by judge: inout AnswerJudge,
    _ now: ClockPair, in rows: inout BatchBuilder, _ outcome: inout Outcome
  ) {
    var page = page
    if contents.isKept, case .links(let facts, _, _) = judgement.found { page.addContent(facts) }
    let content = contents.find(page, on: work.host)
    page.duplicateOf = content.original
    var isHandedIn = true
    switch judgement.found {
    case .nothing, .sitemaps, .entries: isHandedIn = false
    case .redirect(let target, let source):
      handIn(target.links, target.text, of: work, from: source, now, in: &rows)
      page.redirect = discovery.targets.first
    case .links(let facts, var source, let cpu):
      source.isDuplicate = page.duplicateOf != nil
      handIn(facts.links, facts.text, of: work, from: source, now, in: &rows)
      page.add(facts, targets: discovery.targets, cpuMicroseconds: cpu)
    }
    judgement.learn(isRepetition: content.isRepetition, discovery)
    rows.add(page)
    guard isHandedIn else { return }
    outcome.hasWork = outcome.hasWork || discovery.hasWork
    guessSitemaps(of: discovery.newHosts, by: &judge, now, in: &rows, &outcome)
  }

  /// Gives a page's links to the frontier, under one lock, and records what is new.
  private mutating func handIn(
    _ links: [LinkFact], _ text: [UInt8], of work: Work, from source: LinkSource,
    _ now: ClockPair, in rows: inout BatchBuilder
  ) {
    frontier.discover(links, text: text, from: source, now: now.steady, into: &discovery)
    rows.add(discovery, links: links, text: text, from: source)
    rows.add(links: links, of: work.id, targets: discovery.targets)
  }

  // MARK: Sitemaps

  /// Records what a robots.txt or a sitemap named.
  private mutating func registerSitemaps(
    _ judgement: inout Judgement, of work: Work, _ now: ClockPair, in rows: inout BatchBuilder,
    _ outcome: inout Outcome
  ) {
    switch judgement.found {
    case .sitemaps(let links, let text, let source):
      handIn(sitemaps: links, text, from: source, now, in: &rows, &outcome)
      if outcome.leftOut > 0 {
        judgement.sitemap?.error = "\(outcome.leftOut) sitemaps left out: there are too many"
      }
    case .entries(let facts): handIn(facts, of: work, now, in: &rows, &outcome)
    case .nothing, .redirect, .links: break
    }
  }

  private func handIn(
    sitemaps links: [LinkFact], _ text: [UInt8], from source: SitemapSource, _ now: ClockPair,
    in rows: inout BatchBuilder, _ outcome: inout Outcome
  ) {
    let found = frontier.discoverSitemaps(links, text: text, from: source, now: now.steady)
    rows.add(found, links: links, text: text, from: source)
    outcome.hasWork = outcome.hasWork || found.hasWork
    outcome.leftOut += found.leftOut
  }

  /// Gives a sitemap's URLs to the frontier, in the order of their importance. They are as far from the
  /// seeds as the links of a seed.
  private mutating func handIn(
    _ facts: SitemapFacts, of work: Work, _ now: ClockPair, in rows: inout BatchBuilder,
    _ outcome: inout Outcome
  ) {
    let source = LinkSource(page: nil, depth: 1, priorities: facts.details.map(\.priority))
    frontier.discover(
      facts.links, text: facts.text, from: source, now: now.steady, into: &discovery)
    rows.add(discovery, links: facts.links, text: facts.text, from: source)
    rows.add(facts, of: work.id, targets: discovery.targets)
    outcome.hasWork = outcome.hasWork || discovery.hasWork
  }

  /// Where robots.txt is not asked for, a new host's sitemap is looked for at once.
  private func guessSitemaps(
    of hosts: [Discovery.NewHost], by judge: inout AnswerJudge, _ now: ClockPair,
    in rows: inout BatchBuilder, _ outcome: inout Outcome
  ) {
    for host in hosts {
      if case .sitemaps(let links, let text, let source) = judge.guessedSitemap(of: host) {
        handIn(sitemaps: links, text, from: source, now, in: &rows, &outcome)
      }
    }
  }
}
