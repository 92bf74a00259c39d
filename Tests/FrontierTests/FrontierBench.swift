import Frontier
import Robots
import Testing
import WebURL

/// A frontier, a clock that only moves when told, and the words to drive them.
final class FrontierBench {
  let frontier: Frontier
  let start = ContinuousClock.now
  /// Milliseconds since the start.
  var now = 0
  var verdicts: [Verdict] = []
  private let key = FingerprintKey(1, 2)

  init(
    seeds: [String] = ["http://a.test/"], reach: Scope.Reach = .host, including: [String] = [],
    excluding: [String] = [], _ configure: (inout FrontierSettings) -> Void = { _ in }
  ) throws {
    var settings = FrontierSettings()
    settings.politeness.obeysRobots = false
    settings.politeness.pause = .fixed(.zero)
    settings.politeness.requestsPerHost = 1000
    settings.politeness.jittersBackOff = false
    configure(&settings)
    frontier = Frontier(
      settings: settings, scope: try Scope(reach, including: including, excluding: excluding))
    for seed in seeds { frontier.widenScope(by: try #require(WebURL(seed))) }
    discover(seeds, kind: .seed, from: .seeds)
  }

  var time: ContinuousClock.Instant { start + .milliseconds(now) }

  @discardableResult
  func discover(
    _ urls: [String], kind: LinkKind = .anchor, relation: LinkRelation = [],
    from source: LinkSource = LinkSource(page: 1, depth: 1)
  ) -> Discovery {
    var resolver = LinkResolver(rules: .standard, key: key)
    var (links, text): ([LinkFact], [UInt8]) = ([], [])
    for url in urls {
      guard let link = resolver.resolve(Array(url.utf8).span) else { continue }
      links.append(
        LinkFact(
          fingerprint: link.fingerprint, originFingerprint: link.originFingerprint,
          textOffset: UInt32(text.count), textLength: UInt32(link.length),
          originLength: UInt16(link.originLength), count: 1, kind: kind, relation: relation))
      resolver.withCanonical { for index in $0.indices { text.append($0[index]) } }
    }
    var discovery = Discovery()
    frontier.discover(links, text: text, from: source, now: time, into: &discovery)
    return discovery
  }

  /// What the frontier says now, in words: the URL to fetch, `wait 250`, `wait`, `drained`.
  /// A lease is completed at once with the report.
  func step(
    loop: Int = 0, _ report: (Work) -> Report = { _ in .fetched(responseTime: .zero) }
  ) -> String {
    switch frontier.next(now: time, loop: loop, verdicts: &verdicts) {
    case .lease(let lease, let work):
      _ = frontier.complete(lease, work, with: report(work), now: time, verdicts: &verdicts)
      return work.url
    case .wait(let until):
      guard let until else { return "wait" }
      return "wait \((until - start) / .milliseconds(1))"
    case .drained: return "drained"
    }
  }

  /// The next lease, to be completed later; nil when there is none now.
  func take() -> (lease: LeaseBox, work: Work)? {
    switch frontier.next(now: time, verdicts: &verdicts) {
    case .lease(let lease, let work): (LeaseBox(lease), work)
    case .wait: nil
    case .drained: nil
    }
  }

  /// Completes a lease that was taken.
  ///
  /// - Returns: whether a worker that waits would find work.
  @discardableResult
  func end(
    _ taken: (lease: LeaseBox, work: Work), _ report: Report = .fetched(responseTime: .zero)
  ) -> Bool {
    frontier.complete(
      taken.lease.open(), taken.work, with: report, now: time, verdicts: &verdicts
    ).hasWork
  }

  /// Moves the clock to the moment of the next lease, completes it, and says when and what it was.
  func nextLease(
    _ report: (Work) -> Report = { _ in .fetched(responseTime: .zero) }
  ) -> String {
    while true {
      let said = step(report)
      guard said.hasPrefix("wait "), let until = Double(said.dropFirst(5)) else {
        return "\(now) \(said)"
      }
      now = max(now + 1, Int(until.rounded(.up)))
    }
  }

  /// Steps until the frontier is drained, moving the clock wherever it must wait.
  func run(_ report: (Work) -> Report = { _ in .fetched(responseTime: .zero) }) -> [String] {
    var fetched: [String] = []
    while true {
      let said = step(report)
      if said == "drained" { return fetched }
      if let until = said.split(separator: " ").last.flatMap({ Double($0) }) {
        now = max(now + 1, Int(until.rounded(.up)))
      } else {
        fetched.append(said)
      }
    }
  }
}
