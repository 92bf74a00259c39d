import Bodies
import Errands
import Fetcher
import Frontier
import ParserPool
import ParserWire

/// A page, a robots.txt or a sitemap on its way: fetched, judged by its answer, parsed, and judged by what
/// it says.
final class CrawlErrand: Errand {
  let work: Work
  /// Who runs it.
  let worker: Int
  private let desk: CrawlDesk
  private var lease: Lease?
  private var stage: Stage
  private(set) var demand: Demand
  /// What came of it, once nothing is demanded any more.
  private(set) var judgement = Judgement.returned

  private enum Stage {
    case page
    case robots(RobotsQuestion)
    case sitemap
    /// The page, or the sitemap, is with the parsers; what is known of it by now.
    case parsing(FetchResponse, DocumentType, Judgement)
    case over
  }

  init(_ lease: consuming Lease, _ work: Work, for worker: Int, at desk: CrawlDesk) {
    (self.work, self.worker, self.desk) = (work, worker, desk)
    self.lease = consume lease
    switch work.purpose {
    case .page:
      stage = .page
      demand = .fetch(
        FetchRequest(
          url: work.url, wanted: desk.crawl.plan.keepsAllBodies ? .everything : .markup,
          host: work.host))
    case .robots:
      let copy = work.hasCopy ? desk.judging { $0.robotsCopies[work.host] } : nil
      let question = RobotsQuestion(at: work.url, copy: copy)
      stage = .robots(question)
      demand = .fetch(question.request(host: work.host))
    case .sitemap:
      stage = .sitemap
      demand = .fetch(
        FetchRequest(
          url: work.url, wanted: .prefix(Self.maximumSitemapBytes), host: work.host))
    }
  }

  /// Bytes of a sitemap that are fetched: one more than are read shows that there are too many.
  static let maximumSitemapBytes = 52_428_800 + 1

  /// Hands the lease over, once.
  func takeLease() -> Lease {
    guard let lease = lease.take() else { preconditionFailure("an errand is finished once") }
    return lease
  }

  // MARK: Fetched

  func fetched(_ outcome: FetchOutcome) {
    desk.crawl.timeline?.note(worker, .fetching, until: .now)
    switch stage {
    case .page: advance(desk.judging { $0.judge(work, outcome, at: .now) }, outcome)
    case .sitemap: advance(desk.judging { $0.judgeSitemap(work, outcome, at: .now) }, outcome)
    case .robots(var question):
      if let answer = question.answer(outcome, now: WallClock.seconds) {
        end(desk.judging { $0.judge(work, answer, at: .now) })
      } else {
        stage = .robots(question)
        demand = .fetch(question.request(host: work.host))
      }
    case .parsing, .over: preconditionFailure("no fetch was asked for")
    }
  }

  private func advance(_ step: AnswerJudge.Step, _ outcome: FetchOutcome) {
    switch step {
    case .done(let judgement):
      if case .response(let response) = outcome { count(response, judgement) }
      end(judgement)
    case .parse(let type, let fetched):
      guard case .response(let response) = outcome else { preconditionFailure("nothing to parse") }
      stage = .parsing(response, type, fetched)
      demand = .parse(
        PageToParse(
          response.body, url: work.url, charset: response.headers.charset ?? "", type: type))
    }
  }

  private func count(_ response: FetchResponse, _ judgement: Judgement) {
    if judgement.page != nil { desk.crawl.board.answered(response) }
  }

  private func end(_ judgement: Judgement) {
    self.judgement = judgement
    demand = .nothing
    stage = .over
  }

  // MARK: Parsed

  func parsed(_ outcome: ParseOutcome) {
    desk.crawl.timeline?.note(worker, .parsing, until: .now)
    guard case .parsing(let response, let type, let fetched) = stage else {
      preconditionFailure("no parse was asked for")
    }
    let judgement = judge(outcome, of: response, as: type, fetched)
    count(response, judgement)
    end(judgement)
  }

  private func judge(
    _ outcome: ParseOutcome, of response: FetchResponse, as type: DocumentType,
    _ fetched: Judgement
  ) -> Judgement {
    switch outcome {
    case .parsed(let facts, let cpu):
      let judgement = desk.judging {
        $0.judge(work, response, fetched, parsed: facts, as: type, cpuMicroseconds: cpu)
      }
      if case .links(let facts, _, _) = judgement.found {
        desk.crawl.board.parsed(
          occurrences: facts.linkOccurrences, links: facts.links.count, cpuMicroseconds: cpu)
      }
      return judgement
    case .sitemap(let facts, _): return desk.judging { $0.judge(work, fetched, parsed: facts) }
    case .failed(let failure): return judge(failure, of: response, fetched)
    }
  }

  /// What a failure to parse means; of the parsers, it says nothing about the body.
  private func judge(
    _ failure: ParseFailure, of response: FetchResponse, _ fetched: Judgement
  ) -> Judgement {
    switch failure.code {
    case .cancelled: return .returned
    case .unavailable:
      desk.crawl.fail(.parsers(failure.detail))
      return .returned
    default: break
    }
    return desk.judging { judge in
      if case .sitemap = work.purpose { return judge.judgeSitemap(fetched, unparsed: failure) }
      return judge.judge(response, fetched, unparsed: failure)
    }
  }
}
