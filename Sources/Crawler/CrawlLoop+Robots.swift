import CrawlStore
import Fetcher
import Frontier
import Robots

/// robots.txt, fetched through the same fetcher before a host's first page, and again when its time
/// is over (RFC 9309, 2.3 and 2.4).
extension CrawlLoop {
  func crawlRobots(_ work: Work) async -> Result {
    let copy = work.hasCopy ? robotsCopies[work.host] : nil
    let answer = await fetcher.robots(at: work.url, copy: copy, now: WallClock.seconds)
    return judge(work, answer)
  }

  private func judge(_ work: Work, _ answer: RobotsAnswer) -> Result {
    switch answer.content {
    case .rules(let text):
      robotsCopies[work.host] = RobotsCopy(answer)
      let rules = RobotsRules(parsing: text.span, for: crawl.plan.productToken)
      return settle(work, answer, "rules", text: text, rules)
    case .allowAll(let reason):
      robotsCopies[work.host] = nil
      return settle(work, answer, "allow all: \(reason)", text: [], .allowAll)
    case .unchanged:
      record(work, answer, "rules", counts: true, text: nil)
      return Result(
        report: .robotsUnchanged(lifetime: answer.lifetime, responseTime: answer.responseTime))
    case .refused(let reason, let retryAfter):
      fail(work, answer, reason, said: reason)
      return Result(report: .refused(reason: reason, retryAfter: retryAfter))
    case .unreachable(let failure):
      guard failure.code != .cancelled else { return Result(report: .returned) }
      let reason = failure.code.rawValue
      fail(work, answer, reason, said: "\(failure)")
      return Result(
        report: failure.isTransient ? .unreachable(reason: reason) : .failed(reason: reason))
    }
  }

  private func settle(
    _ work: Work, _ answer: RobotsAnswer, _ outcome: String, text: [UInt8], _ rules: RobotsRules
  ) -> Result {
    record(work, answer, outcome, counts: true, text: text, rules)
    var result = Result(
      report: .robots(rules, lifetime: answer.lifetime, responseTime: answer.responseTime))
    result.found = sitemaps(namedBy: rules, at: answer.url, host: work.host)
    return result
  }

  private func fail(_ work: Work, _ answer: RobotsAnswer, _ reason: String, said: String) {
    crawl.board.failed("robots.txt \(reason)")
    crawl.log(work, "robots.txt: \(said)")
    let outcome = work.hasCopy ? "old copy counts: \(reason)" : "disallow for now: \(reason)"
    record(work, answer, outcome, counts: false, text: work.hasCopy ? nil : [])
  }

  /// - Parameters:
  ///   - counts: whether the answer counts for a time, and not only until somebody asks again.
  ///   - text: nil for the text that was recorded before, and the facts that came with it.
  private func record(
    _ work: Work, _ answer: RobotsAnswer, _ outcome: String, counts: Bool, text: [UInt8]?,
    _ rules: RobotsRules? = nil
  ) {
    let now = WallClock.milliseconds
    let lifetime = crawl.plan.politeness.robotsLifetime(answer.lifetime)
    var row = RobotsRow(
      host: work.host, fetchedAt: now, status: answer.status, outcome: outcome,
      expiresAt: counts ? now + lifetime.wholeMilliseconds : now)
    row.text = text
    row.crawlDelayMs = rules?.pause?.wholeMilliseconds
    row.url = answer.redirects > 0 ? answer.url : nil
    row.redirects = answer.redirects
    row.etag = answer.entityTag
    row.lastModified = answer.lastModified
    crawl.ledger.record { $0.add(row) }
  }
}

extension Duration {
  var wholeMilliseconds: Int64 {
    components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
  }
}
