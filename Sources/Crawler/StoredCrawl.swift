import CrawlStore
import WebURL

/// What an earlier run left behind, as far as it must be known before the crawl goes on.
package struct StoredCrawl: Sendable {
  package let directory: String
  /// The plan by its recorded settings; without the path of the parser program, which is not recorded.
  package let plan: CrawlPlan
  /// Whether nothing was left to fetch.
  package let isFinished: Bool
  /// Whether the last run ended in good order: all that it knew is then recorded.
  let endedInOrder: Bool
  let key: FingerprintKey
  /// How often the crawl was begun or resumed.
  let runs: Int
  /// Whether URLs are still to be judged by settings that changed: the run that was to do it was killed.
  let awaitsJudging: Bool

  /// Reads the crawl in a folder, and brings it up to date if an older version wrote it.
  ///
  /// - Throws: `CrawlError.store` when there is none, another process is writing it, or a newer version
  ///   wrote it; `.record` when what is recorded cannot be read.
  package static func read(_ directory: String) throws(CrawlError) -> StoredCrawl {
    let facts: [String: String]
    let settings: [(name: String, value: String)]
    do throws(StoreError) {
      try CrawlWriter.bringUpToDate(directory)
      let reader = try CrawlReader(directory)
      facts = try reader.facts()
      settings = try reader.settings()
    } catch { throw .store(error) }
    guard let key = facts[FactKey.fingerprintKey].flatMap(FingerprintKey.init(hexadecimal:)) else {
      throw .record(
        "\(directory): the key of the crawl's fingerprints is not recorded; restore a copy")
    }
    return StoredCrawl(
      directory: directory, plan: try CrawlPlan(record: settings, directory: directory),
      isFinished: facts[FactKey.status] == CrawlEnd.finished.rawValue,
      endedInOrder: facts[FactKey.status].map { CrawlEnd(rawValue: $0) != nil } ?? false, key: key,
      runs: facts[FactKey.runs].flatMap { Int($0) } ?? 1,
      awaitsJudging: facts[FactKey.judging] == "due")
  }

  /// The settings that a plan changes, with all their values.
  package func changes(to plan: CrawlPlan) -> [(name: String, value: String)] {
    let old = Dictionary(grouping: self.plan.record, by: \.name).mapValues { $0.map(\.value) }
    let new = Dictionary(grouping: plan.record, by: \.name).mapValues { $0.map(\.value) }
    return plan.record.filter { old[$0.name] != new[$0.name] }
  }

  /// Settings by which URLs are judged when they are discovered.
  private static let judging: Set<String> = [
    "scope", "include", "exclude", "depth", "assets", "follow-nofollow", "robots",
    "max-pages-per-host", "max-errors-per-host", "duplicates", "traps",
  ]

  /// Whether a plan may judge URLs otherwise than the runs before.
  package func isJudgedAnew(by plan: CrawlPlan) -> Bool {
    awaitsJudging || changes(to: plan).contains { Self.judging.contains($0.name) }
  }

  /// Why a plan cannot go on with this crawl, if so.
  package func objection(to plan: CrawlPlan) -> String? {
    if plan.canonicalRules != self.plan.canonicalRules {
      return "the canonical rules cannot change: one page would be two URLs"
    }
    if plan.seeds != self.plan.seeds { return "the seeds cannot change" }
    return nil
  }

  /// What the table `crawl` says once the crawl goes on.
  func facts(of plan: CrawlPlan) -> [(key: String, value: String)] {
    [
      (FactKey.program, "orbweaver \(CrawlPlan.version)"),
      (FactKey.runs, "\(runs + 1)"),
      (FactKey.resumedAt, "\(WallClock.milliseconds)"),
      (FactKey.judging, isJudgedAnew(by: plan) ? "due" : "done"),
    ]
  }
}

/// The keys of the table `crawl`.
enum FactKey {
  static let program = "program"
  static let startedAt = "started_at"
  static let resumedAt = "resumed_at"
  static let runs = "runs"
  static let status = "status"
  static let fingerprintKey = "fingerprint_key"
  /// Whether known URLs were judged by the settings as they are: `due` or `done`.
  static let judging = "judging"
}

extension FingerprintKey {
  /// From 32 hexadecimal digits.
  fileprivate init?(hexadecimal text: String) {
    guard text.utf8.count == 32, let first = UInt64(text.prefix(16), radix: 16),
      let second = UInt64(text.suffix(16), radix: 16)
    else { return nil }
    self.init(first, second)
  }
}
