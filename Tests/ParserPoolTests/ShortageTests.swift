import Foundation
import ParserPool
import ParserWire
import Testing

/// Processes that cannot be started for a while, and then can. Each test in a process of its own,
/// because it takes away what all tests need.
@Suite(.timeLimit(.minutes(5))) struct ShortageTests {
  @Test func aShortageOfDescriptorsPasses() async {
    await #expect(processExitsWith: .success) {
      try await withPool { pool in
        let usual = limitDescriptors(to: 3)
        async let outcome = pool.parse("<title>x</title>")
        // Not by sleeping: the library that sleeps wants descriptors too.
        while await pool.backlog != 1 { await Task.yield() }
        _ = limitDescriptors(to: usual)
        #expect(await outcome.facts?.title == "x")
        #expect(await pool.deaths == 0)
      }
    }
  }

  @Test func aProgramMayBeReplacedMeanwhile() async {
    await #expect(processExitsWith: .success) {
      let program = try ProgramLink()
      try await withPool(.test(program.path)) { pool in
        #expect(await pool.parse("<title>x</title>").facts?.title == "x")
        program.remove()
        try await endProcesses(of: pool)
        async let outcome = pool.parse("<title>y</title>")
        try await eventually { await pool.backlog == 1 }
        try program.make()
        #expect(await outcome.facts?.title == "y")
        #expect(await pool.trouble == nil)
      }
      program.remove()
    }
  }

  /// Five seconds are enough.
  @Test func aProgramThatIsGoneIsGivenUp() async {
    await #expect(processExitsWith: .success) {
      let program = try ProgramLink()
      try await withPool(.test(program.path)) { pool in
        #expect(await pool.parse("<title>x</title>").facts?.title == "x")
        program.remove()
        try await endProcesses(of: pool)
        let outcomes = await pool.parseAll(["<title>y</title>", "<title>z</title>"])
        #expect(outcomes.map(\.code) == [.unavailable, .unavailable])
        #expect(await pool.trouble?.contains(program.path) == true)
      }
    }
  }
}

/// - Returns: the limit until now.
private func limitDescriptors(to count: UInt) -> UInt {
  var limit = rlimit()
  unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  defer {
    limit.rlim_cur = count
    unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
  return limit.rlim_cur
}

private func endProcesses(of pool: ParserPool) async throws {
  for process in await pool.processIDs { kill(process, SIGKILL) }
  try await eventually { await pool.processIDs.isEmpty }
}

/// A name for the parser that can be taken away.
private struct ProgramLink {
  let path = FileManager.default.temporaryDirectory.path + "/parser-" + UUID().uuidString

  init() throws { try make() }

  func make() throws {
    try FileManager.default.createSymbolicLink(
      atPath: path, withDestinationPath: parserProgram)
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }
}
