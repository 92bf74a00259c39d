import CrawlStore
import Crawler
import EventLoop
import Foundation
import Frontier
import SyntheticWeb
import Testing

/// The modes of crawling differ in who waits, and in nothing that is found.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ModeTests {
  static let modes = CrawlMode.allCases

  private static func shape(pages: Int = 60, latency: Duration = .zero) -> WebShape {
    var shape = WebShape()
    (shape.hosts, shape.pagesPerHost, shape.linksPerPage) = (4, pages, 8)
    shape.latency = latency...latency
    return shape
  }

  private static var logging: ServerOptions {
    var options = ServerOptions()
    options.logsRequests = true
    return options
  }

  /// What a crawl has found, in an order that does not depend on who came first.
  private struct Findings: Equatable {
    let urls: [[String?]]
    let pages: [[String?]]
    let links: [[String?]]

    init(_ directory: String) throws {
      let answers = Answers(directory)
      try answers.checkInvariants()
      urls = try answers.rows("SELECT url, state, reason FROM url ORDER BY url")
      pages = try answers.rows("SELECT url, status, redirect, title FROM page ORDER BY url")
      links = try answers.rows(
        """
        SELECT a.url, b.url, k.name, l.rel, l.count FROM links l JOIN urls a ON a.id = l.source
        JOIN urls b ON b.id = l.target JOIN link_kinds k ON k.id = l.kind ORDER BY 1, 2, 3, 4
        """)
    }
  }

  @Test func allFindTheSame() async throws {
    var shape = Self.shape(pages: 40)
    (shape.errorFraction, shape.redirectFraction, shape.faultFraction) = (0.1, 0.1, 0.08)
    shape.faults = [
      .status(500), .drop(afterBodyBytes: 100), .reset(afterBodyBytes: 10), .gzip,
      .gzipBomb(bytes: 8 << 20), .truncatedGzip, .brokenChunk, .chunked, .headerLine("Broken"),
    ]
    let web = shape
    let folder = try Folder()
    try await serving({ SyntheticServer(shape: web, on: $0) }) { _, port in
      var found: [Findings] = []
      for mode in Self.modes {
        let plan = try makePlan(
          ["http://127.0.0.1:\(port)/"], in: folder.path + "/" + mode.rawValue
        ) {
          ($0.mode, $0.reach, $0.followsNofollow) = (mode, .any, true)
          ($0.politeness.tries, $0.politeness.failuresPerHost) = (1, 10_000)
          $0.maximumBody = 1 << 20
        }
        #expect(try await Crawl(plan: plan).run().end == .finished)
        found.append(try Findings(plan.directory))
      }
      #expect(found[0].urls.count > 100 && found[0].links.count > 500)
      #expect(Set(found[0].urls.map { $0[1] }).isSuperset(of: ["fetched", "failed"]))
      for (mode, other) in zip(Self.modes, found).dropFirst() {
        #expect(other.urls == found[0].urls, "\(mode)")
        #expect(other.pages == found[0].pages, "\(mode)")
        #expect(other.links == found[0].links, "\(mode)")
      }
    }
  }

  @Test(arguments: modes, modes) func oneGoesOnWhereAnotherWasStopped(
    _ first: CrawlMode, _ second: CrawlMode
  ) async throws {
    let folder = try Folder()
    let shape = Self.shape(pages: 40, latency: .milliseconds(2))
    try await serving({ SyntheticServer(shape: shape, on: $0) }) { _, port in
      let model = SiteModel(shape: shape, port: port)
      let start = Place(host: 0, .page(0))
      let plan = try makePlan([model.url(of: start)], in: folder.crawl) {
        ($0.mode, $0.reach, $0.followsNofollow) = (first, .any, true)
        // Where the request to stop comes too late, this ends it.
        $0.maximumPages = 80
      }
      let crawl = Crawl(plan: plan)
      async let summary = crawl.run()
      try await poll { crawl.statistics.answers >= 20 }
      crawl.stop()
      #expect([.interrupted, .pageLimit].contains(try await summary.end))
      let answers = Answers(folder.crawl)
      try answers.checkInvariants("\(first)")
      #expect(try answers.number("SELECT count(*) FROM urls WHERE state = 0") > 0)
      let stored = try StoredCrawl.read(folder.crawl)
      var rest = stored.plan
      #expect(rest.mode == first)
      (rest.mode, rest.maximumPages) = (second, nil)
      rest.parserProgram = plan.parserProgram
      #expect(try await Crawl(resuming: stored, as: rest).run().end == .finished)
      try answers.checkInvariants("\(first), then \(second)")
      let truth = Set(model.reachable(from: [start]).map { model.url(of: $0) })
      let fetched = try answers.column("SELECT url FROM url WHERE state = 'fetched'")
      #expect(Set(fetched) == truth && fetched.count == truth.count)
    }
  }

  /// What hangs is given up after the grace, although its thread is blocked.
  @Test(arguments: modes) func whatHangsIsGivenUp(_ mode: CrawlMode) async throws {
    let folder = try Folder()
    let pages = ["/": CannedResponse.html("never").with(.stall(afterBodyBytes: 1))]
    try await serving({ SyntheticServer(pages: pages, on: $0) }) { server, port in
      let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: folder.crawl) {
        ($0.mode, $0.grace, $0.timeout) = (mode, .milliseconds(100), .seconds(3600))
      }
      let crawl = Crawl(plan: plan)
      async let summary = crawl.run()
      try await poll { crawl.statistics.inFlight == 1 && crawl.statistics.urls.leased == 1 }
      crawl.stop()
      #expect(try await summary.end == .interrupted)
      try Answers(folder.crawl).checkInvariants()
      #expect(
        try Answers(folder.crawl).column("SELECT url FROM url WHERE state = 'queued'")
          == ["http://127.0.0.1:\(port)/"])
    }
  }

  // MARK: Requests at once

  private static let delay = Duration.milliseconds(20)

  /// Crawls a host that answers each request after a while and not before.
  ///
  /// - Returns: when it was asked.
  private func requestTimes(
    of mode: CrawlMode, concurrency: Int
  ) async throws -> [ContinuousClock.Instant] {
    let folder = try Folder()
    let links = (0..<40).map { "<a href=/\($0)>x</a>" }.joined()
    var pages = ["/": CannedResponse.html(links), "/robots.txt": .status(404)]
    for number in 0..<40 { pages["/\(number)"] = .html("<p>\(number)") }
    let slow = pages.mapValues { $0.with(.delay(Self.delay)) }
    return try await serving({ SyntheticServer(pages: slow, options: Self.logging, on: $0) }) {
      server, port in
      let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: folder.crawl) {
        ($0.mode, $0.concurrency) = (mode, concurrency)
      }
      #expect(try await Crawl(plan: plan).run().end == .finished)
      let times = await server.requests.map(\.time)
      #expect(times.count == 42)
      return times
    }
  }

  /// No request comes before the answer to the one before it could.
  @Test func syncHasOneRequestOpen() async throws {
    let times = try await requestTimes(of: .sync, concurrency: 50)
    #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 >= Self.delay })
  }

  @Test(arguments: [2, 5]) func threadsHaveNoMoreOpenThanThereAre(_ threads: Int) async throws {
    let times = try await requestTimes(of: .threads, concurrency: threads)
    #expect(zip(times, times.dropFirst(threads)).allSatisfy { $1 - $0 >= Self.delay })
    // And more than one.
    #expect(zip(times, times.dropFirst()).contains { $1 - $0 < Self.delay })
  }

  // MARK: Politeness

  /// By the server's own clock.
  @Test(arguments: modes) func noHostIsAskedTooEarly(_ mode: CrawlMode) async throws {
    let folder = try Folder()
    var shape = Self.shape(pages: 6)
    (shape.hosts, shape.linksPerPage) = (3, 30)
    let web = shape
    try await serving({ SyntheticServer(shape: web, options: Self.logging, on: $0) }) {
      server, port in
      let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: folder.crawl) {
        ($0.mode, $0.concurrency, $0.reach) = (mode, 8, .any)
        $0.politeness.pause = .fixed(.milliseconds(60))
        $0.politeness.requestsPerHost = 1
      }
      _ = try await Crawl(plan: plan).run()
      var last: [Int: ContinuousClock.Instant] = [:]
      for request in await server.requests {
        if let earlier = last[request.host] {
          #expect(request.time - earlier >= .milliseconds(60), "\(request.target)")
        } else {
          #expect(request.target == "/robots.txt")
        }
        last[request.host] = request.time
      }
      #expect(last.count == 3)
    }
  }

  // MARK: Ends

  @Test(arguments: modes) func withoutAParserTheCrawlFails(_ mode: CrawlMode) async throws {
    let folder = try Folder()
    let shape = Self.shape()
    try await serving({ SyntheticServer(shape: shape, on: $0) }) { _, port in
      let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: folder.crawl) {
        ($0.mode, $0.parserProgram) = (mode, "/nowhere/orbweaver-parser")
      }
      do {
        _ = try await Crawl(plan: plan).run()
        Issue.record("the crawl ended as if all were well")
      } catch CrawlError.parsers(let reason) {
        #expect(reason.contains("/nowhere/orbweaver-parser"))
      }
      try Answers(folder.crawl).checkInvariants()
    }
  }

  @Test(arguments: modes) func aCancelledCrawlWaitsForNobody(_ mode: CrawlMode) async throws {
    let folder = try Folder()
    let pages = ["/": CannedResponse.html("never").with(.stall(afterBodyBytes: 1))]
    try await serving({ SyntheticServer(pages: pages, on: $0) }) { _, port in
      let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: folder.crawl) {
        ($0.mode, $0.grace) = (mode, .seconds(3600))
      }
      let crawl = Crawl(plan: plan)
      let task = Task { try await crawl.run() }
      try await poll { crawl.statistics.urls.leased == 1 }
      task.cancel()
      #expect(try await task.value.end == .interrupted)
      try Answers(folder.crawl).checkInvariants()
    }
  }

  // MARK: The timeline

  @Test(arguments: modes) func theTimelineTellsWhatEachWorkerDid(_ mode: CrawlMode) async throws {
    let folder = try Folder()
    let shape = Self.shape(pages: 20)
    let workers = mode == .sync ? 1 : 4
    try await serving({ SyntheticServer(shape: shape, on: $0) }) { _, port in
      let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: folder.crawl) {
        ($0.mode, $0.concurrency, $0.reach, $0.keepsTimeline) = (mode, 4, .any, true)
      }
      let start = ContinuousClock.now
      let spans = try await Crawl(plan: plan).run().timeline
      let time = ContinuousClock.now - start
      #expect(Set(spans.map(\.activity)) == Set(Timeline.Activity.allCases))
      let lines = Dictionary(grouping: spans, by: \.worker)
      #expect(Set(lines.keys).isSubset(of: 0..<workers))
      #expect(lines[0] != nil || mode != .sync)
      for (worker, spans) in lines {
        for (earlier, later) in zip(spans, spans.dropFirst()) {
          #expect(earlier.end == later.start, "worker \(worker)")
        }
        #expect(spans.allSatisfy { .zero <= $0.start && $0.start <= $0.end && $0.end <= time })
        // Each errand: a wait for it, a fetch or more, perhaps a parse, the work on it.
        #expect(spans.count { $0.activity == .waiting } == spans.count { $0.activity == .working })
        for (earlier, later) in zip(spans, spans.dropFirst()) where later.activity == .parsing {
          #expect(earlier.activity == .fetching)
        }
      }
    }
  }
}
