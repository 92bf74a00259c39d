import Crawler
import EventLoop
import Frontier
import SyntheticWeb
import Testing

/// Crawls that come to a budget, and what becomes of them when they are resumed with a larger one.
@Suite(.timeLimit(.minutes(2))) struct BudgetCrawlTests {
  /// Two sites, each of whose pages is linked from its first: of every three one is there, and is long.
  private static let pages: [String: CannedResponse] = {
    var pages = ["/robots.txt": CannedResponse.status(404)]
    let links = (0..<60).map { "<a href=/\($0)>\($0)</a>" }.joined()
    pages["/"] = .html(links)
    for number in 0..<60 where number.isMultiple(of: 3) {
      pages["/\(number)"] = .html("").with(.large(bytes: 10_000))
    }
    return pages
  }()

  private func withSites<Result: Sendable>(
    _ body: @Sendable (_ seeds: [String], _ requests: () async -> Int) async throws -> Result
  ) async throws -> Result {
    try await serving({ SyntheticServer(pages: Self.pages, hosts: 2, on: $0) }) { server, port in
      try await body(["http://127.0.0.1:\(port)/", "http://127.0.0.2:\(port)/"]) {
        await server.counters.requests
      }
    }
  }

  private func resume(
    _ directory: String, _ change: (inout CrawlPlan) -> Void = { _ in }
  ) async throws -> CrawlSummary {
    let stored = try StoredCrawl.read(directory)
    var plan = stored.plan
    plan.parserProgram = try builtProgram("orbweaver-parser")
    change(&plan)
    return try await Crawl(resuming: stored, as: plan).run()
  }

  private func pagesByHost(_ answers: Answers) throws -> [String] {
    try answers.column("SELECT count(*) FROM urls WHERE state = 2 GROUP BY host ORDER BY host")
  }

  @Test func bytesAreCountedOverAllRuns() async throws {
    let folder = try Folder()
    try await withSites { seeds, requests in
      let limit: Int64 = 100_000
      let plan = try makePlan(seeds, in: folder.crawl) {
        $0.maximumBytes = limit
        $0.concurrency = 4
      }
      #expect(try await Crawl(plan: plan).run().end == .byteLimit)
      let answers = Answers(folder.crawl)
      try answers.checkInvariants()
      let bytes = try answers.number("SELECT sum(wire_bytes) FROM pages")
      // What was under way then is finished.
      #expect(bytes >= Int(limit) && bytes <= Int(limit) + 4 * 10_000)
      let before = await requests()
      #expect(try await resume(folder.crawl).end == .byteLimit)
      #expect(await requests() == before)
      #expect(try await resume(folder.crawl) { $0.maximumBytes = limit * 2 }.end == .byteLimit)
      #expect(try answers.number("SELECT sum(wire_bytes) FROM pages") >= Int(limit) * 2)
      #expect(try await resume(folder.crawl) { $0.maximumBytes = nil }.end == .finished)
      try answers.checkInvariants()
      #expect(try pagesByHost(answers) == ["61", "61"])
    }
  }

  @Test(arguments: [1, 2]) func pagesOfAHost(loops: Int) async throws {
    let folder = try Folder()
    try await withSites { seeds, _ in
      let plan = try makePlan(seeds, in: folder.crawl) {
        $0.maximumPagesPerHost = 20
        $0.loops = loops
      }
      #expect(try await Crawl(plan: plan).run().end == .finished)
      let answers = Answers(folder.crawl)
      try answers.checkInvariants()
      #expect(try pagesByHost(answers) == ["20", "20"])
      #expect(
        try answers.column("SELECT reason, count(*) FROM url WHERE state = 'excluded' GROUP BY 1")
          == ["budget: more than 20 pages of the host"])
      // A larger budget brings in what a smaller one left out.
      #expect(try await resume(folder.crawl) { $0.maximumPagesPerHost = 30 }.end == .finished)
      #expect(try pagesByHost(answers) == ["30", "30"])
      #expect(
        try answers.column("SELECT DISTINCT reason FROM url WHERE state = 'excluded'")
          == ["budget: more than 30 pages of the host"])
      #expect(try await resume(folder.crawl) { $0.maximumPagesPerHost = nil }.end == .finished)
      try answers.checkInvariants()
      #expect(try pagesByHost(answers) == ["61", "61"])
    }
  }

  @Test func errorsOfAHost() async throws {
    let folder = try Folder()
    try await withSites { seeds, _ in
      let plan = try makePlan(seeds, in: folder.crawl) {
        $0.maximumErrorsPerHost = 10
        // One after the other, so that none is under way when the budget is used up.
        $0.politeness.requestsPerHost = 1
      }
      #expect(try await Crawl(plan: plan).run().end == .finished)
      let answers = Answers(folder.crawl)
      try answers.checkInvariants()
      let errors = """
        SELECT count(*) FROM pages p JOIN urls u ON u.id = p.url WHERE status = 404 GROUP BY u.host
        """
      #expect(try answers.column(errors) == ["10", "10"])
      #expect(
        try answers.column("SELECT DISTINCT reason FROM url WHERE state = 'excluded'")
          == ["budget: more than 10 errors of the host"])
      // Nothing else has changed: the errors of the first run still count.
      #expect(try await resume(folder.crawl) { $0.maximumErrorsPerHost = 12 }.end == .finished)
      #expect(try answers.column(errors) == ["12", "12"])
      #expect(try await resume(folder.crawl) { $0.maximumErrorsPerHost = nil }.end == .finished)
      try answers.checkInvariants()
      #expect(try pagesByHost(answers) == ["61", "61"])
    }
  }
}
