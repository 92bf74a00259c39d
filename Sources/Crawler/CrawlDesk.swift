import CrawlStore
import Errands
import Frontier
import Synchronization
import WebURL

/// Where the workers of one crew get their errands: the frontier's leases, judged and recorded.
///
/// Of several event loops each has a desk, and its share of the hosts.
///
/// Locks are taken in this order: the desk's, the ledger's, the frontier's.
final class CrawlDesk: ErrandDesk {
  let index: Int
  let crawl: CrawlContext
  private let state: Mutex<State>

  private struct State: ~Copyable {
    var judge: AnswerJudge
    var registrar: Registrar
  }

  init(index: Int, crawl: CrawlContext) {
    (self.index, self.crawl) = (index, crawl)
    state = Mutex(
      State(
        judge: AnswerJudge(plan: crawl.plan, key: crawl.key),
        registrar: Registrar(frontier: crawl.frontier, contents: crawl.contents)))
  }

  func next(for worker: Int) -> NextErrand {
    // The disk is slow: there are rows enough that wait for it.
    guard !crawl.ledger.isOverdue else { return .wait(until: nil) }
    let step = state.withLock { state in
      let step = crawl.frontier.next(
        now: .now, loop: index, verdicts: &state.registrar.verdicts)
      if !state.registrar.verdicts.isEmpty {
        crawl.ledger.record { state.registrar.recordVerdicts(in: &$0) }
      }
      return step
    }
    switch consume step {
    case .lease(let lease, let work):
      crawl.timeline?.note(worker, .waiting, until: .now)
      let errand = CrawlErrand(lease, work, for: worker, at: self)
      return .errand(errand, moreAt: work.moreAt)
    case .wait(let time): return .wait(until: time)
    case .drained:
      crawl.wakeEverybody()
      return .drained
    }
  }

  func finish(_ errand: any Errand) -> Bool {
    guard let errand = errand as? CrawlErrand else { preconditionFailure("of another desk") }
    defer { crawl.timeline?.note(errand.worker, .working, until: .now) }
    let (work, judgement) = (errand.work, errand.judgement)
    if let trouble = judgement.trouble {
      crawl.board.failed(trouble.kind)
      crawl.log(work, trouble.said)
    }
    let (outcome, isWorthwhile) = complete(errand.takeLease(), work, judgement)
    if outcome.leftOut > 0 {
      crawl.log(work, "\(outcome.leftOut) sitemaps left out: there are too many")
    }
    if outcome.hasWork { crawl.wakeOthers(than: index) }
    if isWorthwhile { crawl.flushSoon() }
    return outcome.hasWork
  }

  /// - Returns: what follows, and whether there are rows enough to be written.
  private func complete(
    _ lease: consuming Lease, _ work: Work, _ judgement: Judgement
  ) -> (Registrar.Outcome, isWorthwhile: Bool) {
    var lease = Optional(lease)
    return state.withLock { state in
      crawl.ledger.record { rows in
        guard let lease = lease.take() else { preconditionFailure("a ledger records once") }
        let outcome = state.registrar.complete(
          lease, work, judgement, by: &state.judge, at: .now, in: &rows)
        return (outcome, rows.isWorthwhile)
      }
    }
  }

  /// Lends the judge: to one at a time.
  func judging<Result: Sendable>(_ body: (inout AnswerJudge) -> Result) -> Result {
    state.withLock { body(&$0.judge) }
  }

  // MARK: The crawl's own errands

  /// Brings in the seeds.
  func plant(_ seeds: SeedList) {
    state.withLock { state in
      crawl.ledger.record { state.registrar.plant(seeds, by: &state.judge, at: .now, in: &$0) }
    }
  }

  /// Brings in the sitemaps that the person named.
  func plantSitemaps(_ sitemaps: SeedList) {
    state.withLock { state in
      crawl.ledger.record { state.registrar.plantSitemaps(sitemaps, at: .now, in: &$0) }
    }
  }

  /// Records what politeness must remember of the hosts; one desk does it for all.
  func takeStandings() {
    state.withLock { state in
      crawl.ledger.record { state.registrar.recordStandings(at: .now, in: &$0) }
    }
  }

  /// Takes over what an earlier run knew of robots.txt files.
  func adopt(_ copies: RobotsCopies) { state.withLock { $0.judge.robotsCopies = copies } }
}
