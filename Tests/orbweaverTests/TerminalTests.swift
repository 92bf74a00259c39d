import Foundation
import Testing

/// Progress on a terminal, which script(1) provides.
@Suite(.timeLimit(.minutes(2)))
struct TerminalTests {
  private static let erase = "\r\u{1B}[K"

  /// What the terminal was sent while a crawl of a second and a half ran in it.
  private func screen(
    columns: Int, options: [String] = [], environment: [String: String] = [:]
  ) async throws -> String {
    try await withLocalWeb(latency: .milliseconds(50)) { start, _ in
      let program = Program.folder.path + "/orbweaver"
      let words = [program, "crawl", "--max-time", "1500ms", start] + options
      let command = "stty cols \(columns); " + words.map { "'\($0)'" }.joined(separator: " ")
      var surroundings: [String: String] = ["TERM": "xterm", "NO_COLOR": ""]
      surroundings.merge(environment) { _, new in new }
      let script = Program(
        program: "/usr/bin/script", environment: surroundings, workplace: try Workplace())
      let outcome = try await script.run(["-qefc", command, "/dev/null"])
      #expect(outcome.status == 15)
      return outcome.output
    }
  }

  /// The status lines, one after the other.
  private func lines(of screen: String) -> [Substring] {
    guard let end = screen.range(of: Self.erase + "ended") else { return [] }
    return screen[..<end.lowerBound].split(separator: Self.erase).filter { $0.contains("pages/s") }
  }

  @Test func lineIsRedrawnInPlace() async throws {
    let screen = try await screen(columns: 200)
    let lines = lines(of: screen)
    #expect(lines.count >= 3)
    for fact in ["pages", "pages/s", "B/s", "queued", "in flight", "host", "errors"] {
      #expect(lines.allSatisfy { $0.contains(fact) }, "\(fact) in \(lines)")
    }
    #expect(screen.contains(Self.erase + "ended"), "the line is removed before the summary")
  }

  @Test func lineFitsTheTerminal() async throws {
    let lines = lines(of: try await screen(columns: 40))
    #expect(!lines.isEmpty)
    for line in lines { #expect(line.count < 40) }
  }

  @Test func nothingIsDrawnWhereItCannotBe() async throws {
    let screen = try await screen(columns: 80, environment: ["TERM": "dumb"])
    #expect(!screen.contains("\u{1B}"))
    #expect(screen.contains("ended"))
  }

  @Test(arguments: [["--progress", "none"], ["--progress", "plain"], ["--quiet"]])
  func nothingIsDrawnWhereNobodyWantsIt(_ options: [String]) async throws {
    #expect(!(try await screen(columns: 80, options: options)).contains("\u{1B}"))
  }
}
