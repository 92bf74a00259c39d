import Bodies
import EventLoop
import Glibc
import ParserPool
import ParserWire
import TestSupport
import Testing

/// Threads that block until their page is parsed.
@Suite(.timeLimit(.minutes(5))) struct BlockingParseTests {
  @Test func threadsHaveTheirOwnAnswers() async throws {
    var settings = PoolSettings.test()
    settings.processes = 2
    try await withPool(settings) { pool in
      let outcomes = await onThreads(12) { thread in
        (0..<40).map { page in pool.parse(blockingOn: .test("<title>\(thread) \(page)")) }
      }
      for (thread, outcomes) in outcomes.enumerated() {
        #expect(outcomes.map { $0.facts?.title } == (0..<40).map { "\(thread) \($0)" })
      }
      #expect(await pool.deaths == 0)
    }
  }

  @Test func threadsAndCoroutinesMayAskAtOnce() async throws {
    try await withPool { pool in
      async let blocking = onThreads(4) { thread in
        (0..<20).map { _ in pool.parse(blockingOn: .test("<title>\(thread)")).facts?.title }
      }
      let pages = (0..<100).map { "<title>c\($0)" }
      #expect(await pool.parseAll(pages).map { $0.facts?.title } == (0..<100).map { "c\($0)" })
      #expect(await blocking == (0..<4).map { Array(repeating: "\($0)", count: 20) })
    }
  }

  /// Pages in the hands of a process that hangs, and others that wait for room. A thread that nobody
  /// answered would wait beyond the suite's time limit.
  @Test(arguments: [false, true]) func closingCancelsThoseThatWait(soon: Bool) async throws {
    try await withPool { pool in
      _ = await pool.parse("<p>")
      for process in await pool.processIDs { #expect(kill(process, SIGSTOP) == 0) }
      let slots = 4
      async let outcomes = onThreads(3 * slots) { _ in pool.parse(blockingOn: .test("<p>")) }
      try await eventually { await pool.backlog == 2 * slots }
      if soon { pool.closeSoon() } else { await pool.close() }
      #expect(await outcomes.map(\.code) == Array(repeating: .cancelled, count: 3 * slots))
      // And who comes later.
      #expect(await onThread { pool.parse(blockingOn: .test("<p>")) }.code == .cancelled)
      #expect(await pool.processIDs.isEmpty)
    }
  }

  @Test func aProgramThatIsNotThere() async throws {
    try await withPool(.test("/nowhere/orbweaver-parser")) { pool in
      let outcomes = await onThreads(8) { _ in pool.parse(blockingOn: .test("<p>")) }
      #expect(outcomes.map(\.code) == Array(repeating: .unavailable, count: 8))
    }
  }
}
