import Bodies
import Errands
import Fetcher
import ParserPool
import ParserWire
import Synchronization
import TestSupport

/// A desk with errands made up from a seed, which lead to others, now or after a while; it keeps account of
/// who asks for what.
final class FakeDesk: ErrandDesk {
  struct Account {
    /// How often each errand was handed out, and came back.
    var begun: [Int: Int] = [:]
    var finished: [Int: Int] = [:]
    /// The workers that were sent home.
    var home: Set<Int> = []
    var workers: Set<Int> = []
    var outcomes: [FetchFailure.Code?] = []
    var parsed = 0
    /// The most errands that were out at once.
    var mostAtOnce = 0
  }

  private struct State {
    var account = Account()
    var random: SeededGenerator
    var waiting: [(number: Int, from: ContinuousClock.Instant)]
    var out = 0
    var made: Int
  }

  private let state: Mutex<State>
  private let url: String
  private let total: Int

  /// - Parameters:
  ///   - url: what each errand fetches.
  ///   - first: errands there are at the beginning.
  ///   - total: errands there will be in the end.
  init(url: String, first: Int, total: Int, seed: UInt64 = 1) {
    (self.url, self.total) = (url, total)
    state = Mutex(
      State(
        random: SeededGenerator(seed: seed), waiting: (0..<first).map { ($0, .now) }, made: first))
  }

  var account: Account { state.withLock { $0.account } }

  func next(for worker: Int) -> NextErrand {
    let now = ContinuousClock.now
    let (step, number) = state.withLock { state -> (FakeStep, Int) in
      state.account.workers.insert(worker)
      guard let index = state.waiting.firstIndex(where: { $0.from <= now }) else {
        let isOver = state.waiting.isEmpty && state.out == 0
        if isOver { state.account.home.insert(worker) }
        return (isOver ? .drained : .wait(state.waiting.map(\.from).min()), 0)
      }
      let number = state.waiting.remove(at: index).number
      state.out += 1
      state.account.mostAtOnce = max(state.account.mostAtOnce, state.out)
      state.account.begun[number, default: 0] += 1
      return (.errand(moreAt: state.waiting.map(\.from).min()), number)
    }
    switch step {
    case .errand(let moreAt): return .errand(FakeErrand(number, url), moreAt: moreAt)
    case .wait(let time): return .wait(until: time)
    case .drained: return .drained
    }
  }

  private enum FakeStep: Sendable {
    case errand(moreAt: ContinuousClock.Instant?)
    case wait(ContinuousClock.Instant?)
    case drained
  }

  func finish(_ errand: any Errand) -> Bool {
    guard let errand = errand as? FakeErrand else { preconditionFailure("of another desk") }
    let (number, code, isParsed) = (errand.number, errand.code, errand.isParsed)
    return state.withLock { state in
      state.out -= 1
      state.account.finished[number, default: 0] += 1
      state.account.outcomes.append(code)
      if isParsed { state.account.parsed += 1 }
      // One that failed leads nowhere.
      let children = code == nil ? min(total - state.made, 2) : 0
      for _ in 0..<children {
        let delay = Int.random(in: 0..<2, using: &state.random) * 3
        state.waiting.append((state.made, .now + .milliseconds(delay)))
        state.made += 1
      }
      return children > 0
    }
  }
}

/// Fetches a page, and parses what came.
private final class FakeErrand: Errand {
  let number: Int
  private let url: String
  private(set) var demand: Demand
  private(set) var code: FetchFailure.Code?
  private(set) var isParsed = false

  init(_ number: Int, _ url: String) {
    (self.number, self.url) = (number, url)
    demand = .fetch(FetchRequest(url: url))
  }

  func fetched(_ outcome: FetchOutcome) {
    guard case .fetch = demand else { preconditionFailure("no fetch was asked for") }
    switch outcome {
    case .failure(let failure): (code, demand) = (failure.code, .nothing)
    case .response(let response):
      demand = .parse(PageToParse(response.body, url: url, charset: "", type: .html))
    }
  }

  func parsed(_ outcome: ParseOutcome) {
    guard case .parse = demand else { preconditionFailure("no parse was asked for") }
    if case .parsed = outcome { isParsed = true }
    demand = .nothing
  }
}
