import Foundation
import ParserPool
import Testing

/// Each test runs in a process of its own, so that what it counts is what it made.
@Suite(.timeLimit(.minutes(5))) struct LeftoverTests {
  @Test func noDescriptorAndNoChildIsLeft() async {
    await #expect(processExitsWith: .success) {
      var settings = PoolSettings.test()
      settings.processes = 3
      var counts: [Int] = []
      for _ in 0..<4 {
        try await withPool(settings) { pool in
          let outcomes = await pool.parseAll((0..<50).map { "<title>\($0)" })
          #expect(outcomes.allSatisfy { $0.facts != nil })
          for process in await pool.processIDs.prefix(1) { kill(process, SIGKILL) }
          _ = await pool.parse("<p>")
        }
        counts.append(try descriptors())
      }
      #expect(Set(counts).count == 1, "\(counts)")
      let child = waitpid(-1, nil, WNOHANG)
      #expect(child == -1 && errno == ECHILD)
    }
  }

  @Test func aProgramThatIsNotThereLeavesNoDescriptor() async {
    await #expect(processExitsWith: .success) {
      try await withPool { _ in }
      let before = try descriptors()
      try await withPool(.test("/nowhere/parser")) { pool in
        _ = await pool.parseAll(Array(repeating: "<p>", count: 20))
      }
      let after = try descriptors()
      #expect(after == before)
    }
  }
}

/// How many descriptors are open, but for the timers of the library that runs the tests.
private func descriptors() throws -> Int {
  let files = FileManager.default
  return try files.contentsOfDirectory(atPath: "/proc/self/fd").count {
    let target = try? files.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
    return target != nil && target != "anon_inode:[timerfd]"
  }
}
