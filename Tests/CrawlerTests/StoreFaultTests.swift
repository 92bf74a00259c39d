import CrawlStore
import Crawler
import EventLoop
import FaultyVFS
import Foundation
import Frontier
import Glibc
import SyntheticWeb
import Testing

/// Crawls during which SQLite's n-th operation fails, for n = 1, 2, 3, … until none is reached any more.
/// Each ends with an error that says what is wrong, and `resume` brings it to its end.
///
/// `ORBWEAVER_FAULTS=all` tries each n; without it so many of them that it takes seconds.
@Suite(.serialized, .timeLimit(.minutes(30)))
struct StoreFaultTests {
  /// Each in a process of its own, where nothing else uses SQLite.
  @Test(arguments: Fault.all, FaultyRun.Phase.allCases)
  func everyFaultEndsTheCrawlWithAWordAndNothingIsLost(
    fault: Fault, phase: FaultyRun.Phase
  ) async throws {
    let folder = try Folder()
    let triesAll = ProcessInfo.processInfo.environment["ORBWEAVER_FAULTS"] == "all"
    let directory = folder.path
    await #expect(processExitsWith: .success) {
      [
        directory = directory as String, fault = fault as Fault,
        phase = phase as FaultyRun.Phase, triesAll = triesAll as Bool
      ] in
      // What a trap says would else be lost.
      dup2(unsafe open(directory + "/errors", O_WRONLY | O_CREAT | O_TRUNC, 0o600), STDERR_FILENO)
      try await FaultSweep(fault: fault, phase: phase, directory: directory, triesAll: triesAll)
        .run()
    }
    // The folder of an attempt that did not come to its end bears its number.
    let left = try FileManager.default.contentsOfDirectory(atPath: directory)
    let errors = try Data(contentsOf: URL(fileURLWithPath: directory + "/errors"))
    let said = String(decoding: errors, as: UTF8.self)
    #expect(left == ["errors"], "\(fault.name), \(phase): \(said)")
  }
}

/// What fails, and how.
struct Fault: Codable, Sendable, CustomTestStringConvertible {
  let name: String
  let kinds: UInt32
  /// Whether all operations after the first that fails do so, too.
  var isLasting = false
  /// Whether it is for want of room.
  var isFull = false
  /// Whether a crawl may survive it.
  var isPassing = false

  var testDescription: String { name }

  static let all = [
    Fault(name: "the disk is full", kinds: Self.writing, isLasting: true, isFull: true),
    Fault(name: "the disk is full for a moment", kinds: Self.writing, isFull: true),
    Fault(name: "the disk breaks", kinds: Self.reading | Self.writing, isLasting: true),
    Fault(name: "one operation fails", kinds: Self.reading | Self.writing),
    Fault(name: "somebody has a lock", kinds: Self.locking, isPassing: true),
  ]

  private static let writing = bits(
    FAULTY_WRITE, FAULTY_TRUNCATE, FAULTY_SYNC, FAULTY_SHARED_MAP, FAULTY_DELETE)
  private static let reading = bits(FAULTY_OPEN, FAULTY_READ, FAULTY_SIZE, FAULTY_ACCESS)
  private static let locking = bits(FAULTY_LOCK, FAULTY_SHARED_LOCK)

  private static func bits(_ kinds: Int...) -> UInt32 {
    kinds.reduce(0) { $0 | UInt32($1) }
  }

  func arm(at number: Int) { faulty_vfs_arm(kinds, Int64(number), isLasting, isFull) }
}

/// One fault at every moment of one phase of a crawl.
struct FaultSweep {
  let fault: Fault
  let phase: FaultyRun.Phase
  let directory: String
  let triesAll: Bool

  /// Tries in a sample, about.
  private static let sample = 7

  func run() async throws {
    try #require(faulty_vfs_install() == 0)
    var shape = WebShape()
    (shape.hosts, shape.pagesPerHost, shape.linksPerPage) = (2, 16, 5)
    shape.latency = .milliseconds(8)...(.milliseconds(8))
    let web = shape
    try await serving({ SyntheticServer(shape: web, on: $0) }) { _, port in
      let model = SiteModel(shape: web, port: port)
      let operations = try await attempt(0, model).operations
      // The very first ones each, and the others by steps that are no multiple of what repeats.
      let step = triesAll ? 1 : max(1, operations / Self.sample) | 1
      var number = 1
      var failures = 0
      while true {
        let outcome = try await attempt(number, model)
        if outcome.failures == 0 { break }
        failures += 1
        number += triesAll || number < 3 ? 1 : step
      }
      #expect(failures >= min(3, operations), "\(operations) operations")
    }
  }

  private func attempt(_ number: Int, _ model: SiteModel) async throws -> FaultyRun.Outcome {
    let run = FaultyRun(
      fault: fault, phase: phase, number: number, directory: "\(directory)/\(number)", model: model)
    return try await run.run()
  }
}

/// One crawl with one fault, and what comes after it.
struct FaultyRun: Sendable {
  /// When something fails.
  enum Phase: String, Codable, CaseIterable, Sendable {
    /// While a new crawl runs.
    case crawl
    /// While one that came to a limit goes on.
    case resume
  }

  let fault: Fault
  let phase: Phase
  /// The operation that fails; 0 for none.
  let number: Int
  let directory: String
  let model: SiteModel

  struct Outcome {
    let operations: Int
    let failures: Int
  }

  private var comment: Comment { "\(fault.name), \(phase), operation \(number)" }
  private static let start = Place(host: 0, .page(0))

  func run() async throws -> Outcome {
    if phase == .resume {
      let begun = try await begin { $0.maximumPages = 8 }
      #expect(begun.end == .pageLimit, comment)
    }
    fault.arm(at: number)
    let error = await go(phase)
    faulty_vfs_disarm()
    let outcome = Outcome(
      operations: Int(faulty_vfs_operations()), failures: Int(faulty_vfs_failures()))
    check(error, outcome)
    do {
      if error != nil { try await goOn() }
      try checkResult()
    } catch let failure {
      Issue.record("\(comment), after \(error.map { "\($0)" } ?? "no error"): \(failure)")
    }
    try? FileManager.default.removeItem(atPath: directory)
    return outcome
  }

  private func go(_ phase: Phase) async -> (any Error)? {
    do {
      switch phase {
      case .crawl: _ = try await begin()
      case .resume: _ = try await resume()
      }
      return nil
    } catch { return error }
  }

  /// What somebody does who has read the message and mended the disk.
  private func goOn() async throws {
    do {
      #expect(try await resume().end == .finished, comment)
    } catch CrawlError.store(let error) where error.code == .notACrawl {
      #expect(phase == .crawl, comment)
      #expect(try await begin().end == .finished, comment)
    }
  }

  private func begin(_ change: (inout CrawlPlan) -> Void = { _ in }) async throws -> CrawlSummary {
    let plan = try makePlan([model.url(of: Self.start)], in: directory) {
      ($0.reach, $0.followsNofollow, $0.parsers, $0.concurrency) = (.any, true, 1, 2)
      change(&$0)
    }
    return try await Crawl(plan: plan).run()
  }

  private func resume() async throws -> CrawlSummary {
    let stored = try StoredCrawl.read(directory)
    var plan = stored.plan
    plan.parserProgram = try builtProgram("orbweaver-parser")
    plan.maximumPages = nil
    return try await Crawl(resuming: stored, as: plan).run()
  }

  // MARK: What must hold

  private func check(_ error: (any Error)?, _ outcome: Outcome) {
    guard let error else {
      // SQLite gets along with what fails where nothing hangs on it, once.
      #expect(outcome.failures <= 1 || fault.isPassing, comment)
      return
    }
    #expect(outcome.failures > 0, comment)
    guard case CrawlError.store(let cause) = error else {
      Issue.record("\(error)", severity: .error)
      return
    }
    #expect((cause.code == .diskFull) == fault.isFull, "\(comment): \(cause)")
    let line = "\(cause)"
    #expect(line.hasPrefix(directory), comment)
    #expect(line.contains("; ") && !line.contains("\n"), comment)
  }

  /// All of the web, each URL once and in one state, with its page.
  private func checkResult() throws {
    let answers = Answers(directory)
    try answers.checkInvariants(comment)
    let truth = Set(model.reachable(from: [Self.start]).map { model.url(of: $0) })
    let fetched = try answers.column("SELECT url FROM url WHERE state = 'fetched'")
    #expect(Set(fetched) == truth, comment)
    #expect(fetched.count == truth.count, comment)
    #expect(try answers.number("SELECT count(*) FROM urls WHERE state = 0") == 0, comment)
    #expect(
      try answers.column("SELECT value FROM crawl WHERE key = 'status'") == ["finished"], comment)
  }
}
