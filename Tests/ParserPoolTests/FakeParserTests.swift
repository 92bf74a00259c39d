import Glibc
import ParserPool
import ParserWire
import Testing

/// A parser program that does what none should, and what becomes of the first page.
struct Misdeed: Sendable, CustomTestStringConvertible {
  let name: String
  let code: ParseFailure.Code
  let work: String
  /// The time that the pool allows: little where only time shows what is wrong.
  let allowed: Duration
  var testDescription: String { name }

  init(
    _ name: String, _ code: ParseFailure.Code, _ work: String, allowed: Duration = .seconds(180)
  ) {
    (self.name, self.code, self.work, self.allowed) = (name, code, work, allowed)
  }

  static let all = [
    Misdeed("exits at once", .unavailable, "sys.exit(3)"),
    Misdeed("says something else than ready", .unavailable, "crawler.send(b'hello')"),
    Misdeed(
      "says ready in another version", .unavailable, "crawler.send(b'\\2\\7\\0\\1\\0\\0\\0')"),
    Misdeed("never gets ready", .unavailable, "time.sleep(60)", allowed: .milliseconds(500)),
    Misdeed("exits when asked", .crashed, "ready(); take(); sys.exit(3)"),
    Misdeed("aborts when asked", .crashed, "ready(); take(); os.abort()"),
    Misdeed(
      "closes its socket when asked", .crashed, "ready(); take(); os.close(3); time.sleep(60)"),
    Misdeed(
      "runs out of CPU time", .cpuTime, "ready(); take(); os.kill(os.getpid(), signal.SIGPROF)"),
    Misdeed("never answers", .time, "ready(); take(); time.sleep(60)", allowed: .seconds(4)),
    Misdeed("is ready twice", .garbled, "ready(); take(); ready(); time.sleep(60)"),
    Misdeed(
      "sends noise", .garbled, "ready(); take(); crawler.send(bytes(range(256))); time.sleep(60)"),
    Misdeed(
      "sends half a receipt", .garbled,
      "ready(); take(); crawler.send(b'\\4\\0\\0\\0\\0\\1'); time.sleep(60)"),
    Misdeed(
      "sends an empty packet", .crashed, "ready(); take(); crawler.send(b''); time.sleep(60)"),
    Misdeed(
      "names another slot", .garbled,
      "ready(); s, b = take(); write(s, frame(b)); receipt(s + 1, 60); time.sleep(60)"),
    Misdeed(
      "names a slot out of reach", .garbled,
      "ready(); s, b = take(); receipt(NONE, 60); time.sleep(60)"),
    Misdeed(
      "tells a length out of reach", .garbled,
      "ready(); s, b = take(); receipt(s, NONE); time.sleep(60)"),
    Misdeed("tells no length", .garbled, "ready(); s, b = take(); receipt(s, 0); time.sleep(60)"),
    Misdeed(
      "writes no frame", .garbled,
      "ready(); s, b = take(); write(s, b'x' * 99); receipt(s, 99); time.sleep(60)"),
    Misdeed(
      "writes a frame that lies", .garbled,
      "ready(); s, b = take(); write(s, frame(b'', NONE)); receipt(s, 60); time.sleep(60)"),
    Misdeed(
      "writes a title that is no text", .garbled,
      "ready(); s, b = take(); answer(s, b'\\xff\\xfe'); time.sleep(60)"),
  ]
}

/// The pool with parser programs that misbehave.
@Suite(
  .timeLimit(.minutes(5)), .enabled(if: FakeParser.python != nil, "there is no python3"))
struct FakeParserTests {
  /// Answers with the body as the title.
  private static let honest = "while True: s, b = take(); answer(s, b)"

  @Test func theFakeCanBehave() async throws {
    let fake = try FakeParser("ready()\n\(Self.honest)")
    try await withPool(.test(fake.path)) { pool in
      let outcomes = await pool.parseAll((0..<100).map(String.init))
      #expect(outcomes.map { $0.facts?.title } == (0..<100).map(String.init))
    }
  }

  @Test(arguments: Misdeed.all) func aMisdeedHasItsOutcome(_ misdeed: Misdeed) async throws {
    let fake = try FakeParser(misdeed.work)
    var settings = PoolSettings.test(fake.path)
    settings.timePerPage = misdeed.allowed
    try await withPool(settings) { pool in
      let outcome = await pool.parse("page")
      #expect(outcome.code == misdeed.code, "\(outcome)")
    }
  }

  /// Three processes are enough to see it.
  @Test func aProgramThatDoesNotStartIsNotTriedForEver() async throws {
    let fake = try FakeParser("os._exit(3)")
    try await withPool(.test(fake.path)) { pool in
      let outcomes = await pool.parseAll((0..<50).map(String.init))
      #expect(outcomes.allSatisfy { $0.code == .unavailable })
      #expect(await pool.deaths == 3)
      #expect(await pool.trouble?.contains(fake.path) == true)
      #expect(await pool.trouble?.contains("exit 3") == true)
      #expect(await pool.processIDs.isEmpty)
    }
  }

  @Test func aProgramThatDiesOfEveryPageIsGivenUp() async throws {
    let fake = try FakeParser("ready(); take(); os.abort()")
    var settings = PoolSettings.test(fake.path)
    settings.deathsInARow = 5
    try await withPool(settings) { pool in
      let outcomes = await pool.parseAll((0..<30).map(String.init))
      #expect(outcomes.count { $0.failure == ParseFailure(.crashed, "SIGABRT") } == 5)
      #expect(outcomes.count { $0.code == .unavailable } == 25)
      #expect(await pool.deaths == 5)
      #expect(await pool.trouble != nil)
    }
  }

  @Test func onlyThePagesThatKillAreLost() async throws {
    let fake = try FakeParser(
      """
      ready()
      while True:
          s, b = take()
          if b'die' in b: os.abort()
          answer(s, b)
      """)
    let pages = (0..<60).map { $0 % 9 == 4 ? "die \($0)" : "\($0)" }
    for processes in [1, 2] {
      var settings = PoolSettings.test(fake.path)
      settings.processes = processes
      try await withPool(settings) { pool in
        let outcomes = await pool.parseAll(pages)
        for (page, outcome) in zip(pages, outcomes) {
          let isDeadly = page.hasPrefix("die")
          #expect(outcome.code == (isDeadly ? .crashed : nil), "\(page): \(outcome)")
          #expect(outcome.facts?.title == (isDeadly ? nil : page))
        }
        #expect(await pool.trouble == nil)
      }
    }
  }

  @Test func answersInAnotherOrderAreRefused() async throws {
    let fake = try FakeParser(
      """
      ready()
      first = take()
      crawler.settimeout(4)
      try: answer(*take())
      except TimeoutError: pass
      answer(*first)
      \(Self.honest)
      """)
    try await withPool(.test(fake.path)) { pool in
      let outcomes = await pool.parseAll(["a", "b"])
      #expect(outcomes.compactMap(\.code) == [.garbled])
      #expect(outcomes.compactMap { $0.facts?.title }.count == 1)
      #expect(await pool.deaths == 1)
    }
  }

  @Test func wordsThatNobodyAskedFor() async throws {
    let fake = try FakeParser("ready(); s, b = take(); answer(s, b); receipt(s, 0); take()")
    try await withPool(.test(fake.path)) { pool in
      for round in 1...3 {
        #expect(await pool.parse("page \(round)").facts?.title == "page \(round)")
        try await eventually { await pool.deaths == round }
      }
      #expect(await pool.trouble == nil)
    }
  }

  /// Whoever reads hostile bytes holds nothing else of the crawler's.
  @Test func aParserHasNoOtherDescriptors() async throws {
    let fake = try FakeParser(
      """
      ready()
      slot, body = take()
      def target(name):
          try: return os.readlink('/proc/self/fd/' + name)
          except FileNotFoundError: return None
      names = [name for name in os.listdir('/proc/self/fd') if target(name) == '/dev/null']
      answer(slot, ' '.join(sorted(names)).encode())
      """)
    // Not closed on exec, as some libraries leave theirs.
    let leaks = (0..<8).map { _ in unsafe open("/dev/null", O_RDONLY) }
    defer { for leak in leaks { close(leak) } }
    try await withPool(.test(fake.path)) { pool in
      let outcome = await pool.parse("page")
      #expect(outcome.facts?.title == "0 1", "\(outcome)")
    }
  }

  // MARK: Callers wait

  private static let gated = "ready(); wait_at_gate()\n\(honest)"

  @Test func noMoreThanItsSlotsAreHandedOver() async throws {
    let fake = try FakeParser(Self.gated)
    try await withPool(.test(fake.path)) { pool in
      async let outcomes = pool.parseAll((0..<100).map(String.init))
      try await eventually { await pool.backlog == 96 }
      try fake.openGate()
      #expect(await outcomes.map { $0.facts?.title } == (0..<100).map(String.init))
      #expect(await pool.backlog == 0)
    }
  }

  /// With four pages in its hands, of which it works on the first.
  @Test func aProcessKilledInMidWorkLosesOnePage() async throws {
    let fake = try FakeParser("ready(); answer(*take()); wait_at_gate()\n\(Self.honest)")
    try await withPool(.test(fake.path)) { pool in
      #expect(await pool.parse("first").facts?.title == "first")
      async let outcomes = pool.parseAll((0..<10).map(String.init))
      try await eventually { await pool.backlog == 6 }
      for process in await pool.processIDs { #expect(kill(process, SIGKILL) == 0) }
      try fake.openGate()
      let codes = await outcomes.compactMap(\.failure)
      #expect(codes == [ParseFailure(.crashed, "SIGKILL")])
      #expect(await outcomes.count { $0.facts != nil } == 9)
    }
  }

  @Test func closingEndsWhoeverWaits() async throws {
    let fake = try FakeParser(Self.gated)
    try await withPool(.test(fake.path)) { pool in
      async let outcomes = pool.parseAll((0..<100).map(String.init))
      try await eventually { await pool.backlog == 96 }
      await pool.close()
      #expect(await outcomes.map(\.code) == Array(repeating: .cancelled, count: 100))
    }
  }

  /// A process that takes its time to read must not be taken for one that is gone.
  @Test func theLongestURLsFitIntoTheSocket() async throws {
    let fake = try FakeParser(Self.gated)
    let url = "http://a.test/" + String(repeating: "x", count: 16_370)
    try await withPool(.test(fake.path)) { pool in
      async let outcomes = withTaskGroup(of: ParseOutcome.self) { group in
        for number in 0..<8 { group.addTask { await pool.parse("\(number)", url: url) } }
        return await group.reduce(into: []) { $0.append($1) }
      }
      try await eventually { await pool.backlog == 4 }
      try fake.openGate()
      #expect(await outcomes.count { $0.facts != nil } == 8)
      #expect(await pool.deaths == 0)
    }
  }

  /// All slots of a new process are used, although its predecessor ended with one page.
  @Test func aNewProcessIsFilled() async throws {
    let fake = try FakeParser(
      """
      ready(); wait_at_gate()
      s, b = take()
      if b == b'die': os.abort()
      crawler.settimeout(5)
      rest = [take() for _ in range(3)]
      answer(s, b)
      for request in rest: answer(*request)
      crawler.settimeout(None)
      \(Self.honest)
      """)
    try await withPool(.test(fake.path)) { pool in
      async let deadly = pool.parse("die")
      try await eventually { await !pool.processIDs.isEmpty }
      async let outcomes = pool.parseAll((0..<20).map(String.init))
      try await eventually { await pool.backlog == 17 }
      try fake.openGate()
      #expect(await deadly.code == .crashed)
      #expect(await outcomes.map { $0.facts?.title } == (0..<20).map(String.init))
      #expect(await pool.deaths == 1)
    }
  }
}
