import CrawlStore
import Foundation
import Glibc
import Testing
import WebURL

/// What the database is after its writer died, ran out of space, or had a rival.
@Suite struct CrawlSafetyTests {
  private let folder: TemporaryFolder
  private var crawl: String { folder.path + "/crawl" }

  init() throws { folder = try TemporaryFolder() }

  @Test func aKilledWriterLosesOnlyWhatWasNotCommitted() async throws {
    await #expect(processExitsWith: .signal(SIGKILL)) { [crawl = crawl as String] in
      var writer = try CrawlWriter(creating: crawl)
      try writer.write(CrawlWriterTests.batch(of: 1...500))
      try writer.commit()
      try writer.write(CrawlWriterTests.batch(of: 501...1000))
      raise(SIGKILL)
    }
    try expectSound(crawl)
    #expect(try CrawlReader(crawl).summary().urls == 500)
    var writer = try CrawlWriter(opening: crawl)
    try writer.write(CrawlWriterTests.batch(of: 501...600))
    try writer.finish(status: "finished", at: 0)
    #expect(try CrawlReader(crawl).summary().urls == 600)
  }

  /// A timer ends the writer wherever it happens to be, often in the middle of a write.
  @Test(arguments: [1, 5, 20, 60, 150] as [Int])
  func aWriterKilledAtAnyMomentLeavesASoundDatabase(milliseconds: Int) async throws {
    await #expect(processExitsWith: .signal(SIGALRM)) {
      [crawl = crawl as String, milliseconds = milliseconds as Int] in
      var writer = try CrawlWriter(creating: crawl)
      var timer = itimerval()
      timer.it_value.tv_usec = milliseconds * 1000
      unsafe setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
      var first: UInt32 = 1
      while true {
        var batch = CrawlWriterTests.batch(of: first...first + 99)
        batch.states = (first...first + 99).map {
          StateRow(url: $0, state: .fetched, reason: "HTTP 200", tries: 1)
        }
        try writer.write(batch)
        if first % 300 == 1 { try writer.commit() }
        first += 100
      }
    }
    try expectSound(crawl)
    let summary = try CrawlReader(crawl).summary()
    #expect(summary.urls == summary.fetched, "a batch was written by half")
  }

  @Test func aFullDiskIsNamedAndWhatWasCommittedIsKept() async throws {
    await #expect(processExitsWith: .success) { [crawl = crawl as String] in
      signal(SIGXFSZ, SIG_IGN)
      var writer = try CrawlWriter(creating: crawl)
      let unlimited = fileSizeLimit(1 << 20)
      var committed: UInt32 = 0
      do throws(StoreError) {
        while committed < 1_000_000 {
          try writer.write(CrawlWriterTests.batch(of: committed + 1...committed + 1000))
          try writer.commit()
          committed += 1000
        }
        Issue.record("a megabyte took a million URLs")
      } catch {
        #expect(error.code == .diskFull, "\(error)")
      }
      #expect(throws: StoreError.self) { try writer.commit() }
      #expect(committed >= 1000)
      #expect(try CrawlReader(crawl).summary().urls == Int(committed))
      fileSizeLimit(unlimited)
    }
    try expectSound(crawl)
    var writer = try CrawlWriter(opening: crawl)
    try writer.write(CrawlWriterTests.batch(of: 2_000_000...2_000_001))
    try writer.finish(status: "finished", at: 0)
    try expectSound(crawl)
  }

  @Test func aStartOnAFullDiskLeavesNothingBehind() async throws {
    await #expect(processExitsWith: .success) { [crawl = crawl as String] in
      signal(SIGXFSZ, SIG_IGN)
      fileSizeLimit(4096)
      #expect { _ = try CrawlWriter(creating: crawl) } throws: { error in
        (error as? StoreError)?.code == .diskFull
      }
    }
    #expect(try folder.names(in: "crawl") == [])
  }

  @Test func aSecondWriterIsRefusedByName() throws {
    var writer = try CrawlWriter(creating: crawl)
    try writer.write(SmallSite.batch())
    #expect { _ = try CrawlWriter(opening: crawl) } throws: { error in
      (error as? StoreError)?.code == .busy && "\(error)".contains("process \(getpid()) ")
    }
    #expect { _ = try CrawlWriter(creating: crawl) } throws: { error in
      (error as? StoreError)?.code == .exists
    }
    try writer.finish(status: "finished", at: 0)
    try CrawlWriter(opening: crawl).finish(status: "finished", at: 1)
  }

  /// The file is whole, and each URL is in exactly one state that a crawl may write.
  private func expectSound(_ crawl: String) throws {
    let reader = try CrawlReader(crawl)
    #expect(try reader.query("PRAGMA integrity_check").rows == [["ok"]])
    #expect(
      try reader.query(
        "SELECT id FROM urls WHERE state NOT IN (SELECT id FROM url_states)"
      ).rows.isEmpty)
    #expect(
      try reader.query("SELECT id FROM urls WHERE reason NOT IN (SELECT id FROM reasons)").rows
        .isEmpty)
    let summary = try reader.summary()
    #expect(
      summary.urls == summary.queued + summary.fetched + summary.failed + summary.excluded)
  }
}

/// Limits how large this process may make a file, and returns the limit before.
@discardableResult
private func fileSizeLimit(_ bytes: rlim_t) -> rlim_t {
  var limit = rlimit()
  unsafe getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
  let before = limit.rlim_cur
  limit.rlim_cur = bytes
  unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
  return before
}
