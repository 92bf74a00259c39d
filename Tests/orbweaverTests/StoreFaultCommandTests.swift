import ArgumentParser
import CrawlStore
import FaultyVFS
import Foundation
import Glibc
import TestSupport
import Testing

@testable import orbweaver

/// What the program says, and how it ends, when SQLite's operations fail under it.
@Suite(.timeLimit(.minutes(3))) struct StoreFaultCommandTests {
  struct Case: Codable, Sendable, CustomTestStringConvertible {
    let isFull: Bool
    /// The write that fails, and all after it.
    let number: Int
    let status: Int32
    let words: String

    var testDescription: String { "\(isFull ? "full" : "broken") at write \(number)" }
  }

  static let cases = [5, 40, 60].flatMap {
    [
      Case(isFull: true, number: $0, status: 6, words: "make room or raise the limit"),
      Case(isFull: false, number: $0, status: 3, words: "check the disk"),
    ]
  }

  @Test(arguments: cases) func oneClearLineAndItsOwnExitStatus(_ one: Case) async throws {
    let workplace = try Workplace()
    try await withLocalWeb(pages: 40) { start, _ in
      let folder = workplace.path
      let result = await #expect(
        processExitsWith: .exitCode(one.status), observing: [\.standardErrorContent]
      ) { [folder = folder as String, start = start as String, one = one as Case] in
        try #require(faulty_vfs_install() == 0)
        unsafe chdir(folder)
        faulty_vfs_arm(UInt32(FAULTY_WRITE | FAULTY_SYNC), Int64(one.number), true, one.isFull)
        let line = ["crawl", "-q", "--delay", "0", "--proxy", "", "-o", "r", start]
        await exit(Self.status(of: line))
      }
      let errors = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      let lines = errors.split(separator: "\n").filter { $0.contains("orbweaver: ") }
      #expect(lines.count == 1 && lines[0].contains("r/crawl.db: "), "\(errors)")
      #expect(lines.first?.contains(one.words) == true, "\(errors)")
      let program = Program(workplace: workplace)
      let hasBegun = (try? CrawlReader(folder + "/r").facts()["status"]) != nil
      let again =
        hasBegun ? ["resume", "-q", "r"] : ["crawl", "-q", "--delay", "0", "-o", "r", start]
      let outcome = try await program.run(again)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    let summary = try CrawlReader(workplace.path + "/r").summary()
    #expect(summary.queued == 0 && summary.fetched == summary.pages && summary.fetched > 30)
  }

  /// As `Orbweaver.main` runs a command.
  private static func status(of arguments: [String]) async -> Int32 {
    do {
      guard var command = try Orbweaver.parseAsRoot(arguments) as? CrawlCommand else { return -1 }
      try await command.run()
      return ExitStatus.done.rawValue
    } catch let complaint as Complaint {
      Console().say(complaint.description)
      return complaint.status.rawValue
    } catch {
      return -2
    }
  }
}
