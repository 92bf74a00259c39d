import EventLoop
import Foundation
import Glibc
import SyntheticWeb
import Testing

/// The command as a user has it, with tiny numbers. One at a time: each is a dozen processes.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct CompareCommandTests {
  private static let quick = ["--concurrency", "1,4", "--parsers", "1", "-o", "result"]

  @Test func everyCombinationRunsAndFindsTheSame() async throws {
    let workplace = try Workplace()
    let outcome = try await Program(workplace: workplace).run(
      [
        "compare", "--synthetic", "hosts=2,pages=20,links=4,latency=1ms,size=1K", "--runs", "2",
        "--no-syscalls", "--modes", "async",
      ] + Self.quick)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let said = outcome.errors.split(separator: "\n")
    #expect(said.first == "orbweaver: 4 runs of 2 combinations, after a warm-up")
    #expect(said.count == 6)
    let pages = try said.dropFirst().map { line in
      try #require(line.firstMatch(of: /, (\d+) pages|: (\d+) pages/)).output.0.filter(\.isNumber)
    }
    #expect(Set(pages).count == 1, "\(outcome.errors)")
    for words in ["Speed\n", "\n  async 4 ", "Latency of a transfer", "Measure 3 rounds or more"] {
      #expect(outcome.output.contains(words), "\(outcome.output)")
    }
    // The report is there, and nothing is left of the runs.
    let files = Self.reports.map { "result/" + $0 }
    #expect(workplace.names == (["result"] + files).sorted())
    for file in files { #expect(outcome.output.contains("result  \(file)\n")) }
    try Self.expectReport(in: workplace, runs: 4, combinations: 2)
  }

  private static let reports = ["compare.csv", "compare.html", "compare.json"]

  /// All forms tell of the same runs.
  private static func expectReport(
    in workplace: Workplace, runs: Int, combinations: Int
  ) throws {
    func read(_ name: String) throws -> Data {
      try Data(contentsOf: URL(fileURLWithPath: "\(workplace.path)/result/\(name)"))
    }
    let object = try #require(
      try JSONSerialization.jsonObject(with: read("compare.json")) as? [String: Any])
    #expect(object["format"] as? Int == 1)
    #expect((object["runs"] as? [Any])?.count == runs)
    #expect((object["combinations"] as? [Any])?.count == combinations)
    let verdict = try #require(object["verdict"] as? String)
    let page = String(decoding: try read("compare.html"), as: UTF8.self)
    #expect(page.hasPrefix("<!DOCTYPE html>\n<html") && page.contains("<svg "))
    #expect(page.contains(verdict.replacing("'", with: "&#39;")))
    let lines = String(decoding: try read("compare.csv"), as: UTF8.self).split(separator: "\n")
    #expect(lines.count == runs + 1)
  }

  @Test func selectorsAreMeasuredBesideIdleConnections() async throws {
    let workplace = try Workplace()
    let outcome = try await Program(workplace: workplace).run(
      [
        "compare", "--synthetic", "hosts=2,pages=20,links=4,latency=1ms,size=1K", "--runs", "1",
        "--no-syscalls", "--modes", "async", "--selectors", "epoll,poll,select", "--concurrency",
        "4", "--parsers", "1", "-o", "result",
      ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    for selector in ["epoll", "poll", "select"] {
      #expect(outcome.errors.contains("async 4, \(selector), 1 parser"), "\(outcome.errors)")
    }
    #expect(outcome.errors.contains("measuring selectors beside up to 10,000 idle "))
    let remark = "select beside 1,000 idle connections was not measured: select cannot watch "
    #expect(outcome.output.contains(remark), "\(outcome.output)")
  }

  @Test func runsAreKeptWhenAskedTo() async throws {
    let workplace = try Workplace()
    let outcome = try await withLocalWeb(pages: 5) { start, _ in
      try await Program(workplace: workplace).run(
        ["compare", start, "--keep", "--runs", "1", "--modes", "async", "--no-syscalls"]
          + Self.quick)
    }
    #expect(outcome.status == 0, "\(outcome.errors)")
    let crawls = workplace.names.filter { $0.hasSuffix("/crawl.db") }
    #expect(
      crawls == [
        "result/runs/1-async-1-epoll-1/crawl.db", "result/runs/1-async-4-epoll-1/crawl.db",
        "result/runs/warm-up/crawl.db",
      ])
  }

  /// What the warm-up came to is what all get: which pages are among the first is chance.
  @Test func aWebThatIsTooLargeIsCutForAllAlike() async throws {
    let workplace = try Workplace()
    let outcome = try await withLocalWeb(pages: 200) { start, _ in
      try await Program(workplace: workplace).run(
        [
          "compare", start, "--max-pages", "20", "--runs", "2", "--modes", "async", "--no-syscalls",
        ] + Self.quick)
    }
    #expect(outcome.status == 0, "\(outcome.errors)")
    let output = outcome.output.replacing("\n", with: " ")
    #expect(output.contains("all runs fetched the 20 URLs that the warm-up had fetched"))
  }

  /// A server that answers otherwise the second time: what was measured then cannot be compared.
  @Test func disagreementIsReported() async throws {
    let workplace = try Workplace()
    let loop = try EventLoop.start(named: "test-web")
    defer { loop.stop() }
    var fickle = CannedResponse.html("<p>there")
    fickle.following = [.html("<p>there"), .status(404)]
    let server = SyntheticServer(
      pages: ["/": .html("<a href=/fickle>fickle</a>"), "/fickle": fickle], on: loop)
    let start = "http://127.0.0.1:\(try await server.start())/"
    let outcome = try await Program(workplace: workplace).run([
      "compare", start, "--modes", "async", "--concurrency", "1", "--parsers", "1", "--runs", "2",
      "--no-syscalls", "-o", "result",
    ])
    await server.stop()
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("orbweaver: the runs: they did not all find the same, "))
    let one = "async 1, epoll, 1 parser, round 1"
    let two = "async 1, epoll, 1 parser, round 2"
    let output = outcome.output.replacing("\n", with: " ")
    #expect(output.contains("\(two) found what \(one) did not: \(start)fickle 404"))
    #expect(output.contains("\(one) found what \(two) did not: \(start)fickle 200"))
    #expect(output.contains("they did not do the same work and cannot be compared"))
  }

  @Test func aSignalEndsItWithWhatThereIs() async throws {
    let workplace = try Workplace()
    let outcome = try await withLocalWeb(pages: 30, latency: .milliseconds(5)) { start, server in
      let running = try Program(workplace: workplace).start(
        ["compare", start, "--runs", "1000", "--modes", "async", "--no-syscalls"] + Self.quick)
      try await running.wait {
        $0.errors.contains("run 2 of 2,000") || $0.errors.contains("run 2 of 2000")
      }
      running.send(SIGINT)
      let outcome = try await running.outcome()
      try await expectSilence(of: server)
      return outcome
    }
    #expect(outcome.status == 11)
    #expect(outcome.output.contains("result  result/compare."))
    #expect(workplace.names.allSatisfy { !$0.hasPrefix("result/runs") })
  }

  /// A run goes with the comparison, however that ends.
  @Test func noRunIsLeftBehind() async throws {
    let workplace = try Workplace()
    try await withLocalWeb(pages: 30, latency: .milliseconds(200)) { start, server in
      let running = try Program(workplace: workplace).start(
        ["compare", start, "--modes", "async", "--runs", "1000"] + Self.quick)
      try await running.wait { _ in await server.counters.requests > 0 }
      #expect(try !Self.processes(in: workplace).isEmpty)
      running.send(SIGKILL)
      _ = try await running.outcome()
      // The tests' time limit ends a wait in vain.
      while try !Self.processes(in: workplace).isEmpty {
        try await Task.sleep(for: .milliseconds(20))
      }
    }
  }

  /// Processes that work in a folder; one that ended works nowhere.
  private static func processes(in workplace: Workplace) throws -> [String] {
    let folder = URL(fileURLWithPath: workplace.path).resolvingSymlinksInPath().path
    return try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { name in
      guard name.allSatisfy(\.isNumber) else { return false }
      let place = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(name)/cwd")
      return place == folder
    }
  }

  /// Waits until nobody is connected. The tests' time limit ends a wait in vain.
  private func expectSilence(of server: SyntheticServer) async throws {
    while await server.counters.connectionsOpen > 0 { try await Task.sleep(for: .milliseconds(5)) }
  }

  @Test(
    arguments: [
      ([], "no seed; "),
      (["http://127.0.0.1/", "--synthetic", "pages=1"], "seeds and --synthetic "),
      (
        ["--synthetic", "page=1"],
        "the value 'page=1' is invalid for '--synthetic <numbers>': there"
      ),
      (
        ["--synthetic", "", "--modes", "fast"],
        "the value 'fast' is invalid for '--modes <modes>': "
      ),
      (
        ["--synthetic", "", "--concurrency", "1,0"],
        "the value '1,0' is invalid for '--concurrency "
      ),
      (
        ["--synthetic", "", "--selectors", "kqueue"],
        "the value 'kqueue' is invalid for '--selectors"
      ),
      (
        ["--synthetic", "", "--selectors", "epoll,select", "--concurrency", "1,5000"],
        "--selectors select can watch the descriptors of "
      ),
      (
        ["http://127.0.0.1/", "--i-own-this-host", "*.org"],
        "the value '*.org' is invalid for '--i-o"
      ),
    ] as [([String], String)])
  func whatIsWrongIsSaidInOneLine(_ arguments: [String], _ message: String) async throws {
    let workplace = try Workplace()
    let outcome = try await Program(workplace: workplace).run(["compare"] + arguments)
    #expect(outcome.status == 2)
    #expect(outcome.errors.hasPrefix("orbweaver: " + message), "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 1)
    #expect(workplace.names == [])
  }

  @Test func aFolderThatIsInUseIsLeftAlone() async throws {
    let workplace = try Workplace()
    try workplace.write("result/precious.txt", "mine")
    let outcome = try await Program(workplace: workplace).run(
      ["compare", "--synthetic", "pages=1"] + Self.quick)
    #expect(outcome.status == 3)
    #expect(
      outcome.errors
        == "orbweaver: result: this folder is not empty; choose a new or an empty one\n")
    #expect(workplace.names == ["result", "result/precious.txt"])
  }

  @Test func aWarmUpThatFailsSaysWhy() async throws {
    let workplace = try Workplace()
    let outcome = try await Program(workplace: workplace).run(
      ["compare", "http://127.0.0.1:1/", "--modes", "async"] + Self.quick)
    #expect(outcome.status == 4)
    #expect(outcome.errors.contains("orbweaver: the warm-up: no seed could be reached: "))
    #expect(workplace.names == [])
  }

  /// Its parsers are not counted: they execute another program.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/strace")))
  func systemCallsAreCounted() async throws {
    let outcome = try await Program(workplace: Workplace()).run([
      "compare", "--synthetic", "pages=10,links=2", "--runs", "1", "--modes", "async",
      "--concurrency", "2", "--parsers", "1", "-o", "result",
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let counted = outcome.errors.contains(/system calls of async 2, epoll, 1 parser: \d+ a page\n/)
    // Where nobody may trace, as in some containers, it says so and goes on.
    #expect(
      counted || outcome.output.contains("No system calls were counted: "), "\(outcome.errors)")
  }
}
