import CrawlStore
import Fetcher
import Frontier
import Robots

/// robots.txt, fetched through the same fetcher before a host's first page, and again when its time
/// is over (RFC 9309, 2.3 and 2.4).
extension CrawlLoop {
  func crawlRobots(_ work: Work) async -> Result {
    let copy = work.hasCopy ? robotsCopies[work.host] : nil
    let answer = await fetcher.robots(
      at: work.url, host: work.host, copy: copy, now: WallClock.seconds)
    return judge(work, answer)
  }

  private func judge(_ work: Work, _ answer: RobotsAnswer) -> Result {
    switch answer.content {
    case .rules(let text):
      robotsCopies[work.host] = RobotsCopy(answer)
      let rules = RobotsRules(parsing: text.span, for: crawl.plan.productToken)
      return settle(work, answer, .rules, text: text, rules)
    case .allowAll(let reason):
      robotsCopies[work.host] = nil
      return settle(work, answer, .allowAll(reason), text: [], .allowAll)
    case .unchanged:
      var result = Result(
        report: .robotsUnchanged(lifetime: answer.lifetime, responseTime: answer.responseTime))
      result.robots = row(work, answer, .rules, counts: true, text: nil)
      return result
    case .refused(let reason, let retryAfter):
      return failed(
        work, answer, .refused(reason: reason, retryAfter: retryAfter), reason, said: reason)
    case .unreachable(let failure):
      if let report = failure.notTried { return Result(report: report) }
      let reason = failure.code.rawValue
      return failed(
        work, answer,
        failure.isTransient ? .unreachable(reason: reason) : .failed(reason: reason), reason,
        said: "\(failure)")
    }
  }

  private func settle(
    _ work: Work, _ answer: RobotsAnswer, _ outcome: RobotsOutcome, text: [UInt8],
    _ rules: RobotsRules
  ) -> Result {
    var result = Result(
      report: .robots(rules, lifetime: answer.lifetime, responseTime: answer.responseTime))
    result.robots = row(work, answer, outcome, counts: true, text: text, rules)
    result.found = sitemaps(namedBy: rules, at: answer.url, host: work.host)
    return result
  }

  private func failed(
    _ work: Work, _ answer: RobotsAnswer, _ report: Report, _ reason: String, said: String
  ) -> Result {
    crawl.board.failed("robots.txt \(reason)")
    crawl.log(work, "robots.txt: \(said)")
    let outcome = work.hasCopy ? RobotsOutcome.outdated(reason) : .unavailable(reason)
    var result = Result(report: report)
    result.robots = row(work, answer, outcome, counts: false, text: work.hasCopy ? nil : [])
    return result
  }

  /// - Parameters:
  ///   - counts: whether the answer counts for a time, and not only until somebody asks again.
  ///   - text: nil for the text that was recorded before, and the facts that came with it.
  private func row(
    _ work: Work, _ answer: RobotsAnswer, _ outcome: RobotsOutcome, counts: Bool, text: [UInt8]?,
    _ rules: RobotsRules? = nil
  ) -> RobotsRow {
    let now = WallClock.milliseconds
    let lifetime = crawl.plan.politeness.robotsLifetime(answer.lifetime)
    var row = RobotsRow(
      host: work.host, fetchedAt: now, status: answer.status, outcome: outcome.text,
      expiresAt: counts ? now + lifetime.wholeMilliseconds : now)
    row.text = text
    row.crawlDelayMs = rules?.pause?.wholeMilliseconds
    row.url = answer.redirects > 0 ? answer.url : nil
    row.redirects = answer.redirects
    row.etag = answer.entityTag
    row.lastModified = answer.lastModified
    return row
  }
}

extension Duration {
  var wholeMicroseconds: Int64 {
    components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
  }

  var wholeMilliseconds: Int64 {
    components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
  }
}
