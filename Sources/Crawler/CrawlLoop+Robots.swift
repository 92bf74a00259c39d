import Bodies
import CrawlStore
import Fetcher
import Frontier
import Robots
import WebURL

/// robots.txt, fetched through the same fetcher before a host's first page (RFC 9309, 2.3).
extension CrawlLoop {
  /// Redirects that are followed on the way to the file, to other hosts too: RFC 9309, 2.3.1.2.
  private static let redirectLimit = 5
  /// How long the rules count: RFC 9309, 2.4.
  private static let lifetimeMilliseconds: Int64 = 24 * 3600 * 1000

  func crawlRobots(_ work: Work) async -> Result {
    var url = work.url
    for _ in 0...Self.redirectLimit {
      let request = FetchRequest(url: url, wanted: .prefix(RobotsRules.sizeLimit))
      switch await fetcher.fetch(request) {
      case .failure(let failure): return robotsFailed(work, failure)
      case .response(let response):
        if let next = redirectTarget(of: response, from: url) {
          url = next
          continue
        }
        return read(work, response)
      }
    }
    // Too many redirects count as no file.
    return settle(work, .allowAll, "allow all: too many redirects", 0, [], nil)
  }

  private func redirectTarget(of response: FetchResponse, from url: String) -> String? {
    guard (300..<400).contains(response.status), let location = response.headers.location,
      let base = WebURL(url), let target = WebURL(location, base: base), target.isHTTP
    else { return nil }
    return target.href
  }

  private func robotsFailed(_ work: Work, _ failure: FetchFailure) -> Result {
    guard failure.code != .cancelled else { return Result(report: .returned) }
    crawl.board.failed("robots.txt \(failure.code.rawValue)")
    crawl.log(work, "robots.txt: \(failure)")
    record(work, "unreachable: \(failure.code.rawValue)", status: 0, text: [], nil)
    let reason = failure.code.rawValue
    return Result(
      report: failure.isTransient ? .unreachable(reason: reason) : .failed(reason: reason))
  }

  private func read(_ work: Work, _ response: FetchResponse) -> Result {
    let (status, time) = (response.status, response.responseTime)
    switch status {
    case 200..<300:
      let rules = response.body.withBytes { text in
        RobotsRules(parsing: text, for: crawl.plan.productToken)
      }
      return settle(work, rules, "rules", status, response.body.bytes, time)
    case 429, 500..<600:
      crawl.board.failed("robots.txt http \(status)")
      record(work, "disallow all for now: \(status)", status: status, text: [], nil)
      return Result(
        report: .refused(
          reason: "http \(status)", retryAfter: response.headers.retryAfterDelay))
    default: return settle(work, .allowAll, "allow all: \(status)", status, [], time)
    }
  }

  private func settle(
    _ work: Work, _ rules: RobotsRules, _ outcome: String, _ status: Int, _ text: [UInt8],
    _ responseTime: Duration?
  ) -> Result {
    record(work, outcome, status: status, text: text, rules.crawlDelay)
    return Result(report: .robots(rules, responseTime: responseTime))
  }

  private func record(
    _ work: Work, _ outcome: String, status: Int, text: [UInt8], _ crawlDelay: Duration?
  ) {
    let now = WallClock.milliseconds
    let delay = crawlDelay.map { $0.components }
    rows.add(
      RobotsRow(
        host: work.host, fetchedAt: now, status: status, outcome: outcome, text: text,
        expiresAt: now + Self.lifetimeMilliseconds,
        crawlDelayMs: delay.map { $0.seconds * 1000 + $0.attoseconds / 1_000_000_000_000_000 }))
  }
}
