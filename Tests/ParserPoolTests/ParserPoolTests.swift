import Glibc
import ParserPool
import ParserWire
import Testing

/// The pool with the real parser.
@Suite(.timeLimit(.minutes(5))) struct ParserPoolTests {
  private static func page(_ number: Int) -> String {
    "<title>Page \(number)</title><a href='\(number).html'>next</a>"
      + String(repeating: "<p>text", count: number % 50 * 20)
  }

  private static func isAnswer(_ outcome: ParseOutcome, to number: Int) -> Bool {
    guard let facts = outcome.facts, facts.title == "Page \(number)" else { return false }
    return facts.links.map(facts.url) == ["http://a.test/dir/\(number).html"]
  }

  @Test func theFactsOfAPageComeBack() async throws {
    try await withPool { pool in
      let html = "<html lang=cy><title> The  web </title><a rel=nofollow href=../x?q>x</a>"
      let facts = try #require(await pool.parse(html).facts)
      #expect(facts.title == "The web")
      #expect(facts.language == "cy")
      #expect(facts.links.map(facts.url) == ["http://a.test/x?q"])
      #expect(await pool.deaths == 0)
      #expect(await pool.trouble == nil)
    }
  }

  @Test func theCharsetOfTheHeaderCounts() async throws {
    try await withPool { pool in
      let body = Array("<title>caf".utf8) + [0xE9]
      let outcome = await pool.parse(
        body, url: "http://a.test/", charset: "iso-8859-1", type: .xhtml)
      #expect(outcome.facts?.title == "caf\u{E9}")
    }
  }

  @Test func aThousandPagesHaveTheirOwnAnswers() async throws {
    var settings = PoolSettings.test()
    settings.processes = 2
    try await withPool(settings) { pool in
      let outcomes = await pool.parseAll((0..<1000).map(Self.page))
      for (number, outcome) in outcomes.enumerated() {
        #expect(Self.isAnswer(outcome, to: number), "\(number): \(outcome)")
      }
      #expect(await pool.processIDs.count == 2)
      #expect(await pool.deaths == 0)
    }
  }

  /// A kill may cost the page in the victim's hands, and no other.
  @Test func aKilledProcessLosesAtMostOnePage() async throws {
    var settings = PoolSettings.test()
    settings.processes = 2
    try await withPool(settings) { pool in
      for round in 1...10 {
        async let outcomes = pool.parseAll((0..<60).map(Self.page))
        try await eventually { await !pool.processIDs.isEmpty }
        let victim = try #require(await pool.processIDs.randomElement())
        #expect(kill(victim, SIGKILL) == 0)
        let lost = await outcomes.enumerated().filter { !Self.isAnswer($1, to: $0) }
        #expect(lost.count <= 1, "\(lost)")
        #expect(lost.allSatisfy { $1.failure == ParseFailure(.crashed, "SIGKILL") }, "\(lost)")
        try await eventually { await pool.deaths == round }
      }
      #expect(await pool.trouble == nil)
    }
  }

  @Test func anIdleProcessThatDiesCostsNothing() async throws {
    try await withPool { pool in
      #expect(Self.isAnswer(await pool.parse(Self.page(1)), to: 1))
      let first = try #require(await pool.processIDs.first)
      #expect(kill(first, SIGKILL) == 0)
      try await eventually { await pool.deaths == 1 }
      #expect(Self.isAnswer(await pool.parse(Self.page(2)), to: 2))
      #expect(await pool.processIDs != [first])
    }
  }

  @Test func aProcessThatHangsIsReplaced() async throws {
    var settings = PoolSettings.test()
    // Enough for the next one to start in, also where much else goes on.
    settings.timePerPage = .seconds(3)
    try await withPool(settings) { pool in
      _ = await pool.parse(Self.page(0))
      let first = try #require(await pool.processIDs.first)
      #expect(kill(first, SIGSTOP) == 0)
      let outcomes = await pool.parseAll((1...3).map(Self.page))
      #expect(outcomes.compactMap(\.code) == [.time])
      #expect(await pool.deaths == 1)
      #expect(await pool.processIDs != [first])
    }
  }

  @Test(arguments: [1, 10, 50]) func cpuTimeIsLimited(_ milliseconds: UInt32) async throws {
    var settings = PoolSettings.test()
    settings.worker.bodyCapacity = 16 << 20
    settings.worker.cpuMillisecondsPerPage = milliseconds
    try await withPool(settings) { pool in
      let nested = String(repeating: "<b><a href=x>", count: (16 << 20) / 13)
      let outcome = await pool.parse(nested)
      #expect(outcome.facts != nil || outcome.code == .cpuTime, "\(outcome)")
      #expect(await pool.parse("<title>after").facts?.title == "after")
    }
  }

  @Test func aProcessThatHasGrownIsReplaced() async throws {
    var settings = PoolSettings.test()
    settings.maximumResidentKiB = 1
    try await withPool(settings) { pool in
      let outcomes = await pool.parseAll((0..<40).map(Self.page))
      for (number, outcome) in outcomes.enumerated() {
        #expect(Self.isAnswer(outcome, to: number), "\(number): \(outcome)")
      }
      let before = await pool.processIDs
      _ = await pool.parse(Self.page(0))
      #expect(await pool.processIDs.allSatisfy { !before.contains($0) })
      #expect(await pool.deaths == 0)
    }
  }

  /// A process inherits the mark of the most memory that the one had that started it.
  @Test func aCrawlerThatHasGrownIsNoReason() async throws {
    let much = [UInt8](repeating: 1, count: 256 << 20)
    var settings = PoolSettings.test()
    settings.maximumResidentKiB = 200 << 10
    try await withPool(settings) { pool in
      _ = await pool.parse(Self.page(0))
      let before = await pool.processIDs
      #expect(!before.isEmpty)
      _ = await pool.parse(Self.page(1))
      #expect(await pool.processIDs == before)
    }
    #expect(much.last == 1)
  }

  @Test func whatDoesNotFit() async throws {
    var settings = PoolSettings.test()
    settings.worker.bodyCapacity = 100
    try await withPool(settings) { pool in
      let fits = "<title>x" + String(repeating: " ", count: 92)
      #expect(await pool.parse(fits).facts?.title == "x")
      #expect(await pool.parse(fits + " ").code == .tooLarge)
      let path = String(repeating: "a", count: 100_000)
      #expect(await pool.parse(fits, url: "http://a.test/\(path)").code == .tooLarge)
      #expect(await pool.deaths == 0)
    }
  }

  /// A header may say anything: no server may bring a parser down with it.
  @Test(arguments: [65, 1000, 70_000]) func aCharsetThatIsNone(_ length: Int) async throws {
    try await withPool { pool in
      let label = String(repeating: "c", count: length)
      let outcome = await pool.parse(
        Array("<title>x".utf8), url: "http://a.test/", charset: label, type: .html)
      #expect(outcome.facts?.title == "x", "\(outcome)")
      #expect(await pool.deaths == 0)
    }
  }

  @Test func aProgramThatIsNotThere() async throws {
    try await withPool(.test("/nowhere/orbweaver-parser")) { pool in
      let outcomes = await pool.parseAll(Array(repeating: "<p>", count: 20))
      #expect(outcomes.allSatisfy { $0.code == .unavailable })
      #expect(await pool.parse("<p>").failure?.detail.contains("/nowhere/orbweaver-parser") == true)
      #expect(await pool.trouble != nil)
    }
  }

  @Test func aClosedPoolParsesNothing() async throws {
    try await withPool { pool in
      await pool.close()
      #expect(await pool.parse("<p>").code == .cancelled)
      #expect(await pool.processIDs.isEmpty)
    }
  }

  /// Would wait for ever, and so beyond the suite's time limit, if closing waited for the process.
  @Test func closingDoesNotWaitForAProcessThatHangs() async throws {
    try await withPool { pool in
      _ = await pool.parse(Self.page(0))
      for process in await pool.processIDs { #expect(kill(process, SIGSTOP) == 0) }
      await pool.close()
      #expect(await pool.processIDs.isEmpty)
    }
  }
}
