import Bodies
import Fetcher
import Frontier
import ParserPool
import ParserWire

/// A page's way: fetched, then judged by its status, then parsed and judged by what it says.
extension CrawlLoop {
  func crawlPage(_ work: Work) async -> Judgement {
    let wanted = crawl.plan.keepsAllBodies ? FetchRequest.Wanted.everything : .markup
    let outcome = await fetcher.fetch(FetchRequest(url: work.url, wanted: wanted, host: work.host))
    let judgement: Judgement
    switch judge.judge(work, outcome, at: .now) {
    case .done(let done): judgement = done
    case .parse(let type, let fetched):
      guard case .response(let response) = outcome else { preconditionFailure("nothing to parse") }
      judgement = await parsed(work, response, type, fetched)
    }
    if judgement.page != nil, case .response(let response) = outcome {
      crawl.board.answered(response)
    }
    return judgement
  }

  private func parsed(
    _ work: Work, _ response: FetchResponse, _ type: DocumentType, _ fetched: Judgement
  ) async -> Judgement {
    switch await parse(work, response, as: type) {
    case .parsed(let facts, let cpu):
      let judgement = judge.judge(
        work, response, fetched, parsed: facts, as: type, cpuMicroseconds: cpu)
      if case .links(let facts, _, _) = judgement.found {
        crawl.board.parsed(
          occurrences: facts.linkOccurrences, links: facts.links.count, cpuMicroseconds: cpu)
      }
      return judgement
    case .failed(let failure):
      if let end = await endOfParsers(failure) { return end }
      return judge.judge(response, fetched, unparsed: failure)
    case .sitemap: preconditionFailure("a page was asked for")
    }
  }

  func parse(
    _ work: Work, _ response: FetchResponse, as type: DocumentType
  ) async -> ParseOutcome {
    parsing += 1
    bytesParsing += response.body.count
    if bytesParsing > CrawlContext.bytesAwaitingParsers { await fetcher.letBodiesFlow(false) }
    let outcome = await crawl.pool.parse(
      response.body, url: work.url, charset: response.headers.charset ?? "",
      type: type)
    parsing -= 1
    bytesParsing -= response.body.count
    if bytesParsing <= CrawlContext.bytesAwaitingParsers / 2 { await fetcher.letBodiesFlow(true) }
    gate.wakeOne()
    return outcome
  }

  /// What a failure to parse means that says nothing about the body; nil when it does.
  func endOfParsers(_ failure: ParseFailure) async -> Judgement? {
    switch failure.code {
    case .cancelled: return .returned
    case .unavailable:
      await crawl.fail(.parsers(failure.detail))
      return .returned
    default: return nil
    }
  }
}
