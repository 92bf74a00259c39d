import CrawlStore
import Crawler
import EventLoop
import Foundation
import Frontier
import SyntheticWeb
import Testing

/// How crawls end: by themselves, by a limit, by request, and by force.
@Suite(.timeLimit(.minutes(2))) struct CrawlEndTests {
  private func shape(latency: Duration = .zero, pages: Int = 300) -> WebShape {
    var shape = WebShape()
    shape.pagesPerHost = pages
    shape.latency = latency...latency
    return shape
  }

  @Test func aPageLimitLeavesTheRestQueued() async throws {
    let folder = try Folder()
    let shape = shape()
    try await serving({ SyntheticServer(shape: shape, on: $0) }) { _, port in
      let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: folder.crawl) {
        $0.maximumPages = 25
      }
      let summary = try await Crawl(plan: plan).run()
      #expect(summary.end == .pageLimit)
      #expect(summary.statistics.answers == 25)
      let answers = Answers(folder.crawl)
      try answers.checkInvariants()
      #expect(try answers.number("SELECT count(*) FROM pages") == 25)
      #expect(try answers.number("SELECT count(*) FROM urls WHERE state = 0") > 0)
    }
  }

  @Test func aTimeLimitEndsInTime() async throws {
    let folder = try Folder()
    let shape = shape(latency: .milliseconds(20), pages: 10_000)
    try await serving({ SyntheticServer(shape: shape, on: $0) }) { _, port in
      let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: folder.crawl) {
        $0.maximumTime = .milliseconds(400)
      }
      let summary = try await Crawl(plan: plan).run()
      #expect(summary.end == .timeLimit)
      #expect(summary.statistics.answers > 0)
      try Answers(folder.crawl).checkInvariants()
    }
  }

  @Test func aStoppedCrawlCommitsWhatItHasAndLosesNothing() async throws {
    let folder = try Folder()
    let shape = shape(latency: .milliseconds(10), pages: 10_000)
    try await serving({ SyntheticServer(shape: shape, on: $0) }) { _, port in
      let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: folder.crawl)
      let crawl = Crawl(plan: plan)
      async let summary = crawl.run()
      try await poll { crawl.statistics.answers >= 50 }
      crawl.stop()
      #expect(try await summary.end == .interrupted)
      let answers = Answers(folder.crawl)
      try answers.checkInvariants()
      let fetched = try answers.number("SELECT count(*) FROM urls WHERE state = 2")
      #expect(fetched == crawl.statistics.urls.fetched)
      #expect(try answers.number("SELECT count(*) FROM urls WHERE state = 0") > 0)
      #expect(try answers.column("SELECT value FROM crawl WHERE key = 'status'") == ["interrupted"])
    }
  }

  @Test func whatHangsIsGivenUpAfterTheGrace() async throws {
    let folder = try Folder()
    let pages: [String: CannedResponse] = [
      "/": .html("<a href=/hangs>x</a>"),
      "/hangs": CannedResponse.html("never").with(.stall(afterBodyBytes: 1)),
    ]
    try await serving({ SyntheticServer(pages: pages, on: $0) }) { server, port in
      let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: folder.crawl) {
        $0.grace = .milliseconds(300)
      }
      let crawl = Crawl(plan: plan)
      async let summary = crawl.run()
      try await poll { crawl.statistics.inFlight == 1 && crawl.statistics.answers == 1 }
      crawl.stop()
      #expect(try await summary.end == .interrupted)
      let answers = Answers(folder.crawl)
      try answers.checkInvariants()
      #expect(
        try answers.column("SELECT url FROM url WHERE state = 'queued'")
          == ["http://127.0.0.1:\(port)/hangs"])
    }
  }

  /// A crawl whose task is cancelled waits for nobody, and still writes what it has.
  @Test func aCancelledCrawlEndsAtOnceAndWritesWhatItHas() async throws {
    let folder = try Folder()
    let links = (0..<12_000).map { "<a href=/\($0)>x</a>" }.joined()
    let pages: [String: CannedResponse] = [
      "/": .html("<a href=/many>x</a><a href=/hangs>x</a>"), "/many": .html(links),
      "/hangs": CannedResponse.html("never").with(.stall(afterBodyBytes: 1)),
    ]
    try await serving({ SyntheticServer(pages: pages, on: $0) }) { _, port in
      let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: folder.crawl) {
        ($0.grace, $0.timeout) = (.seconds(3600), .seconds(3600))
        $0.politeness.tries = 1
      }
      let crawl = Crawl(plan: plan)
      let task = Task { try await crawl.run() }
      // More rows than one batch, and a fetch that would take an hour.
      try await poll { crawl.statistics.parsedPages == 2 && crawl.statistics.inFlight > 0 }
      task.cancel()
      #expect(try await task.value.end == .interrupted)
      let answers = Answers(folder.crawl)
      try answers.checkInvariants()
      #expect(try answers.number("SELECT count(*) FROM urls") >= 12_000)
      #expect(
        try answers.column("SELECT state FROM url WHERE url LIKE '%/hangs'") == ["queued"])
    }
  }

  // MARK: What keeps a crawl from beginning

  @Test func aFolderThatIsTakenIsLeftAlone() async throws {
    let folder = try Folder()
    try "precious".write(toFile: folder.path + "/file", atomically: true, encoding: .utf8)
    let plan = try makePlan(["http://127.0.0.1:1/"], in: folder.path)
    let error = await #expect(throws: CrawlError.self) { _ = try await Crawl(plan: plan).run() }
    guard case .store(let cause) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(cause.code == .exists)
    #expect(try String(contentsOfFile: folder.path + "/file", encoding: .utf8) == "precious")
  }

  @Test func aMissingParserIsSaidPlainly() async throws {
    let folder = try Folder()
    let pages: [String: CannedResponse] = ["/": .html("<a href=/x>x</a>")]
    try await serving({ SyntheticServer(pages: pages, on: $0) }) { _, port in
      let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: folder.crawl) {
        $0.parserProgram = "/nonexistent/orbweaver-parser"
      }
      let error = await #expect(throws: CrawlError.self) { _ = try await Crawl(plan: plan).run() }
      #expect("\(error.map { "\($0)" } ?? "")".contains("/nonexistent/orbweaver-parser"))
      let answers = Answers(folder.crawl)
      try answers.checkInvariants()
      #expect(try answers.number("SELECT count(*) FROM urls WHERE state = 0") == 1)
    }
  }

  /// Fewer descriptors than the plan wants connections make a crawl slower, and harm no page.
  @Test func fewDescriptorsAreEnough() async throws {
    let folder = try Folder()
    let directory = folder.crawl
    let shape = shape(pages: 12)
    try await serving({ SyntheticServer(shape: manyHosts(shape), on: $0) }) { _, port in
      await #expect(processExitsWith: .success) {
        [directory = directory as String, port = port as UInt16] in
        limitDescriptors(to: 64)
        let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: directory) {
          ($0.reach, $0.concurrency, $0.politeness.tries) = (.any, 512, 1)
        }
        let summary = try await Crawl(plan: plan).run()
        #expect(summary.end == .finished)
        #expect(summary.statistics.errors.isEmpty, "\(summary.statistics.errors)")
        #expect(summary.statistics.parserDeaths == 0)
      }
    }
    let answers = Answers(directory)
    try answers.checkInvariants()
    #expect(try answers.number("SELECT count(*) FROM urls WHERE state = 2") > 400)
    #expect(try answers.column("SELECT reason FROM url WHERE state = 'failed'") == [])
  }

  private func manyHosts(_ shape: WebShape) -> WebShape {
    var shape = shape
    shape.hosts = 40
    return shape
  }

  @Test func aServerThatIsNotThereFailsItsURLs() async throws {
    let folder = try Folder()
    // A port that was free a moment ago.
    let port = try await serving({ SyntheticServer(pages: [:], on: $0) }) { _, port in port }
    let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: folder.crawl) {
      $0.politeness.tries = 1
    }
    let summary = try await Crawl(plan: plan).run()
    #expect(summary.reachedNothing)
    #expect(summary.end == .finished)
    #expect(
      try Answers(folder.crawl).column("SELECT reason FROM url") == ["robots.txt: connect"])
  }

  // MARK: Force

  @Test func aKilledParserLosesAtMostItsPages() async throws {
    let folder = try Folder()
    var shape = shape(pages: 400)
    shape.bodyBytes = 64 << 10
    let web = shape
    try await serving({ SyntheticServer(shape: web, on: $0) }) { _, port in
      let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: folder.crawl) {
        $0.followsNofollow = true
      }
      let crawl = Crawl(plan: plan)
      async let summary = crawl.run()
      try await poll { crawl.statistics.parsedPages >= 50 }
      let victim = try #require(await crawl.parserProcessIDs.first)
      #expect(kill(victim, SIGKILL) == 0)
      let end = try await summary
      #expect(end.statistics.parserDeaths == 1)
      let answers = Answers(folder.crawl)
      try answers.checkInvariants()
      let lost = try answers.column(
        "SELECT parse_error FROM page WHERE parse_error LIKE 'parse failed:%'")
      #expect(lost.count <= 1)
      #expect(lost.allSatisfy { $0 == "parse failed: crashed (SIGKILL)" })
      #expect(end.statistics.parsedPages > 300)
    }
  }

  @Test(arguments: [3, 40, 150, 400]) func aKilledCrawlLeavesAWholeDatabase(pages: Int) async throws
  {
    let folder = try Folder()
    let directory = folder.crawl
    let shape = shape(pages: 2000)
    try await serving({ SyntheticServer(shape: shape, on: $0) }) { _, port in
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [directory = directory as String, port = port as UInt16, pages = pages as Int] in
        let plan = try makePlan(["http://127.0.0.1:\(port)/"], in: directory)
        let crawl = Crawl(plan: plan)
        async let summary = crawl.run()
        try await poll { crawl.statistics.answers >= pages }
        kill(getpid(), SIGKILL)
        _ = try await summary
      }
    }
    let answers = Answers(directory)
    try answers.checkInvariants("killed after \(pages) pages")
    #expect(try answers.column("SELECT value FROM crawl WHERE key = 'status'") == ["running"])
  }
}

/// For good: not even the superuser's child processes get more.
private func limitDescriptors(to count: UInt) {
  var limit = rlimit(rlim_cur: count, rlim_max: count)
  unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}

/// Waits until a condition holds, looking often; gives up, as a failure, after half a minute.
func poll(until condition: () -> Bool) async throws {
  let deadline = ContinuousClock.now + .seconds(30)
  while !condition() {
    try #require(ContinuousClock.now < deadline, "the condition did not come to hold")
    try await Task.sleep(for: .milliseconds(1))
  }
}
