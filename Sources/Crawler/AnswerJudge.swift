import Bodies
import CrawlStore
import Digests
package import Fetcher
package import Frontier
import HTTPSyntax
package import ParserPool
package import ParserWire
import Robots
package import WebURL

/// What the answers of servers mean for the crawl. It decides, and does no I/O: what was fetched, what a
/// parser found and the time are arguments.
package struct AnswerJudge: ~Copyable {
  let plan: CrawlPlan
  var resolver: LinkResolver
  /// By what servers can tell whether a robots.txt that is known has changed, by host.
  package var robotsCopies = RobotsCopies()

  package init(plan: CrawlPlan, key: FingerprintKey) {
    self.plan = plan
    resolver = LinkResolver(rules: plan.canonicalRules, key: key)
  }

  /// How far a page, or a sitemap, is judged by its answer.
  package enum Step {
    case done(Judgement)
    /// The body is to be read first; with it comes what is known by now.
    case parse(DocumentType, Judgement)
  }
}

/// A page: judged by its status, then by what a parser found.
extension AnswerJudge {
  package mutating func judge(
    _ work: Work, _ outcome: FetchOutcome, at now: ClockPair
  ) -> Step {
    switch outcome {
    case .failure(let failure): return .done(failed(failure))
    case .response(let response): return answered(work, response, now)
    }
  }

  private func failed(_ failure: FetchFailure) -> Judgement {
    if let report = failure.notTried { return Judgement(report: report) }
    let reason = failure.code.rawValue
    return Judgement(
      report: failure.isTransient ? .unreachable(reason: reason) : .failed(reason: reason),
      trouble: Trouble(kind: reason, said: "\(failure)"))
  }

  private mutating func answered(
    _ work: Work, _ response: FetchResponse, _ now: ClockPair
  ) -> Step {
    if let rest = restAsked(work, response, now) { return .done(rest) }
    var answer = Report.Answer(response)
    if Self.refusals.contains(response.status) {
      answer.retryAfter = response.headers.restAsked(now: now.wallSeconds)
    }
    var page = PageRow(work, response, at: now)
    if let tag = response.headers.robotsTag {
      page.add(RobotsDirectives.parse(header: tag, for: plan.productToken))
    }
    let fetched = Judgement(
      report: .fetched(answer), reason: "http \(response.status)",
      page: page)
    switch response.status {
    // The others are no redirects (Fetch Standard, "redirect status"), whatever they name.
    case 301, 302, 303, 307, 308: return .done(redirected(work, response, fetched))
    case 200..<300:
      switch response.verdict {
      case .html: return .parse(.html, fetched)
      case .xhtml: return .parse(.xhtml, fetched)
      case .other(let essence): return .done(notParsed(work, response, essence, fetched))
      case .undecided: break
      }
    default: break
    }
    var judgement = fetched
    judgement.page?.digest = digest(of: response)
    return .done(judgement)
  }

  /// The digest of a body that no parser has read; nil unless all of it came, and it is not empty.
  private func digest(of response: FetchResponse) -> ContentDigest? {
    guard plan.duplicates != .ignore, !response.isTruncated, response.body.count > 0,
      Int64(response.body.count) == response.transfer.bodyBytes
    else { return nil }
    return response.body.withBytes { ContentDigest(of: $0) }
  }

  /// What is no page may still have links in its headers, such as the canonical URL of a PDF.
  private mutating func notParsed(
    _ work: Work, _ response: FetchResponse, _ essence: String, _ fetched: Judgement
  ) -> Judgement {
    var judgement = fetched
    if essence != response.headers.mediaType { judgement.page?.sniffedType = essence }
    judgement.page?.digest = digest(of: response)
    var facts = HeaderLinks.added(
      to: PageFacts(), of: response.headers, url: work.url, resolver: &resolver)
    guard facts.linkOccurrences > 0 else { return judgement }
    if judgement.page?.nofollow == true { Self.markNofollow(&facts) }
    let source = LinkSource(page: work.id, depth: work.nextDepth)
    judgement.found = .links(facts, source, cpuMicroseconds: 0)
    return judgement
  }

  /// Statuses of servers that cannot answer now.
  private static let refusals: Set<Int> = [429, 500, 502, 503, 504]

  /// A server that cannot answer now is left alone for a while, as long as tries are left.
  private func restAsked(
    _ work: Work, _ response: FetchResponse, _ now: ClockPair
  ) -> Judgement? {
    guard Self.refusals.contains(response.status),
      Int(work.attempt) < plan.politeness.tries
    else { return nil }
    let reason = "http \(response.status)"
    return Judgement(
      report: .refused(
        reason: reason, retryAfter: response.headers.restAsked(now: now.wallSeconds)),
      trouble: Trouble(kind: reason, said: reason))
  }

  // MARK: Redirects

  private mutating func redirected(
    _ work: Work, _ response: FetchResponse, _ fetched: Judgement
  ) -> Judgement {
    guard let location = response.headers.location,
      let target = SeedList(
        reference: Self.withFragment(of: work.url, location), kind: .redirect, base: work.url,
        resolver: &resolver)
    else { return fetched }
    var judgement = fetched
    let source = LinkSource(page: work.id, depth: work.depth, hops: work.hops + 1)
    judgement.found = .redirect(target, source)
    return judgement
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

  /// A page that was read.
  ///
  /// - Parameter fetched: what `judge` knew of it.
  package mutating func judge(
    _ work: Work, _ response: FetchResponse, _ fetched: consuming Judgement,
    parsed facts: consuming PageFacts, as type: DocumentType, cpuMicroseconds: UInt32
  ) -> Judgement {
    var judgement = fetched
    var facts = HeaderLinks.added(
      to: facts, of: response.headers, url: work.url, resolver: &resolver)
    if judgement.page?.nofollow == true || facts.flags.contains(.nofollow) {
      Self.markNofollow(&facts)
    }
    judgement.page?.noteType(type, of: response.headers)
    let source = LinkSource(page: work.id, depth: work.nextDepth)
    judgement.found = .links(facts, source, cpuMicroseconds: cpuMicroseconds)
    return judgement
  }

  /// A page that no parser could read.
  package func judge(
    _ response: FetchResponse, _ fetched: consuming Judgement, unparsed failure: ParseFailure
  ) -> Judgement {
    var judgement = fetched
    judgement.page?.digest = digest(of: response)
    judgement.trouble = Trouble(kind: "parse \(failure.code.rawValue)", said: "\(failure)")
    judgement.page?.parseError = "\(failure)"
    return judgement
  }

  /// What the page says of all its links stands on each of them.
  private static func markNofollow(_ facts: inout PageFacts) {
    for index in facts.links.indices { facts.links[index].relation.insert(.pageNofollow) }
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
