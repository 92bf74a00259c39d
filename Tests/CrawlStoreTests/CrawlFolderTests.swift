import CrawlStore
import Foundation
import Glibc
import TestSupport
import Testing

/// Folders that a crawl may and may not be made in or opened from, and what is said about them.
@Suite struct CrawlFolderTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path }

  init() throws { folder = try TemporaryFolder() }

  @Test func parentsAreMade() throws {
    try CrawlWriter(creating: path + "/a/b//c/").finish(status: "finished", at: 0)
    #expect(try folder.names(in: "a/b/c") == ["crawl.db"])
  }

  @Test func anEmptyFolderIsWelcome() throws {
    try folder.makeFolder("empty")
    try CrawlWriter(creating: path + "/empty").finish(status: "finished", at: 0)
  }

  @Test func aLeftLockFileDoesNoHarm() throws {
    try folder.makeFolder("left")
    try folder.makeFile("left/crawl.lock", Array("123\n".utf8))
    try CrawlWriter(creating: path + "/left").finish(status: "finished", at: 0)
    #expect(try folder.names(in: "left") == ["crawl.db"])
  }

  @Test func whatIsThereIsRefused() throws {
    try folder.makeFile("file", [1])
    try SmallSite.crawl(path + "/crawl")
    expectRefusal(.exists, "\(path): this folder is not empty; choose a new or an empty one") {
      _ = try CrawlWriter(creating: path)
    }
    expectRefusal(.exists, "\(path)/file: this is a file; name a folder for the crawl") {
      _ = try CrawlWriter(creating: path + "/file")
    }
    expectRefusal(.exists, "\(path)/file/x: one of the parents is a file; choose another folder") {
      _ = try CrawlWriter(creating: path + "/file/x")
    }
    expectRefusal(
      .exists,
      "\(path)/crawl: this folder holds a crawl already; resume that crawl, or choose another folder"
    ) { _ = try CrawlWriter(creating: path + "/crawl") }
    #expect(try CrawlReader(path + "/crawl").summary().urls == 16, "the old crawl was touched")
  }

  @Test func aFolderWithoutPermissionIsRefused() async throws {
    await #expect(processExitsWith: .success) { [path = path as String] in
      try setPermissions(0o555, of: path)
      if geteuid() == 0 { try #require(setuid(65534) == 0) }
      expectRefusal(
        .permission,
        "\(path)/crawl: this folder cannot be made (Permission denied, code 13); "
          + "choose a folder that you may write, or change its permissions"
      ) { _ = try CrawlWriter(creating: path + "/crawl") }
      expectRefusal(
        .permission,
        "\(path): this folder cannot be written (Permission denied, code 13); "
          + "choose a folder that you may write, or change its permissions"
      ) { _ = try CrawlWriter(creating: path) }
    }
    try setPermissions(0o755, of: path)
  }

  @Test func whatIsNoCrawlIsNotOpened() throws {
    try folder.makeFile("file", [1])
    try folder.makeFolder("other")
    try folder.makeFile("other/crawl.db", Array(repeating: 65, count: 10_000))
    let mend = "name a folder that a crawl has written"
    expectRefusal(.notACrawl, "\(path)/none: there is no such folder; \(mend)") {
      _ = try CrawlReader(path + "/none")
    }
    expectRefusal(.notACrawl, "\(path)/file: this is a file; \(mend)") {
      _ = try CrawlReader(path + "/file")
    }
    expectRefusal(.notACrawl, "\(path): there is no crawl.db in this folder; \(mend)") {
      _ = try CrawlWriter(opening: path)
    }
    for open in [{ _ = try CrawlReader($0) }, { _ = try CrawlWriter(opening: $0) }]
      as [(String) throws -> Void]
    {
      #expect { try open(path + "/other") } throws: { ($0 as? StoreError)?.code == .notACrawl }
    }
    #expect(try folder.names(in: "other") == ["crawl.db"])
  }

  @Test func aDatabaseOfAnotherProgramIsNotOpened() throws {
    try SmallSite.crawl(path + "/crawl")
    // The application id stands in bytes 68 to 71 of the header (sqlite.org/fileformat2.html).
    try patch { bytes in bytes[68] = 0 }
    #expect { _ = try CrawlReader(path + "/crawl") } throws: { error in
      (error as? StoreError)?.code == .notACrawl
    }
    #expect { _ = try CrawlWriter(opening: path + "/crawl") } throws: { error in
      (error as? StoreError)?.code == .notACrawl
    }
  }

  @Test func aNewerSchemaIsNotMisread() throws {
    try CrawlWriter(creating: path + "/crawl").finish(status: "finished", at: 0)
    // The migration "1" as a row of one text and as an entry of its index becomes "2".
    try patch { bytes in
      for record in [[2, 15, 49], [3, 15, 9, 49]] as [[UInt8]] {
        let start = try #require(bytes.firstRange(of: record)?.lowerBound)
        bytes[start + record.count - 1] = 50
      }
    }
    #expect { _ = try CrawlReader(path + "/crawl") } throws: { error in
      (error as? StoreError)?.code == .schema && "\(error)".hasSuffix("; update the program")
    }
    #expect { _ = try CrawlWriter(opening: path + "/crawl") } throws: { error in
      (error as? StoreError)?.code == .schema
    }
  }

  /// As if no step of the schema had been made yet: this one cannot be made over the tables there are.
  @Test func anOlderSchemaThatCannotBeMigratedIsRefused() throws {
    try SmallSite.crawl(path + "/crawl")
    try sql("DELETE FROM grdb_migrations")
    expectRefusal(
      .schema,
      "\(path)/crawl/crawl.db: an older version of this program wrote this crawl; "
        + "bring it up to date first: orbweaver resume does that"
    ) { _ = try CrawlReader(path + "/crawl") }
    #expect { try CrawlWriter.bringUpToDate(path + "/crawl") } throws: { error in
      (error as? StoreError)?.code == .schema && "\(error)".hasSuffix("; use that version")
    }
    #expect { _ = try CrawlWriter(opening: path + "/crawl") } throws: { error in
      (error as? StoreError)?.code == .schema
    }
  }

  /// A step of the schema by the same name may have made other tables, between two versions.
  @Test func tablesOfAVersionInBetweenAreRefused() throws {
    try SmallSite.crawl(path + "/crawl")
    try sql("PRAGMA user_version = 7")
    for open in [
      { _ = try CrawlReader($0) }, { _ = try CrawlWriter(opening: $0) },
      { try CrawlWriter.bringUpToDate($0) },
    ] as [(String) throws -> Void] {
      expectRefusal(
        .schema,
        "\(path)/crawl/crawl.db: the version of this program that wrote this crawl had other tables; "
          + "use that version"
      ) { try open(path + "/crawl") }
    }
  }

  @Test func aCrawlOfThisVersionIsLeftAsItIs() throws {
    try SmallSite.crawl(path + "/crawl")
    let before = try Data(contentsOf: URL(fileURLWithPath: path + "/crawl/crawl.db"))
    try CrawlWriter.bringUpToDate(path + "/crawl")
    #expect(try Data(contentsOf: URL(fileURLWithPath: path + "/crawl/crawl.db")) == before)
    #expect(try folder.names(in: "crawl") == ["crawl.db"])
  }

  /// Whoever is killed before the crawl has begun may begin again in the same folder; whatever else
  /// calls itself crawl.db is left alone.
  @Test func whatWasKilledBeforeItBeganIsNoObstacle() throws {
    try SmallSite.crawl(path + "/crawl")
    try sql("DELETE FROM crawl WHERE key = 'status'")
    expectRefusal(
      .notACrawl,
      "\(path)/crawl: the crawl in this folder was killed before it had begun; "
        + "begin it again: orbweaver crawl"
    ) { try CrawlWriter.bringUpToDate(path + "/crawl") }
    try SmallSite.crawl(path + "/crawl")
    try folder.makeFolder("empty")
    try folder.makeFile("empty/crawl.db", [])
    try SmallSite.crawl(path + "/empty")
    try sql("PRAGMA application_id = 1")
    #expect { _ = try CrawlWriter(creating: path + "/crawl") } throws: { error in
      (error as? StoreError)?.code == .exists
    }
  }

  /// Changes the crawl behind the program's back.
  private func sql(_ statement: String) throws {
    let shell = try ChildProcess("/usr/bin/sqlite3", [path + "/crawl/crawl.db", statement])
    try #require(shell.wait() == 0, "sqlite3 failed")
  }

  private func patch(_ change: (inout [UInt8]) throws -> Void) throws {
    let file = URL(fileURLWithPath: path + "/crawl/crawl.db")
    var bytes = [UInt8](try Data(contentsOf: file))
    try change(&bytes)
    try folder.makeFile("crawl/crawl.db", bytes)
  }
}

private func expectRefusal(
  _ code: StoreError.Code, _ line: String, _ body: () throws -> Void
) {
  #expect(throws: StoreError.self) {
    do {
      try body()
    } catch {
      let refusal = try #require(error as? StoreError)
      #expect(refusal.code == code)
      #expect(refusal.description == line)
      throw refusal
    }
  }
}

private func setPermissions(_ mode: Int, of path: String) throws {
  try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
}
