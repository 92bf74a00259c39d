import CrawlStore
import Fetcher
package import Frontier
import Robots

/// A robots.txt: what came of asking for it (RFC 9309, 2.3 and 2.4).
extension AnswerJudge {
  package mutating func judge(
    _ work: Work, _ answer: RobotsAnswer, at now: ClockPair
  ) -> Judgement {
    switch answer.content {
    case .rules(let text):
      robotsCopies[work.host] = RobotsCopy(answer)
      let rules = RobotsRules(parsing: text.span, for: plan.productToken)
      return settled(work, answer, .rules, text: text, rules, now)
    case .allowAll(let reason):
      robotsCopies[work.host] = nil
      return settled(work, answer, .allowAll(reason), text: [], .allowAll, now)
    case .unchanged:
      var judgement = Judgement(
        report: .robotsUnchanged(lifetime: answer.lifetime, responseTime: answer.responseTime))
      judgement.robots = row(work, answer, .rules, counts: true, text: nil, nil, now)
      return judgement
    case .refused(let reason, let retryAfter):
      let report = Report.refused(reason: reason, retryAfter: retryAfter)
      return failed(work, answer, report, reason, said: reason, now)
    case .unreachable(let failure):
      if let report = failure.notTried { return Judgement(report: report) }
      let reason = failure.code.rawValue
      let report: Report =
        failure.isTransient ? .unreachable(reason: reason) : .failed(reason: reason)
      return failed(work, answer, report, reason, said: "\(failure)", now)
    }
  }

  private mutating func settled(
    _ work: Work, _ answer: RobotsAnswer, _ outcome: RobotsOutcome, text: [UInt8],
    _ rules: RobotsRules, _ now: ClockPair
  ) -> Judgement {
    var judgement = Judgement(
      report: .robots(rules, lifetime: answer.lifetime, responseTime: answer.responseTime))
    judgement.robots = row(work, answer, outcome, counts: true, text: text, rules, now)
    judgement.found = sitemaps(namedBy: rules, at: answer.url, host: work.host)
    return judgement
  }

  private func failed(
    _ work: Work, _ answer: RobotsAnswer, _ report: Report, _ reason: String, said: String,
    _ now: ClockPair
  ) -> Judgement {
    let outcome = work.hasCopy ? RobotsOutcome.outdated(reason) : .unavailable(reason)
    var judgement = Judgement(
      report: report,
      trouble: Trouble(kind: "robots.txt \(reason)", said: "robots.txt: \(said)"))
    judgement.robots = row(
      work, answer, outcome, counts: false, text: work.hasCopy ? nil : [], nil, now)
    return judgement
  }

  /// - Parameters:
  ///   - counts: whether the answer counts for a time, and not only until somebody asks again.
  ///   - text: nil for the text that was recorded before, and the facts that came with it.
  private func row(
    _ work: Work, _ answer: RobotsAnswer, _ outcome: RobotsOutcome, counts: Bool, text: [UInt8]?,
    _ rules: RobotsRules?, _ now: ClockPair
  ) -> RobotsRow {
    let lifetime = plan.politeness.robotsLifetime(answer.lifetime)
    var row = RobotsRow(
      host: work.host, fetchedAt: now.wall, status: answer.status, outcome: outcome.text,
      expiresAt: counts ? now.wall + lifetime.wholeMilliseconds : now.wall)
    row.text = text
    row.crawlDelayMs = rules?.pause?.wholeMilliseconds
    row.url = answer.redirects > 0 ? answer.url : nil
    row.redirects = answer.redirects
    row.etag = answer.entityTag
    row.lastModified = answer.lastModified
    return row
  }
}
