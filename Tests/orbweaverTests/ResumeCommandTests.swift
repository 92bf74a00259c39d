import CrawlStore
import Foundation
import Glibc
import SyntheticWeb
import TestSupport
import Testing

/// `orbweaver resume` as a user has it.
@Suite(.timeLimit(.minutes(3)))
struct ResumeCommandTests {
  private static let fast = ["--delay", "0", "--proxy", ""]

  @Test func anInterruptedCrawlGoesOnWithItsSettings() async throws {
    let workplace = try Workplace()
    try await withLocalWeb(pages: 60, latency: .milliseconds(300)) { start, server in
      let program = Program(workplace: workplace)
      let running = try program.start(
        ["crawl", "-o", "r", "-H", "X-Who: me", "--per-host", "1", start] + Self.fast)
      try await running.wait { _ in await server.counters.requests > 3 }
      running.send(SIGINT)
      let first = try await running.outcome()
      #expect(first.status == 11)
      #expect(first.errors.contains("go on with: orbweaver resume r\n"))
      let second = try await program.run(["resume", "r", "--per-host", "32"])
      #expect(second.status == 0, "\(second.errors)")
      #expect(second.output.contains("finished"))
    }
    let reader = try CrawlReader(workplace.path + "/r")
    let settings = try reader.settings()
    #expect(settings.filter { $0.name == "header" }.map(\.value) == ["X-Who: me"])
    #expect(settings.filter { $0.name == "per-host" }.map(\.value) == ["32"])
    #expect(try reader.facts()["runs"] == "2")
    #expect(try reader.summary().queued == 0)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    let status: Int32
    let errors: String
    var testDescription: String { arguments.joined(separator: " ") }
  }

  static let cases = [
    Case(
      arguments: ["resume", "none"], status: 3,
      errors: "none: there is no such folder; name a folder that a crawl has written"),
    Case(
      arguments: ["resume", "."], status: 3,
      errors: ".: there is no crawl.db in this folder; name a folder that a crawl has written"),
    Case(
      arguments: ["resume", "r"], status: 0,
      errors: "r: nothing is left to fetch; this crawl is finished"),
    Case(
      arguments: ["resume", "r", "--max-time", "5m"], status: 0,
      errors: "r: nothing is left to fetch; this crawl is finished"),
    Case(
      arguments: ["resume", "r", "--canonical", "sort-query"], status: 2,
      errors: """
        r: the canonical rules cannot change: one page would be two URLs; leave that option out, \
        or begin a new crawl
        """),
    Case(
      arguments: ["resume"], status: 2,
      errors: "missing expected argument '<folder>'; see 'orbweaver resume --help'"),
    Case(
      arguments: ["resume", "r", "--max-pages", "0"], status: 2,
      errors: """
        the value '0' is invalid for '--max-pages <pages|none>': write a whole number, 1 or more; \
        see 'orbweaver resume --help'
        """),
  ]

  @Test func oneClearLine() async throws {
    let workplace = try Workplace()
    let program = Program(workplace: workplace)
    try await withLocalWeb(pages: 2) { start, _ in
      let outcome = try await program.run(["crawl", "-q", "-o", "r", start] + Self.fast)
      #expect(outcome.status == 0)
    }
    for one in Self.cases {
      let outcome = try await program.run(one.arguments)
      #expect(outcome.errors == "orbweaver: \(one.errors)\n")
      #expect(outcome.output == "")
      #expect(outcome.status == one.status, "\(one)")
    }
  }

  @Test func aCrawlThatRunsElsewhereIsNamed() async throws {
    let workplace = try Workplace()
    let program = Program(workplace: workplace)
    try await withLocalWeb(latency: .seconds(30)) { start, server in
      let running = try program.start(["crawl", "-q", "-o", "r", start])
      try await running.wait { _ in await server.counters.requests > 0 }
      let second = try await program.run(["resume", "r"])
      let line = #/orbweaver: r/crawl\.lock: process \d+ is writing this crawl; wait .*\n/#
      #expect(second.errors.wholeMatch(of: line) != nil, "\(second.errors)")
      #expect(second.status == 3)
      running.send(SIGKILL)
      _ = try await running.outcome()
    }
  }

  // MARK: A full disk

  /// Whether a file system of our own can be mounted where nobody else sees it.
  static let mayMount: Bool = {
    let child = try? ChildProcess(
      "/usr/bin/unshare", ["--mount", "mount", "-t", "tmpfs", "none", "/mnt"])
    return child?.wait() == 0
  }()

  /// The disk is full at the first commits, in the middle, and towards the end. What is left of the room
  /// may let the second run come a little farther.
  @Test(
    .enabled(if: mayMount, "a small disk has to be mounted, which takes root"),
    arguments: [250, 400, 600, 900])
  func aFullDiskStopsTheCrawlAndRoomLetsItGoOn(kilobytes: Int) async throws {
    let workplace = try Workplace()
    let script = """
      mkdir disk && mount -t tmpfs -o size=\(kilobytes)k tmpfs disk || exit 99
      $0 crawl -q --full-speed --proxy '' -o disk/r "$1"; echo $?
      $0 resume disk/r -q; echo $?
      mount -o remount,size=64m disk
      $0 resume disk/r -q; echo $?
      cp -r disk/r copy
      """
    let outcome = try await withLocalWeb(pages: 600) { start, _ in
      let shell = Program(program: "/usr/bin/unshare", workplace: workplace)
      return try await shell.run([
        "--mount", "sh", "-c", script, Program.folder.path + "/orbweaver", start,
      ])
    }
    #expect(["6\n6\n0\n", "6\n0\n0\n"].contains(outcome.output), "\(outcome.errors)")
    let lines = outcome.errors.split(separator: "\n")
    #expect(lines.count == outcome.output.count { $0 == "6" })
    for line in lines {
      #expect(line.contains("disk is full"))
      #expect(
        line.hasSuffix("; make room or raise the limit, then resume: what was committed is safe"))
    }
    let reader = try CrawlReader(workplace.path + "/copy")
    #expect(try reader.query("PRAGMA integrity_check").rows == [["ok"]])
    let summary = try reader.summary()
    #expect(summary.queued == 0 && summary.fetched == summary.pages && summary.fetched >= 600)
  }
}
