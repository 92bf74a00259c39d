import Crawler
import Frontier
import SyntheticWeb
import Testing

/// A site with eight kinds of traps, each without end, crawled over the wire.
@Suite(.timeLimit(.minutes(5))) struct TrapCrawlTests {
  private static let site = TrapSite(
    TrapShape(sections: 1_600, articles: 1_600, wikiPages: 1_600, goods: 100), seed: 1)

  private var shape: WebShape {
    var shape = WebShape()
    shape.traps = Self.site.shape
    shape.seed = Self.site.seed
    shape.robots = .none
    return shape
  }

  /// What a crawl fetched, by what it was worth.
  private struct Harvest {
    var fetches = 0
    var real: Set<String> = []
    var wasted: [TrapKind: Int] = [:]
    var waste: Int { wasted.values.reduce(0, +) }

    init(of answers: Answers, origin: String) throws {
      for url in try answers.column("SELECT url FROM url WHERE state = 'fetched'") {
        fetches += 1
        switch TrapCrawlTests.site.worth(of: String(url.dropFirst(origin.count))) {
        case .real(let name):
          if !real.insert(name).inserted { wasted[.sessions, default: 0] += 1 }
        case .trap(let kind): wasted[kind, default: 0] += 1
        case nil: Issue.record("a page that does not exist was fetched: \(url)")
        }
      }
    }
  }

  @Test func theCrawlEndsWithWhatIsRealAndLittleElse() async throws {
    let folder = try Folder()
    var options = ServerOptions()
    options.logsRequests = true
    let web = shape
    try await serving({ SyntheticServer(shape: web, options: options, on: $0) }) { server, port in
      let origin = "http://127.0.0.1:\(port)"
      let plan = try makePlan([origin + "/"], in: folder.crawl) {
        $0.politeness.requestsPerHost = 4
        $0.maximumPages = 20_000
      }
      let summary = try await Crawl(plan: plan).run()
      let answers = Answers(folder.crawl)
      try answers.checkInvariants()
      let harvest = try Harvest(of: answers, origin: origin)
      let reasons = try answers.rows(
        """
        SELECT reason, count(*) FROM url WHERE state = 'excluded' AND reason LIKE 'trap%' GROUP BY 1
        """)
      let said: Comment = """
        \(harvest.fetches) fetches, \(harvest.real.count) of \(Self.site.realPages) real pages, \
        \(harvest.waste) wasted: \(harvest.wasted); \(reasons)
        """
      #expect(summary.end == .finished, said)
      #expect(harvest.real.count * 100 >= Self.site.realPages * 99, said)
      #expect(harvest.waste * 10 < harvest.fetches, said)
      #expect(Set(harvest.wasted.keys).union([.sessions]) == Set(TrapKind.allCases), said)
      // By the server's own count, too: nothing was asked for that is not in the books.
      let asked = await server.requests.filter { $0.target != "/robots.txt" }
      #expect(asked.count == harvest.fetches, said)
      #expect(reasons.contains { $0[0] == "trap: session id" }, said)
      #expect(reasons.contains { $0[0] == "trap: pattern /deep/** has no end" }, said)
    }
  }

  /// What ends the traps is what is held against them.
  @Test func ignoredTheyHaveNoEnd() async throws {
    let folder = try Folder()
    let web = shape
    try await serving({ SyntheticServer(shape: web, on: $0) }) { _, port in
      let origin = "http://127.0.0.1:\(port)"
      let plan = try makePlan([origin + "/"], in: folder.crawl) {
        $0.traps = .ignore
        $0.maximumPages = 8_000
      }
      let summary = try await Crawl(plan: plan).run()
      #expect(summary.end == .pageLimit)
      let answers = Answers(folder.crawl)
      let harvest = try Harvest(of: answers, origin: origin)
      #expect(harvest.waste > 3_000)
      #expect(try answers.number("SELECT count(*) FROM url WHERE reason LIKE 'trap%'") == 0)
    }
  }

  /// A crawl that was ended knows in its next run which patterns were closed.
  @Test func aResumedCrawlRemembersWhatWasClosed() async throws {
    let folder = try Folder()
    let web = shape
    try await serving({ SyntheticServer(shape: web, on: $0) }) { _, port in
      let origin = "http://127.0.0.1:\(port)"
      // One after the other, and by the same chance each time: which real pages a run meets before it
      // has learnt enough would else differ.
      var plan = try makePlan([origin + "/"], in: folder.crawl) {
        ($0.concurrency, $0.politeness.requestsPerHost, $0.chance) = (1, 1, 1)
        $0.maximumPages = 3_000
      }
      #expect(try await Crawl(plan: plan).run().end == .pageLimit)
      let before = try Harvest(of: Answers(folder.crawl), origin: origin)
      let stored = try StoredCrawl.read(folder.crawl)
      plan = stored.plan
      plan.parserProgram = try builtProgram("orbweaver-parser")
      (plan.maximumPages, plan.chance) = (20_000, 1)
      let summary = try await Crawl(resuming: stored, as: plan).run()
      #expect(summary.end == .finished)
      let harvest = try Harvest(of: Answers(folder.crawl), origin: origin)
      #expect(harvest.real.count * 100 >= Self.site.realPages * 99)
      // What was closed costs no more than some probes; what was not begins anew.
      for kind in [TrapKind.parameters, .randomText] {
        #expect((harvest.wasted[kind] ?? 0) <= (before.wasted[kind] ?? 0) + 8, "\(harvest.wasted)")
      }
      #expect(harvest.waste * 5 < harvest.fetches, "\(harvest.wasted)")
    }
  }
}
