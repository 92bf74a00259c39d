import AsyncMode
import Bodies
import Errands
import EventLoop
import Fetcher
import Foundation
import ParserPool
import ParserWire
import SyncMode
import SyntheticWeb
import TestSupport
import Testing
import ThreadsMode

/// A crew of each mode, with one and the same desk.
enum CrewKind: Sendable, CaseIterable {
  case sync, threads, async

  /// How many work.
  var workers: Int { self == .sync ? 1 : 8 }
}

@Suite(.timeLimit(.minutes(1))) struct CrewTests {
  /// What a crew works with, on two loops.
  private struct Workshop: Sendable {
    let server: SyntheticServer
    let port: UInt16
    let loop: EventLoop
    let bodies: BodyArena
    let pool: ParserPool

    var url: String { "http://127.0.0.1:\(port)/" }

    func crew(_ kind: CrewKind, at desk: FakeDesk) async throws -> any Crew {
      var settings = FetchSettings(userAgent: "orbweaver-test/1.0")
      settings.proxy = ""
      if kind == .async {
        return try await AsyncCrew(
          on: loop, desk: desk,
          settings: AsyncCrew.Settings(
            workers: kind.workers, numbering: (0, 1), pagesAwaitingParsers: 4),
          fetching: settings, bodies: bodies, addressGate: { _, _ in true }, parsers: pool)
      }
      let common = try FetchCommons(settings: settings, bodies: bodies)
      if kind == .sync {
        return try SyncCrew(worker: 0, desk: desk, common: common, parsers: pool, bell: Bell())
      }
      return try ThreadsCrew(threads: kind.workers, desk: desk, common: common, parsers: pool)
    }
  }

  @concurrent private func withWorkshop(
    _ page: CannedResponse = .html("<title>x</title><a href=/>x</a>"),
    _ body: @Sendable (Workshop) async throws -> Void
  ) async throws {
    let (webLoop, loop) = (try EventLoop.start(named: "web"), try EventLoop.start(named: "work"))
    defer {
      loop.stop()
      webLoop.stop()
    }
    let bodies = try BodyArena()
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let program = (tests as NSString).deletingLastPathComponent + "/orbweaver-parser"
    let worker = WorkerSettings(
      slotCount: 4, bodyMemory: 1, bodyCapacity: 1 << 20, replyCapacity: 1 << 18,
      fingerprintKey0: 1, fingerprintKey1: 2)
    let pool = ParserPool(
      on: loop, settings: PoolSettings(program: program, processes: 1, worker: worker),
      bodies: bodies)
    try await SyntheticServer(pages: ["/": page], on: webLoop).runWithServer { server, port in
      do {
        try await body(
          Workshop(server: server, port: port, loop: loop, bodies: bodies, pool: pool))
        await pool.close()
      } catch {
        await pool.close()
        throw error
      }
    }
  }

  @Test(arguments: CrewKind.allCases, [1, 2, 3] as [UInt64])
  func eachErrandIsDoneOnceAndAllGoHome(_ kind: CrewKind, seed: UInt64) async throws {
    try await withWorkshop { workshop in
      let desk = FakeDesk(url: workshop.url, first: 3, total: 400, seed: seed)
      let crew = try await workshop.crew(kind, at: desk)
      await crew.work()
      await crew.close()
      let account = desk.account
      let once = Dictionary(uniqueKeysWithValues: (0..<400).map { ($0, 1) })
      #expect(account.begun == once && account.finished == once, "seed \(seed)")
      #expect(account.home == Set(0..<kind.workers) && account.workers == account.home)
      #expect(account.parsed == 400)
      #expect((1...kind.workers).contains(account.mostAtOnce))
      #expect(await workshop.server.counters.requests == 400)
    }
  }

  /// Fewer errands than workers at any time: all but one wait, and hear of the end.
  @Test(arguments: CrewKind.allCases) func whoeverFindsNothingGoesHomeToo(_ kind: CrewKind)
    async throws
  {
    try await withWorkshop { workshop in
      for total in [0, 1, 20] {
        let desk = FakeDesk(url: workshop.url, first: min(1, total), total: total)
        let crew = try await workshop.crew(kind, at: desk)
        await crew.work()
        await crew.close()
        #expect(desk.account.finished.count == total)
        #expect(desk.account.home == Set(0..<kind.workers))
      }
    }
  }

  @Test(arguments: CrewKind.allCases) func cancellingEndsFetchesUnderWay(_ kind: CrewKind)
    async throws
  {
    try await withWorkshop(CannedResponse.html("").with(.silence)) { workshop in
      let desk = FakeDesk(url: workshop.url, first: kind.workers * 2, total: kind.workers * 2)
      let crew = try await workshop.crew(kind, at: desk)
      async let work: Void = crew.work()
      try await eventually { await workshop.server.counters.requests == kind.workers }
      #expect(desk.account.finished.isEmpty)
      crew.cancelFetches()
      await work
      await crew.close()
      // Those that were under way, and those that came later and were refused.
      #expect(desk.account.outcomes == Array(repeating: .cancelled, count: kind.workers * 2))
      #expect(await workshop.server.counters.requests == kind.workers)
    }
  }

  /// Would wait for ever if closing waited for work that nobody will begin.
  @Test(arguments: CrewKind.allCases) func aCrewThatNeverWorkedIsClosed(_ kind: CrewKind)
    async throws
  {
    try await withWorkshop { workshop in
      let desk = FakeDesk(url: workshop.url, first: 1, total: 1)
      let crew = try await workshop.crew(kind, at: desk)
      await crew.close()
      #expect(desk.account.begun.isEmpty)
    }
  }
}

extension SyntheticServer {
  /// As `run`, with the server.
  fileprivate nonisolated func runWithServer(
    _ body: @Sendable (SyntheticServer, UInt16) async throws -> Void
  ) async throws {
    try await run { port in try await body(self, port) }
  }
}
