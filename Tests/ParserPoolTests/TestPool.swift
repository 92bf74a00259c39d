import Bodies
import EventLoop
import Foundation
import ParserPool
import ParserWire
import Testing

/// The parser that is built beside the tests.
let parserProgram: String = {
  let tests = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  return URL(fileURLWithPath: tests ?? "").deletingLastPathComponent()
    .appendingPathComponent("orbweaver-parser").path
}()

extension PoolSettings {
  /// One process with four slots for pages of up to a megabyte.
  static func test(_ program: String = parserProgram) -> PoolSettings {
    let worker = WorkerSettings(
      slotCount: 4, bodyMemory: 1, bodyCapacity: 1 << 20, replyCapacity: 1 << 18,
      fingerprintKey0: 1, fingerprintKey1: 2)
    var settings = PoolSettings(program: program, processes: 1, worker: worker)
    // Only the tests that are about it meet it, however slow the machine.
    settings.timePerPage = .seconds(180)
    return settings
  }
}

/// The bodies of all tests.
private let bodies: BodyArena = {
  do { return try BodyArena() } catch { preconditionFailure("no memory for bodies: \(error)") }
}()

/// Lends a pool on a loop of its own to the body, and closes it.
func withPool<Result>(
  _ settings: PoolSettings = .test(), _ body: (ParserPool) async throws -> Result
) async throws -> Result {
  let loop = try EventLoop.start(named: "test-pool")
  defer { loop.stop() }
  let pool = ParserPool(on: loop, settings: settings, bodies: bodies)
  do {
    let result = try await body(pool)
    await pool.close()
    return result
  } catch {
    await pool.close()
    throw error
  }
}

extension ParserPool {
  func parse(_ html: String, url: String = "http://a.test/dir/page") async -> ParseOutcome {
    await parse(Array(html.utf8), url: url)
  }

  func parse(
    _ bytes: [UInt8], url: String = "http://a.test/dir/page", charset: String = "",
    type: DocumentType = .html
  ) async -> ParseOutcome {
    await parse(.test(bytes, url: url, charset: charset, type: type))
  }

  /// Parses all pages at once; the outcomes stand in the order of the pages.
  func parseAll(_ pages: [String]) async -> [ParseOutcome] {
    await withTaskGroup(of: (Int, ParseOutcome).self) { group in
      for (index, page) in pages.enumerated() {
        group.addTask { (index, await self.parse(page)) }
      }
      var outcomes: [Int: ParseOutcome] = [:]
      for await (index, outcome) in group { outcomes[index] = outcome }
      return pages.indices.compactMap { outcomes[$0] }
    }
  }
}

extension PageToParse {
  static func test(
    _ bytes: [UInt8], url: String = "http://a.test/dir/page", charset: String = "",
    type: DocumentType = .html
  ) -> PageToParse {
    var writer = BodyWriter(in: bodies)
    let isWritten = unsafe bytes.withUnsafeBufferPointer { unsafe writer.append($0) }
    precondition(isWritten, "no memory for a test's page")
    return PageToParse(writer.finish(), url: url, charset: charset, type: type)
  }

  static func test(_ html: String) -> PageToParse { test(Array(html.utf8)) }
}

extension ParseOutcome {
  var facts: PageFacts? { if case .parsed(let facts, _) = self { facts } else { nil } }
  var failure: ParseFailure? { if case .failed(let failure) = self { failure } else { nil } }
  var code: ParseFailure.Code? { failure?.code }
}

/// Waits until a question has the answer yes, which it must have soon.
func eventually(_ isTrue: () async throws -> Bool) async throws {
  let deadline = ContinuousClock.now + .seconds(90)
  while try await !isTrue() {
    try #require(ContinuousClock.now < deadline, "what was waited for did not come")
    try await Task.sleep(for: .milliseconds(2))
  }
}
