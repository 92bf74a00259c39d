import Bodies
import EventLoop
import Fetcher
package import Robots
package import WebURL

/// Asks sites for their robots.txt, without a crawl: once each, and as a crawl would.
package struct RobotsInquiry: Sendable {
  private let plan: CrawlPlan
  private let productToken: String
  private let reading: RobotsReading

  /// - Parameters:
  ///   - plan: how requests are made.
  ///   - productToken: whose group of the file counts; the requests themselves are sent under the
  ///     plan's own name.
  package init(plan: CrawlPlan, productToken: String, reading: RobotsReading) {
    self.plan = plan
    self.productToken = productToken
    self.reading = reading
  }

  /// What a file says that lies here.
  package func read(_ text: [UInt8], named name: String) -> RobotsFinding {
    RobotsFinding(
      source: name, outcome: .rules, text: text,
      rules: RobotsRules(parsing: text.span, for: productToken, reading: reading))
  }

  /// Fetches the robots.txt of each origin, a few at a time.
  ///
  /// - Returns: what each says, by its origin.
  /// - Throws: `CrawlError` when the system refuses threads, descriptors or memory.
  @concurrent package func ask(
    _ origins: Set<String>
  ) async throws(CrawlError) -> [String: RobotsFinding] {
    do throws(SystemError) {
      let loop = try EventLoop.start(named: "orb-robots")
      defer { loop.stop() }
      let fetcher = try await Fetcher(
        on: loop, settings: plan.fetchSettings, bodies: BodyArena(capacity: 256 << 20))
      let findings = await ask(origins, with: fetcher)
      await fetcher.close()
      return findings
    } catch { throw .system(error) }
  }

  private static let atOnce = 32

  private func ask(
    _ origins: Set<String>, with fetcher: Fetcher
  ) async -> [String: RobotsFinding] {
    await withTaskGroup(of: (String, RobotsFinding).self) { group in
      var findings: [String: RobotsFinding] = [:]
      for (index, origin) in origins.sorted().enumerated() {
        if index >= Self.atOnce, let (origin, finding) = await group.next() {
          findings[origin] = finding
        }
        group.addTask { (origin, await self.ask(origin, with: fetcher)) }
      }
      for await (origin, finding) in group { findings[origin] = finding }
      return findings
    }
  }

  private func ask(_ origin: String, with fetcher: Fetcher) async -> RobotsFinding {
    let url = origin + "/robots.txt"
    let answer = await Self.answer(to: RobotsQuestion(at: url, copy: nil), with: fetcher)
    var finding = self.finding(answer, at: url)
    finding.status = answer.status
    if answer.redirects > 0 { finding.redirectedTo = answer.url }
    return finding
  }

  /// Asks, redirects followed.
  private static func answer(
    to question: RobotsQuestion, with fetcher: Fetcher
  ) async -> RobotsAnswer {
    var question = question
    while true {
      let outcome = await fetcher.fetch(question.request(host: nil))
      if let answer = question.answer(outcome, now: WallClock.seconds) { return answer }
    }
  }

  private func finding(_ answer: RobotsAnswer, at url: String) -> RobotsFinding {
    switch answer.content {
    case .rules(let text): return read(text, named: url)
    case .allowAll(let reason):
      return RobotsFinding(source: url, outcome: .allowsAll(reason), text: [], rules: .allowAll)
    case .refused(let reason, _):
      return RobotsFinding(source: url, outcome: .unknown(reason), text: [], rules: .disallowAll)
    case .unreachable(let failure):
      return RobotsFinding(
        source: url, outcome: .unknown("\(failure)"), text: [], rules: .disallowAll)
    case .unchanged: preconditionFailure("nothing was asked to be compared")
    }
  }
}

/// What became of asking for one robots.txt.
package struct RobotsFinding: Sendable {
  package enum Outcome: Sendable, Hashable {
    /// There is a file.
    case rules
    /// There is none, and so all is allowed; why.
    case allowsAll(String)
    /// Nobody knows, and so nothing is allowed for now; why.
    case unknown(String)
  }

  /// The file's URL or path.
  package let source: String
  package let outcome: Outcome
  /// The file as it is.
  package let text: [UInt8]
  package let rules: RobotsRules
  /// The HTTP status; 0 where there was no answer or no request.
  package fileprivate(set) var status = 0
  /// Where redirects led to; nil where there were none.
  package fileprivate(set) var redirectedTo: String?

  /// Whether a URL may be fetched.
  package func verdict(for url: WebURL) -> RobotsVerdict {
    let path = Array(url.pathAndQuery.utf8)
    return rules.verdict(forPathAndQuery: path.span)
  }

  /// What there is to say about lines of the file that are not understood, or only by leniency.
  package var remarks: [RobotsRemark] { RobotsRemark.all(in: text.span) }
}
