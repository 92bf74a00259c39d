import Glibc
import Testing

@Suite(.timeLimit(.minutes(2)))
struct WebCommandTests {
  /// Starts the web, and waits for its line.
  private func start(
    _ arguments: [String], in workplace: Workplace
  ) async throws -> (RunningProgram, url: String) {
    let running = try Program(workplace: workplace).start(["web"] + arguments)
    try await running.wait { !$0.isRunning || $0.output.hasSuffix("\n") }
    return (running, String(running.output.dropLast()))
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func servesUntilItIsEnded(_ signal: Int32) async throws {
    let workplace = try Workplace()
    let (web, url) = try await start(["--pages", "7", "--hosts", "2"], in: workplace)
    #expect(url.wholeMatch(of: #/http://127\.0\.0\.1:\d+//#) != nil)
    let crawl = try await Program(workplace: workplace).run(["crawl", "-w", "0", url])
    #expect(crawl.status == 0)
    #expect(crawl.output.contains("finished"))
    web.send(signal)
    let outcome = try await web.outcome()
    #expect(outcome.status == 0)
    #expect(outcome.output == url + "\n")
    #expect(outcome.errors == "")
  }

  @Test func trapsAreServedAndAvoided() async throws {
    let workplace = try Workplace()
    let (web, url) = try await start(["--pages", "60", "--traps"], in: workplace)
    let crawl = try await Program(workplace: workplace).run(
      ["crawl", "-w", "0", "--max-pages", "5000", url])
    #expect(crawl.status == 0)
    #expect(crawl.output.contains("finished"))
    web.send(SIGTERM)
    #expect(try await web.outcome().status == 0)
  }

  @Test func portInUse() async throws {
    let workplace = try Workplace()
    let (web, url) = try await start([], in: workplace)
    let port = String(url.dropLast().split(separator: ":")[2])
    let outcome = try await Program(workplace: workplace).run(["web", "--port", port])
    #expect(
      outcome.errors == """
        orbweaver: port \(port): in use by another program; choose another with --port, or \
        --port 0 for one that is free\n
        """)
    #expect(outcome.output == "")
    #expect(outcome.status == 1)
    web.send(SIGTERM)
    #expect(try await web.outcome().status == 0)
  }
}
