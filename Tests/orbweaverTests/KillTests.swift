import CrawlStore
import EventLoop
import Foundation
import SyntheticWeb
import TestSupport
import Testing

/// Crawls that are killed at random moments, resumed and killed again, until they are done.
///
/// `ORBWEAVER_KILLS=200` kills so often in all; without it a dozen times.
@Suite(.serialized, .timeLimit(.minutes(30)))
struct KillTests {
  /// How often each crawl is killed.
  private static let killsEach = 4
  static let seeds: [UInt64] = {
    let wish = ProcessInfo.processInfo.environment["ORBWEAVER_KILLS"].flatMap { Int($0) } ?? 12
    return (1...UInt64(max(1, wish / killsEach))).map { $0 }
  }()

  /// In turn: much of the crawl between two deaths; a pause longer than it takes to come back; and one
  /// that robots.txt asks for.
  private static func manner(_ seed: UInt64) -> Manner {
    var shape = WebShape()
    shape.seed = seed
    (shape.linksPerPage, shape.bodyBytes, shape.errorFraction) = (8, 3_000, 0.05)
    switch seed % 3 {
    case 1:
      (shape.hosts, shape.pagesPerHost) = (3, 60)
      return Manner(shape: shape, pause: 15, crawlDelay: 0, loops: 2)
    case 2:
      (shape.hosts, shape.pagesPerHost) = (16, 3)
      return Manner(shape: shape, pause: 500, crawlDelay: 0)
    default:
      (shape.hosts, shape.pagesPerHost) = (16, 2)
      shape.robots = .hidesPrivateWithDelay(seconds: 1)
      return Manner(shape: shape, pause: 15, crawlDelay: 1_000)
    }
  }

  @Test(arguments: seeds) func nothingIsLostAndNothingTwice(seed: UInt64) async throws {
    try await crawl(Self.manner(seed), seed: seed, kills: Self.killsEach)
  }

  /// Nor when what dies are threads in the middle of their errands.
  @Test(arguments: ["threads", "sync"], [1, 2] as [UInt64])
  func otherModesLoseNothing(mode: String, seed: UInt64) async throws {
    var manner = Self.manner(seed)
    (manner.mode, manner.loops) = (mode, 1)
    try await crawl(manner, seed: seed, kills: 2)
  }

  private func crawl(_ manner: Manner, seed: UInt64, kills: Int) async throws {
    var options = ServerOptions()
    options.logsRequests = true
    let loop = try EventLoop.start(named: "killed-web")
    defer { loop.stop() }
    let server = SyntheticServer(shape: manner.shape, options: options, on: loop)
    let port = try await server.start()
    do {
      var crawl = try KilledCrawl(manner, port, server, seed: seed)
      for _ in 0..<kills { try await crawl.runAndKill() }
      try await crawl.runToItsEnd()
      try await crawl.check()
      await server.stop()
    } catch {
      await server.stop()
      throw error
    }
  }
}

/// A web, and how politely it is crawled; times in milliseconds.
private struct Manner {
  let shape: WebShape
  /// The crawl's own pause between two requests to a host.
  let pause: Int
  /// What robots.txt asks for.
  let crawlDelay: Int
  var loops = 1
  var mode = "async"

  /// How long after a request the next one to its host may come. That a robots.txt asks for a pause is
  /// forgotten when it was fetched just before a kill: it is then fetched again.
  func gap(before request: LoggedRequest) -> Duration {
    .milliseconds(request.target == "/robots.txt" ? pause : max(pause, crawlDelay))
  }
}

/// One crawl of a synthetic web through all its deaths.
private struct KilledCrawl {
  let manner: Manner
  let model: SiteModel
  let server: SyntheticServer
  let workplace: Workplace
  let program: Program
  let seed: UInt64
  var random: SeededGenerator
  /// What was committed as fetched at a moment of the server's log.
  var committed: [(fetched: Set<String>, requestsBefore: Int)] = []

  init(_ manner: Manner, _ port: UInt16, _ server: SyntheticServer, seed: UInt64) throws {
    self.manner = manner
    model = SiteModel(shape: manner.shape, port: port)
    self.server = server
    self.seed = seed
    workplace = try Workplace()
    program = Program(workplace: workplace)
    random = SeededGenerator(seed: seed)
  }

  private static let start = Place(host: 0, .page(0))

  /// What goes on with the crawl, or begins it if no run has come that far.
  private func command() -> [String] {
    if hasBegun {
      return ["resume", "r", "--quiet"]
    }
    return [
      "crawl", model.url(of: Self.start), "-o", "r", "--scope", "any", "--follow-nofollow",
      "--delay", "\(manner.pause)ms", "--per-host", "1", "--parsers", "1", "--loops",
      "\(manner.loops)", "--mode", manner.mode,
      "--quiet", "--proxy", "",
    ]
  }

  /// Kills at a random number of requests, and a random while after that.
  mutating func runAndKill() async throws {
    let running = try program.start(command())
    let requests = await server.counters.requests
    let wanted = Int.random(in: 0...70, using: &random)
    let rest = Int.random(in: 0...300, using: &random)
    let deadline = ContinuousClock.now + .milliseconds(3_000)
    while running.isRunning, ContinuousClock.now < deadline,
      await server.counters.requests < requests + wanted
    {
      try await Task.sleep(for: .milliseconds(1))
    }
    try await Task.sleep(for: .milliseconds(rest))
    running.send(SIGKILL)
    let outcome = try await running.outcome()
    #expect([137, 0].contains(outcome.status), "seed \(seed): \(outcome.errors)")
    try await noteCommitted()
  }

  mutating func runToItsEnd() async throws {
    let outcome = try await program.run(command())
    #expect(outcome.status == 0, "seed \(seed): \(outcome.errors)")
    try await noteCommitted()
    let again = try await program.run(["resume", "r"])
    #expect(again.errors == "orbweaver: r: nothing is left to fetch; this crawl is finished\n")
    #expect(again.status == 0)
  }

  /// Requests that were on their way when the crawl died are read first.
  private mutating func noteCommitted() async throws {
    while await server.counters.connectionsOpen > 0 { try await Task.sleep(for: .milliseconds(1)) }
    guard hasBegun else { return }
    let rows = try rows("SELECT url FROM url WHERE state = 'fetched'")
    #expect(try self.rows("PRAGMA integrity_check") == [["ok"]], "seed \(seed)")
    committed.append((Set(rows.compactMap { $0[0] }), await server.requests.count))
  }

  /// Whether any run came so far that there is a crawl.
  private var hasBegun: Bool {
    (try? CrawlReader(workplace.path + "/r").facts()["status"]) != nil
  }

  private func rows(_ sql: String) throws -> [[String?]] {
    let reader = try CrawlReader(workplace.path + "/r")
    return try reader.query(sql).rows
  }

  // MARK: What must hold

  func check() async throws {
    let requests = await server.requests
    let truth = Set(model.reachable(from: [Self.start]).map { model.url(of: $0) })
    let fetched = try rows("SELECT url FROM url WHERE state = 'fetched'").compactMap { $0[0] }
    #expect(Set(fetched) == truth, "seed \(seed)")
    #expect(fetched.count == truth.count, "seed \(seed)")
    try checkRecords()
    try checkLinks(fetched)
    for (fetched, count) in committed {
      let later = requests.dropFirst(count).map { model.origin(ofHost: $0.host) + $0.target }
      let twice = fetched.intersection(later)
      #expect(twice.isEmpty, "seed \(seed): fetched again: \(twice.sorted().prefix(3))")
    }
    var last: [Int: LoggedRequest] = [:]
    for request in requests {
      if let earlier = last[request.host] {
        let gap = request.time - earlier.time
        #expect(
          gap >= manner.gap(before: request),
          "seed \(seed): \(request.target) \(gap) after \(earlier.target)")
      }
      last[request.host] = request
    }
  }

  /// One record for each URL, in one state, with a page exactly where it was fetched.
  private func checkRecords() throws {
    let numbers = try rows(
      """
      SELECT (SELECT count(*) FROM urls WHERE state = 0), (SELECT count(*) FROM urls WHERE state = 1),
        (SELECT count(*) - count(DISTINCT url) FROM urls),
        (SELECT count(*) - count(DISTINCT fingerprint) FROM urls),
        (SELECT count(*) - max(id) FROM urls),
        (SELECT count(*) FROM urls WHERE state = 2 AND id NOT IN (SELECT url FROM pages)),
        (SELECT count(*) FROM pages p JOIN urls u ON u.id = p.url WHERE u.state <> 2),
        (SELECT count(*) - count(DISTINCT source || ' ' || target || ' ' || kind || ' ' || rel)
          FROM links),
        (SELECT count(*) FROM links WHERE source NOT IN (SELECT url FROM pages)
          OR target NOT IN (SELECT id FROM urls))
      """)
    #expect(numbers == [Array(repeating: "0", count: 9)], "seed \(seed)")
  }

  /// The rows of `links` against what the model put into the pages.
  private func checkLinks(_ fetched: [String]) throws {
    var expected: [String: Int] = [:]
    for url in fetched {
      guard let place = model.place(of: url) else { continue }
      if let (_, target) = model.redirect(at: place) {
        expected["\(url) \(model.url(of: target))", default: 0] += 1
      }
      guard model.expected(at: place).hasLinks else { continue }
      for link in model.links(of: place) { expected["\(url) \(link.target)", default: 0] += 1 }
    }
    var found: [String: Int] = [:]
    for row in try rows("SELECT source, target, count FROM link") {
      let texts = row.compactMap { $0 }
      found["\(texts[0]) \(texts[1])", default: 0] += Int(texts[2]) ?? 0
    }
    #expect(found == expected, "seed \(seed)")
  }
}
