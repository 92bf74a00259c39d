import CrawlStore
import Crawler
import EventLoop
import Foundation
import Frontier
import SyntheticWeb
import Testing
import WebURL

/// A folder of its own for one test, gone with it.
final class Folder: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/orbweaver-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Where a crawl may land.
  var crawl: String { path + "/crawl" }
}

/// The path of a program that was built beside the tests.
func builtProgram(_ name: String) throws -> String {
  let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  return (tests as NSString).deletingLastPathComponent + "/" + name
}

/// A plan at full speed, as a test wants it.
func makePlan(
  _ seeds: [String], in directory: String, _ configure: (inout CrawlPlan) -> Void = { _ in }
) throws -> CrawlPlan {
  var plan = CrawlPlan(
    seeds: try seeds.map { try #require(WebURL($0)) }, directory: directory, parsers: 2,
    parserProgram: try builtProgram("orbweaver-parser"))
  plan.politeness.pause = .fixed(.zero)
  plan.politeness.requestsPerHost = 16
  plan.proxy = ""
  if let mode = ProcessInfo.processInfo.environment["ORBWEAVER_MODE"] {
    plan.mode = try #require(CrawlMode(rawValue: mode))
  }
  configure(&plan)
  return plan
}

/// Starts a loop for a server, runs the body off it, and ends both.
@discardableResult
@concurrent func serving<Result: Sendable>(
  _ make: (EventLoop) -> SyntheticServer,
  _ body: @Sendable (SyntheticServer, UInt16) async throws -> Result
) async throws -> Result {
  let loop = try EventLoop.start(named: "web")
  defer { loop.stop() }
  let server = make(loop)
  return try await server.run { port in try await body(server, port) }
}

/// A crawl's database, asked in SQL.
struct Answers {
  private let directory: String

  init(_ directory: String) { self.directory = directory }

  func rows(_ sql: String) throws -> [[String?]] {
    let reader = try CrawlReader(directory)
    return try reader.query(sql).rows
  }

  func column(_ sql: String) throws -> [String] { try rows(sql).compactMap { $0[0] } }

  func number(_ sql: String) throws -> Int {
    let text = try #require(try column(sql).first)
    return try #require(Int(text))
  }

  /// What must hold for any crawl, ended or killed.
  func checkInvariants(_ comment: Comment? = nil) throws {
    #expect(try column("PRAGMA integrity_check") == ["ok"], comment)
    #expect(try number("SELECT count(*) FROM urls WHERE state NOT IN (0, 2, 3, 4)") == 0, comment)
    #expect(try number("SELECT count(*) - count(DISTINCT url) FROM urls") == 0, comment)
    // A page is there exactly where its URL was fetched.
    #expect(
      try number(
        """
        SELECT (SELECT count(*) FROM urls WHERE state = 2 AND id NOT IN (SELECT url FROM pages))
          + (SELECT count(*) FROM pages WHERE url NOT IN (SELECT id FROM urls WHERE state = 2))
        """) == 0, comment)
    // Links point from pages to URLs that are known.
    #expect(
      try number(
        """
        SELECT count(*) FROM links
        WHERE source NOT IN (SELECT url FROM pages) OR target NOT IN (SELECT id FROM urls)
        """) == 0, comment)
    #expect(
      try number("SELECT count(*) FROM urls WHERE reason NOT IN (SELECT id FROM reasons)") == 0,
      comment)
    try checkSums(comment)
  }

  /// Nothing is lost in silence: what was discovered is the sum of the states, by reason too.
  private func checkSums(_ comment: Comment?) throws {
    let reader = try CrawlReader(directory)
    let stats = try reader.stats(top: 10)
    #expect(stats.isSound, comment)
    let sums = (stats.urls.rows.first ?? []).compactMap(\.integer)
    #expect(sums.count == 6 && sums[0] == sums[1...4].reduce(0, +), comment)
    let byReason = try #require(stats.tables.first { $0.name == "states" }).rows
    #expect(byReason.reduce(0) { $0 + ($1[2].integer ?? 0) } == sums.first, comment)
  }
}
