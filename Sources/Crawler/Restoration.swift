import CrawlStore
import Frontier
import ParserWire
import WebURL

/// Builds the frontier again from `crawl.db`, in one pass over each table.
struct Restoration {
  private let stored: StoredCrawl
  private let plan: CrawlPlan
  private let frontier: Frontier
  private let clock: ClockPair
  private let restorer: RowRestorer
  /// What URLs became that were judged anew.
  private(set) var rows = BatchBuilder()
  /// By what servers can tell whether a robots.txt has changed, by host.
  private(set) var robotsCopies = RobotsCopies()
  /// The contents of the pages that were fetched.
  private(set) var duplicates = DuplicateIndex()
  /// Lines of a cookie file.
  private(set) var cookies: [String] = []

  init(of stored: StoredCrawl, as plan: CrawlPlan, into frontier: Frontier) {
    self.stored = stored
    self.plan = plan
    self.frontier = frontier
    clock = .now
    restorer = RowRestorer(
      plan: plan, key: stored.key, clock: clock, endedInOrder: stored.endedInOrder)
  }

  /// O(URLs + hosts) time; of each queued URL its text is kept, of all others their fingerprint.
  mutating func run() throws(StoreError) {
    let reader = try CrawlReader(stored.directory)
    try restoreHosts(reader)
    try restoreURLs(reader)
    try reader.forEachSitemap { row in
      if let sitemap = restorer.sitemap(row) { frontier.restore(sitemap) }
    }
    if plan.duplicates != .ignore { try restoreContents(reader) }
    frontier.endRestoring()
    // A file that is named now begins anew.
    if plan.cookieFile != nil && plan.cookieFile == stored.plan.cookieFile {
      cookies = try reader.cookies()
    }
  }

  private mutating func restoreHosts(_ reader: borrowing CrawlReader) throws(StoreError) {
    var copies = RobotsCopies()
    let restorer = restorer
    let isLimited = plan.maximumBytes != nil || plan.maximumErrorsPerHost != nil
    let usage = isLimited ? try reader.hostUsage() : [:]
    try reader.forEachHost { stored in
      let id = stored.row.id
      var host = restorer.host(
        stored.row, robots: stored.robots.map(restorer.robots), standing: stored.state)
      if let used = usage[id] { (host.wireBytes, host.errors) = (used.wireBytes, used.errors) }
      frontier.restore(host, now: clock.steady)
      copies[id] = stored.robots.flatMap { RobotsCopy($0, origin: stored.row.origin) }
    }
    robotsCopies = copies
  }

  private mutating func restoreContents(_ reader: borrowing CrawlReader) throws(StoreError) {
    var duplicates = DuplicateIndex()
    try reader.forEachContent { page in
      let text = page.simhash.map { TextHash(simhash: $0, words: page.words) }
      duplicates.restore(
        page.url, .init(digest: page.digest, text: text), isDuplicate: page.isDuplicate)
    }
    self.duplicates = duplicates
  }

  private mutating func restoreURLs(_ reader: borrowing CrawlReader) throws(StoreError) {
    let exclusions = try reader.reasons().compactMapValues { Exclusion($0) }
    let isJudgedAnew = stored.isJudgedAnew(by: plan)
    let restorer = restorer
    var rows = BatchBuilder()
    try reader.forEachURL { row, text in
      let url = restorer.url(row, exclusion: exclusions[row.reason])
      if let change = frontier.restore(url, text: text, isJudgedAnew: isJudgedAnew) {
        rows.add(change, of: row)
      }
    }
    self.rows = rows
  }
}

extension BatchBuilder {
  /// A URL that the settings, as they are now, judge otherwise.
  fileprivate mutating func add(_ change: RestoredURL.Change, of url: StoredURL) {
    switch change {
    case .excluded(let exclusion):
      add([Verdict(id: url.id, kind: .excluded(exclusion))])
    case .admitted: admit(url)
    }
  }
}
