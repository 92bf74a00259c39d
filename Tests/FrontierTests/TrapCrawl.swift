import Frontier
import SyntheticWeb
import WebURL

/// A crawl of a site with traps by the frontier alone: no network, no parser, no clock that moves by itself.
struct TrapCrawl {
  let site: TrapSite
  let bench: FrontierBench
  private var texts = SmallTextIndex()

  /// The names of real pages that were found.
  private(set) var found: Set<String> = []
  /// Fetches that were worth nothing, by the trap.
  private(set) var wasted: [TrapKind: Int] = [:]
  private(set) var fetches = 0
  /// How often each reason left a URL out.
  private(set) var exclusions: [String: Int] = [:]

  private static let origin = "http://a.test"

  init(
    _ site: TrapSite, _ configure: (inout FrontierSettings) -> Void = { _ in }
  ) throws {
    self.site = site
    bench = try FrontierBench(seeds: [Self.origin + "/"]) {
      $0.traps = TrapRules(key: site.seed, year: 2026)
      configure(&$0)
    }
  }

  var waste: Int { wasted.values.reduce(0, +) }

  /// Fetches until nothing is left, or so many pages were fetched.
  ///
  /// - Parameter concurrency: fetches under way at once.
  /// - Returns: whether the crawl ended by itself.
  mutating func run(concurrency: Int = 4, atMost limit: Int = .max) -> Bool {
    var underWay: [(lease: LeaseBox, work: Work)] = []
    while fetches < limit {
      while underWay.count < concurrency, let next = bench.take() { underWay.append(next) }
      takeVerdicts()
      guard !underWay.isEmpty else {
        guard bench.frontier.counts.queued == 0 else { continue }
        return true
      }
      let (lease, work) = underWay.removeFirst()
      let answer = fetch(work)
      _ = bench.frontier.complete(
        lease.open(), work, with: .fetched(answer), now: bench.time, verdicts: &bench.verdicts)
    }
    for (lease, work) in underWay {
      _ = bench.frontier.complete(
        lease.open(), work, with: .returned, now: bench.time, verdicts: &bench.verdicts)
    }
    return false
  }

  private mutating func takeVerdicts() {
    for case .excluded(let exclusion) in bench.verdicts.map(\.kind) {
      exclusions[exclusion.description, default: 0] += 1
    }
    bench.verdicts.removeAll()
  }

  private mutating func fetch(_ work: Work) -> Report.Answer {
    let path = String(work.url.dropFirst(Self.origin.count))
    fetches += 1
    var answer = Report.Answer(responseTime: .zero)
    guard let page = site.page(at: path) else {
      answer.status = 404
      return answer
    }
    note(path)
    if let location = page.location {
      answer.status = 302
      discover(
        [location], .redirect, LinkSource(page: work.id, depth: work.depth, hops: work.hops + 1))
      return answer
    }
    answer.status = 200
    answer.hasLinks = !page.links.isEmpty
    answer.newLinks = discover(
      page.links, .anchor, LinkSource(page: work.id, depth: work.depth + 1))
    let simhash = SmallTextIndex.simhash(of: page.title + " " + page.text)
    answer.simhash = simhash
    answer.isDuplicate = texts.isKnown(simhash)
    return answer
  }

  private mutating func note(_ path: String) {
    switch site.worth(ofPageAt: path) {
    case .real(let name):
      if !found.insert(name).inserted { wasted[.sessions, default: 0] += 1 }
    case .trap(let kind): wasted[kind, default: 0] += 1
    }
  }

  @discardableResult
  private mutating func discover(
    _ paths: [String], _ kind: LinkKind, _ source: LinkSource
  ) -> Int {
    let discovery = bench.discover(paths.map { Self.origin + $0 }, kind: kind, from: source)
    for url in discovery.newURLs {
      if let exclusion = url.exclusion { exclusions[exclusion.description, default: 0] += 1 }
    }
    return discovery.newURLs.count { $0.exclusion == nil }
  }
}
