import CrawlStore
import Foundation
import SyntheticWeb
import Testing

/// `--mode` as a user has it.
@Suite(.timeLimit(.minutes(3)))
struct ModeCommandTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    let complaint: String
    var testDescription: String { arguments.joined(separator: " ") }
  }

  static let contradictions = [
    Case(
      arguments: ["--mode", "sync", "--concurrency", "8"],
      complaint:
        "--mode sync fetches one page at a time; leave out --concurrency, or choose another mode"),
    Case(
      arguments: ["--mode", "threads", "--loops", "2"],
      complaint: "--loops is for --mode async; leave it out"),
    Case(
      arguments: ["--mode", "sync", "--loops", "2"],
      complaint: "--loops is for --mode async; leave it out"),
    Case(arguments: ["--mode", "fast"], complaint: "fast"),
  ]

  @Test(arguments: contradictions) func contradictionsAreRefused(_ refused: Case) async throws {
    let workplace = try Workplace()
    let outcome = try await Program(workplace: workplace).run(
      ["crawl", "http://127.0.0.1:1/", "-o", "r"] + refused.arguments)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains(refused.complaint), "\(outcome.errors)")
    #expect(outcome.output == "")
    #expect(workplace.names == [])
  }

  /// What is the default anyhow contradicts nothing.
  @Test(arguments: [
    ["--mode", "sync"], ["--mode", "sync", "--concurrency", "1", "--loops", "1"],
    ["--mode", "threads"], ["--mode", "threads", "--concurrency", "3"], ["--mode", "async"],
  ])
  func eachModeCrawlsAndIsRecorded(_ arguments: [String]) async throws {
    let workplace = try Workplace()
    let fast = ["--delay", "0", "--proxy", ""]
    let (outcome, requests) = try await withLocalWeb { start, server in
      let outcome = try await Program(workplace: workplace).run(
        ["crawl", start, "-o", "r"] + arguments + fast)
      return (outcome, await server.counters.requests)
    }
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors == "")
    #expect(outcome.output.contains("finished"))
    let reader = try CrawlReader(workplace.path + "/r")
    #expect(try reader.settings().filter { $0.name == "mode" }.map(\.value) == [arguments[1]])
    // Each page once, and robots.txt.
    let pages = try reader.query("SELECT count(*) FROM pages").rows
    #expect(pages == [["\(requests - 1)"]])
  }

  /// An interrupted crawl goes on in its own mode, or in the one that is asked for.
  @Test(arguments: [nil, "async", "sync"] as [String?])
  func threadsAreInterruptedAndGoOn(_ mode: String?) async throws {
    let workplace = try Workplace()
    try await withLocalWeb(pages: 150, latency: .milliseconds(100)) { start, server in
      let program = Program(workplace: workplace)
      let running = try program.start([
        "crawl", start, "-o", "r", "--mode", "threads", "--delay", "0", "--per-host", "1",
        "--proxy", "",
      ])
      try await running.wait { _ in await server.counters.requests > 3 }
      running.send(SIGINT)
      #expect(try await running.outcome().status == 11)
      let more = mode.map { ["--mode", $0] } ?? []
      let second = try await program.run(["resume", "r", "--per-host", "16"] + more)
      #expect(second.status == 0, "\(second.errors)")
    }
    let reader = try CrawlReader(workplace.path + "/r")
    #expect(
      try reader.settings().filter { $0.name == "mode" }.map(\.value) == [mode ?? "threads"])
    #expect(try reader.summary().queued == 0)
  }
}
