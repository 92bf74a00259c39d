import Bodies
import CrawlStore
import Fetcher
import Frontier
import HTTPSyntax
import ParserPool
import ParserWire
import Robots
import WebURL

/// A page's way: fetched, then judged by its status, then parsed, then its links handed in.
extension CrawlLoop {
  func crawlPage(_ work: Work) async -> Result {
    let wanted = crawl.plan.keepsAllBodies ? FetchRequest.Wanted.everything : .markup
    switch await fetcher.fetch(FetchRequest(url: work.url, wanted: wanted, host: work.host)) {
    case .failure(let failure): return failed(work, failure)
    case .response(let response): return await answered(work, response)
    }
  }

  private func failed(_ work: Work, _ failure: FetchFailure) -> Result {
    if let report = failure.notTried { return Result(report: report) }
    crawl.board.failed(failure.code.rawValue)
    crawl.log(work, "\(failure)")
    let reason = failure.code.rawValue
    return Result(
      report: failure.isTransient ? .unreachable(reason: reason) : .failed(reason: reason))
  }

  private func answered(_ work: Work, _ response: FetchResponse) async -> Result {
    if let rest = restAsked(work, response) {
      return rest
    }
    var page = PageRow(work, response)
    if let tag = response.headers.robotsTag {
      page.add(RobotsDirectives.parse(header: tag, for: crawl.plan.productToken))
    }
    let fetched = Result(
      report: .fetched(Report.Answer(response)), reason: "http \(response.status)",
      page: page)
    switch response.status {
    // The others are no redirects (Fetch Standard, "redirect status"), whatever they name.
    case 301, 302, 303, 307, 308: return redirected(work, response, fetched)
    case 200..<300:
      switch response.verdict {
      case .html: return await parsed(work, response, .html, fetched)
      case .xhtml: return await parsed(work, response, .xhtml, fetched)
      case .other(let essence): return notParsed(work, response, essence, fetched)
      case .undecided: break
      }
    default: break
    }
    crawl.board.answered(response)
    var result = fetched
    result.page?.digest = digest(of: response)
    return result
  }

  /// What is no page may still have links in its headers, such as the canonical URL of a PDF.
  private func notParsed(
    _ work: Work, _ response: FetchResponse, _ essence: String, _ fetched: Result
  ) -> Result {
    crawl.board.answered(response)
    var result = fetched
    if essence != response.headers.mediaType { result.page?.sniffedType = essence }
    result.page?.digest = digest(of: response)
    var facts = HeaderLinks.added(
      to: PageFacts(), of: response.headers, url: work.url, resolver: &resolver)
    guard facts.linkOccurrences > 0 else { return result }
    if result.page?.nofollow == true { markNofollow(&facts) }
    let source = LinkSource(page: work.id, depth: work.depth + 1)
    result.found = .links(facts, source, cpuMicroseconds: 0)
    return result
  }

  /// A server that cannot answer now is left alone for a while, as long as tries are left.
  private func restAsked(_ work: Work, _ response: FetchResponse) -> Result? {
    guard [429, 500, 502, 503, 504].contains(response.status),
      Int(work.attempt) < crawl.plan.politeness.tries
    else { return nil }
    crawl.board.failed("http \(response.status)")
    crawl.log(work, "http \(response.status)")
    return Result(
      report: .refused(
        reason: "http \(response.status)",
        retryAfter: response.headers.restAsked(now: WallClock.seconds)))
  }

  // MARK: Redirects

  private func redirected(_ work: Work, _ response: FetchResponse, _ fetched: Result) -> Result {
    crawl.board.answered(response)
    guard let location = response.headers.location,
      let target = SeedList(
        reference: Self.withFragment(of: work.url, location), kind: .redirect, base: work.url,
        resolver: &resolver)
    else { return fetched }
    var result = fetched
    let source = LinkSource(page: work.id, depth: work.depth, hops: work.hops + 1)
    result.found = .redirect(target, source)
    return result
  }

  /// A redirect that names no fragment keeps that of the URL it is from (Fetch Standard, "location
  /// URL"). Only URLs whose fragment names a page still have one here.
  private static func withFragment(of url: String, _ location: String) -> String {
    guard !location.utf8.contains(UInt8(ascii: "#")),
      let fragment = url.utf8.firstIndex(of: UInt8(ascii: "#"))
    else { return location }
    return location + url[fragment...]
  }

  // MARK: Parsing

  private func parsed(
    _ work: Work, _ response: FetchResponse, _ type: DocumentType, _ fetched: Result
  ) async -> Result {
    let outcome = await parse(work, response, as: type)
    switch outcome {
    case .parsed(var facts, let cpu):
      crawl.board.answered(response)
      facts = HeaderLinks.added(
        to: facts, of: response.headers, url: work.url, resolver: &resolver)
      if fetched.page?.nofollow == true || facts.flags.contains(.nofollow) { markNofollow(&facts) }
      crawl.board.parsed(
        occurrences: facts.linkOccurrences, links: facts.links.count, cpuMicroseconds: cpu)
      let source = LinkSource(page: work.id, depth: work.depth + 1)
      var result = fetched
      result.page?.noteType(type, of: response.headers)
      result.found = .links(facts, source, cpuMicroseconds: cpu)
      return result
    case .failed(let failure): return await unparsed(work, response, failure, fetched)
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

  private func unparsed(
    _ work: Work, _ response: FetchResponse, _ failure: ParseFailure, _ fetched: Result
  ) async -> Result {
    switch failure.code {
    case .cancelled: return Result(report: .returned)
    case .unavailable:
      await crawl.fail(.parsers(failure.detail))
      return Result(report: .returned)
    default:
      crawl.board.answered(response)
      crawl.board.failed("parse \(failure.code.rawValue)")
      crawl.log(work, "\(failure)")
      var result = fetched
      result.page?.parseError = "\(failure)"
      result.page?.digest = digest(of: response)
      return result
    }
  }

  /// What the page says of all its links stands on each of them.
  private func markNofollow(_ facts: inout PageFacts) {
    for index in facts.links.indices { facts.links[index].relation.insert(.pageNofollow) }
  }

  // MARK: Links

  /// Records a page, where it leads, and what is new in that; the report learns of it.
  func record(
    _ page: PageRow, of work: Work, _ result: inout Result, in rows: inout BatchBuilder
  ) {
    var page = page
    if case .links(let facts, _, _) = result.found { page.addContent(facts) }
    page.duplicateOf = original(of: page)
    switch result.found {
    case .nothing, .sitemaps, .entries: break
    case .redirect(let target, let source):
      handIn(target.links, target.text, of: work, from: source, in: &rows)
      page.redirect = discovery.targets.first
    case .links(let facts, var source, let cpu):
      source.isDuplicate = page.duplicateOf != nil
      handIn(facts.links, facts.text, of: work, from: source, in: &rows)
      page.add(facts, targets: discovery.targets, cpuMicroseconds: cpu)
    }
    result.learn(from: page, discovery)
    rows.add(page)
  }

  /// Gives a page's links to the frontier, under one lock, and records what is new.
  private func handIn(
    _ links: [LinkFact], _ text: [UInt8], of work: Work, from source: LinkSource,
    in rows: inout BatchBuilder
  ) {
    crawl.frontier.discover(links, text: text, from: source, now: .now, into: &discovery)
    rows.add(discovery, links: links, text: text, from: source)
    rows.add(links: links, of: work.id, targets: discovery.targets)
    if discovery.hasWork { wakeForWork() }
    if !discovery.newHosts.isEmpty { guessSitemaps(of: discovery.newHosts, in: &rows) }
  }

  /// Brings in the seeds.
  func plant(_ seeds: SeedList) {
    crawl.ledger.record { rows in
      crawl.frontier.discover(
        seeds.links, text: seeds.text, from: .seeds, now: .now, into: &discovery)
      rows.add(discovery, links: seeds.links, text: seeds.text, from: .seeds)
      guessSitemaps(of: discovery.newHosts, in: &rows)
    }
  }
}

extension FetchResponse {
  /// How long the server took to begin its answer.
  var responseTime: Duration { .microseconds(Int64(transfer.firstByteMicroseconds)) }

  /// What kind of document the body is. Where its rest was not wanted, what came is enough to know.
  var verdict: BodySniffer.Verdict {
    body.withBytes { headers.sniffer.verdict(on: $0, isWhole: true) }
  }
}

extension PageRow {
  /// Notes a type that the server did not name.
  fileprivate mutating func noteType(_ type: DocumentType, of headers: ResponseHeaders) {
    switch type {
    case .html where headers.type?.isHTML != true: sniffedType = "text/html"
    case .xhtml where headers.mediaType != "application/xhtml+xml":
      sniffedType = "application/xhtml+xml"
    default: break
    }
  }
}

extension FetchFailure {
  /// What is reported of a fetch that was not tried; nil for one that failed.
  var notTried: Report? {
    switch code {
    case .cancelled: .returned
    case .addressFound: address.map { .located(address: $0) } ?? .returned
    default: nil
    }
  }
}

extension Report.Answer {
  /// What every answer tells, whatever it is an answer to.
  init(_ response: FetchResponse) {
    self.init(responseTime: response.responseTime)
    wireBytes = response.transfer.wireBytes
    status = response.status
  }
}
