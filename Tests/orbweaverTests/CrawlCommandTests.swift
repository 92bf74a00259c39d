import Foundation
import Glibc
import SyntheticWeb
import Testing

/// The command as a user has it: what it prints where, what it leaves, how it exits.
@Suite(.timeLimit(.minutes(3)))
struct CrawlCommandTests {
  private static let fast = ["--delay", "0"]

  @Test func summaryGoesToStandardOutput() async throws {
    let workplace = try Workplace()
    let outcome = try await withLocalWeb { start, _ in
      try await Program(workplace: workplace).run(["crawl", start, "-o", "result"] + Self.fast)
    }
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    let names = Set(
      outcome.output.split(separator: "\n").compactMap { $0.split(separator: " ").first })
    #expect(
      names.isSuperset(of: [
        "ended", "time", "pages", "2xx", "bytes", "links", "URLs", "fetched", "excluded", "errors",
      ]))
    #expect(outcome.output.hasSuffix("result\n"))
    #expect(workplace.names.contains("result/crawl.db"))
  }

  @Test func quietSaysNothing() async throws {
    let outcome = try await withLocalWeb { start, _ in
      try await Program(workplace: Workplace()).run(["crawl", "-q", start] + Self.fast)
    }
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    #expect(outcome.output == "")
  }

  @Test func verboseNamesFailures() async throws {
    let outcome = try await Program(workplace: Workplace()).run([
      "crawl", "-v", "-t", "1", "http://127.0.0.1:1/page",
    ])
    #expect(outcome.errors.contains("http://127.0.0.1:1/"))
    #expect(outcome.status == 4)
  }

  /// The result is named after the first seed and the time, below the folder `output`.
  @Test func resultHasANameOfItsOwn() async throws {
    let workplace = try Workplace()
    try await withLocalWeb { start, _ in
      for _ in 0..<2 {
        let outcome = try await Program(workplace: workplace).run(["crawl", start] + Self.fast)
        #expect(outcome.status == 0)
      }
    }
    let databases = workplace.names.filter { $0.hasSuffix("/crawl.db") }
    #expect(databases.count == 2)
    for path in databases {
      #expect(path.wholeMatch(of: /output\/127\.0\.0\.1-\d{8}T\d{6}Z(-2)?\/crawl\.db/) != nil)
    }
  }

  @Test func nothingIsOverwritten() async throws {
    let workplace = try Workplace()
    try await withLocalWeb { start, _ in
      let arguments = ["crawl", "-o", "result", start] + Self.fast
      let first = try await Program(workplace: workplace).run(arguments)
      let database = URL(fileURLWithPath: workplace.path + "/result/crawl.db")
      let before = try Data(contentsOf: database)
      let second = try await Program(workplace: workplace).run(arguments)
      #expect(first.status == 0)
      #expect(second.status == 3)
      #expect(second.errors.hasPrefix("orbweaver: result: this folder holds a crawl already; "))
      #expect(try Data(contentsOf: database) == before)
    }
  }

  enum SeedPlace: CaseIterable { case before, after, behindDashes, file, standardInput, bare }

  @Test(arguments: SeedPlace.allCases)
  func seedsStandAnywhere(_ place: SeedPlace) async throws {
    let workplace = try Workplace()
    let outcome = try await withLocalWeb(pages: 3) { start, _ in
      try workplace.write("s.txt", "# seeds\n\n\(start) # the first\r\n")
      let program = Program(input: start, workplace: workplace)
      let arguments =
        switch place {
        case .before: [start, "-o", "r"] + Self.fast
        case .after: ["-o", "r"] + Self.fast + [start]
        case .behindDashes: ["-o", "r"] + Self.fast + ["--", start]
        case .file: ["s.txt", "-o", "r"] + Self.fast
        case .standardInput: ["-o", "r", "-"] + Self.fast
        case .bare: ["-o", "r", String(start.dropFirst("http://".count))] + Self.fast
        }
      return try await program.run(["crawl"] + arguments)
    }
    #expect(outcome.errors == "")
    #expect(outcome.status == 0)
    #expect(workplace.names.contains("r/crawl.db"))
  }

  @Test func pageLimitHasItsStatus() async throws {
    let outcome = try await withLocalWeb { start, _ in
      try await Program(workplace: Workplace()).run(
        ["crawl", "-o", "r", "--max-pages", "3", start] + Self.fast)
    }
    #expect(outcome.status == 14)
    #expect(outcome.output.contains("page limit"))
    #expect(outcome.errors.contains(" still queued; go on with: orbweaver resume r"))
  }

  @Test func timeLimitHasItsStatus() async throws {
    let outcome = try await withLocalWeb(latency: .milliseconds(100)) { start, _ in
      try await Program(workplace: Workplace()).run([
        "crawl", "--max-time", "300ms", "--delay", "100ms", start,
      ])
    }
    #expect(outcome.status == 15)
    #expect(outcome.output.contains("time limit"))
  }

  /// timeout(1) sends its signal twice within microseconds: that is one request.
  @Test(arguments: [SIGINT, SIGTERM])
  func firstSignalEndsInGoodOrder(_ signal: Int32) async throws {
    let workplace = try Workplace()
    let outcome = try await withLocalWeb(latency: .milliseconds(200)) { start, server in
      let running = try Program(workplace: workplace).start(["crawl", "-o", "r", start])
      try await running.wait { _ in await server.counters.requests > 1 }
      running.send(signal)
      running.send(signal)
      return try await running.outcome()
    }
    #expect(outcome.status == 11)
    #expect(outcome.errors.contains("Ctrl-C again to quit at once\n"))
    #expect(outcome.errors.contains(" still queued; go on with: orbweaver resume r"))
    #expect(outcome.output.contains("interrupted"))
    #expect(workplace.names.contains("r/crawl.db"))
  }

  @Test func secondSignalEndsAtOnce() async throws {
    let outcome = try await withLocalWeb(latency: .seconds(60)) { start, server in
      let running = try Program(workplace: Workplace()).start(["crawl", "-o", "r", start])
      try await running.wait { _ in await server.counters.requests > 0 }
      running.send(SIGINT)
      try await running.wait { $0.errors.contains("Ctrl-C again to quit at once\n") }
      // Signals that come together count as one: this goes on until one comes later.
      try await running.wait { running in
        running.send(SIGINT)
        return !running.isRunning
      }
      return try await running.outcome()
    }
    #expect(outcome.status == 130)
    #expect(outcome.output == "")
  }

  @Test func plainProgressIsForLogs() async throws {
    let outcome = try await withLocalWeb(latency: .milliseconds(300)) { start, _ in
      try await Program(workplace: Workplace()).run([
        "crawl", "--progress", "plain", "--max-time", "6", start,
      ])
    }
    let line = #/orbweaver: \d\.\d s: \d+ pages?, \d+\.\d pages/s, .* errors?\n.*/#
    #expect(outcome.errors.firstMatch(of: line) != nil, "\(outcome.errors)")
    #expect(!outcome.errors.contains("\u{1B}"))
  }
}
