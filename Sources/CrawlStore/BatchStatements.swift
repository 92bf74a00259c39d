internal import Digests
internal import WebURL

/// The prepared statements that move a batch into the tables, run again and again.
struct BatchStatements: ~Copyable {
  private let host: Statement
  private let robots: Statement
  private let keptRobots: Statement
  private let url: Statement
  private let page: Statement
  private let admission: Statement
  private let state: Statement
  private let failedTry: Statement
  private let hostState: Statement
  private let links: LinkBatchTable
  private var sitemaps: SitemapStatements
  private var reasons: ReasonTable
  /// States of URLs whose rows are still to come: with several loops, one can fetch what another has
  /// found before that one hands its rows over.
  private var early: [UInt32: StateRow] = [:]

  init(_ database: CrawlDatabase) throws(StoreError) {
    let host = try database.statement("INSERT INTO hosts VALUES (?, ?, ?, ?, ?, ?)")
    let robots = try database.statement(
      "INSERT OR REPLACE INTO robots VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    let keptRobots = try database.statement(
      "UPDATE robots SET fetched_at = ?2, status = ?3, outcome = ?4, expires_at = ?5 WHERE host = ?1"
    )
    let url = try database.statement(
      "INSERT INTO urls VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, NULL, ?)")
    let columns = Array(repeating: "?", count: 35).joined(separator: ", ")
    let page = try database.statement("INSERT OR REPLACE INTO pages VALUES (\(columns))")
    let admission = try database.statement(
      """
      UPDATE urls SET depth = ?, hops = ?, via = ?, kind = ?, state = ?, reason = ?, tries = 0
      WHERE id = ?
      """)
    let failedTry = try database.statement("INSERT INTO failed_tries VALUES (?, ?, ?, ?)")
    let hostState = try database.statement(
      "INSERT OR REPLACE INTO host_states VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
    let state = try database.statement(
      "UPDATE urls SET state = ?, reason = ?, tries = ?, retry_at = ? WHERE id = ?")
    let links = try LinkBatchTable(database)
    let sitemaps = try SitemapStatements(database)
    let reasons = try ReasonTable(database)
    self.host = host
    self.robots = robots
    self.keptRobots = keptRobots
    self.url = url
    self.page = page
    self.admission = admission
    self.state = state
    self.failedTry = failedTry
    self.hostState = hostState
    self.links = links
    self.sitemaps = sitemaps
    self.reasons = reasons
  }

  /// Runs what the batch asks for, inside the transaction that is open.
  mutating func insert(_ batch: borrowing CrawlBatch) throws(StoreError) {
    for row in batch.hosts { try insert(row) }
    for row in batch.robots { try insert(row) }
    try insert(batch.urls, texts: batch.urlText)
    for row in batch.pages { try insert(row) }
    if !batch.links.isEmpty { try links.insert(batch.links) }
    for row in batch.admissions where try !admit(row) {
      early[row.url] = StateRow(url: row.url, state: .queued, reason: row.reason, tries: 0)
    }
    if !early.isEmpty {
      for row in batch.urls {
        if let state = early.removeValue(forKey: row.id) { _ = try update(state) }
      }
    }
    for row in batch.states where try !update(row) { early[row.url] = row }
    for row in batch.failedTries { try insert(row) }
    try sitemaps.insert(batch, &reasons)
    for row in batch.hostStates { try insert(row) }
  }

  private func insert(_ row: HostRow) throws(StoreError) {
    host.bind(row.id, at: 1)
    host.bind(row.origin, at: 2)
    host.bind(row.scheme, at: 3)
    host.bind(row.name, at: 4)
    host.bind(row.port, at: 5)
    host.bind(row.registrableDomain, at: 6)
    try host.run("writing a host")
  }

  private func insert(_ row: RobotsRow) throws(StoreError) {
    guard let text = row.text else {
      bindOutcome(of: row, to: keptRobots)
      return try keptRobots.run("writing what became of a host's robots.txt")
    }
    bindOutcome(of: row, to: robots)
    robots.bind(row.crawlDelayMs, at: 6)
    robots.bind(row.url, at: 7)
    robots.bind(row.redirects, at: 8)
    robots.bind(row.etag, at: 9)
    robots.bind(row.lastModified, at: 10)
    robots.bind(blob: text, at: 11)
    try robots.run("writing a host's robots.txt")
  }

  private func bindOutcome(of row: RobotsRow, to statement: borrowing Statement) {
    statement.bind(row.host, at: 1)
    statement.bind(row.fetchedAt, at: 2)
    statement.bind(row.status, at: 3)
    statement.bind(row.outcome, at: 4)
    statement.bind(row.expiresAt, at: 5)
  }

  private mutating func insert(_ rows: [URLRow], texts: [UInt8]) throws(StoreError) {
    for row in rows {
      precondition(row.state != .leased, "`leased` is never written")
      let end = Int(row.textOffset) + Int(row.textLength)
      precondition(end <= texts.count, "URL \(row.id) has no text in its batch")
      let reason = try reasons.id(of: row.reason)
      url.bind(row.id, at: 1)
      url.bind(row.host, at: 2)
      url.bind(Int64(bitPattern: row.fingerprint), at: 3)
      url.bind(row.depth, at: 4)
      url.bind(row.hops, at: 5)
      url.bind(row.via, at: 6)
      url.bind(row.kind.rawValue, at: 7)
      url.bind(row.state.rawValue, at: 8)
      url.bind(reason, at: 9)
      try unsafe texts.withUnsafeBufferPointer { texts throws(StoreError) in
        let text = unsafe UnsafeBufferPointer(rebasing: texts[Int(row.textOffset)..<end])
        unsafe url.bind(borrowedText: text, at: 10)
        try url.run("writing a URL")
      }
    }
  }

  /// - Returns: whether the URL is there.
  private mutating func admit(_ row: AdmissionRow) throws(StoreError) -> Bool {
    let reason = try reasons.id(of: row.reason)
    admission.bind(row.depth, at: 1)
    admission.bind(row.hops, at: 2)
    admission.bind(row.via, at: 3)
    admission.bind(row.kind.rawValue, at: 4)
    admission.bind(URLState.queued.rawValue, at: 5)
    admission.bind(reason, at: 6)
    admission.bind(row.url, at: 7)
    try admission.run("writing that a URL is brought in")
    return admission.changedRows > 0
  }

  private mutating func insert(_ row: FailedTryRow) throws(StoreError) {
    let reason = try reasons.id(of: row.reason)
    failedTry.bind(row.url, at: 1)
    failedTry.bind(row.attempt, at: 2)
    failedTry.bind(row.at, at: 3)
    failedTry.bind(reason, at: 4)
    try failedTry.run("writing a try that failed")
  }

  private func insert(_ row: HostStateRow) throws(StoreError) {
    hostState.bind(row.host, at: 1)
    hostState.bind(row.contactedAt, at: 2)
    hostState.bind(row.restsUntil, at: 3)
    hostState.bind(row.responseMicros, at: 4)
    hostState.bind(row.failures, at: 5)
    hostState.bind(row.robotsFailures, at: 6)
    hostState.bind(row.robotsFailingSince, at: 7)
    hostState.bind(row.isRobotsGivenUp ? 1 : 0, at: 8)
    try hostState.run("writing a host's state")
  }

  /// - Returns: whether the URL is there.
  private mutating func update(_ row: StateRow) throws(StoreError) -> Bool {
    precondition(row.state != .leased, "`leased` is never written")
    let reason = try reasons.id(of: row.reason)
    state.bind(row.state.rawValue, at: 1)
    state.bind(reason, at: 2)
    state.bind(row.tries, at: 3)
    state.bind(row.retryAt, at: 4)
    state.bind(row.url, at: 5)
    try state.run("writing a URL's state")
    return state.changedRows > 0
  }

  private func insert(_ row: PageRow) throws(StoreError) {
    bindAnswer(row)
    bindContent(row)
    bindLikeness(row)
    bindCosts(row)
    try page.run("writing a page")
  }

  private func bindAnswer(_ row: PageRow) {
    page.bind(row.url, at: 1)
    page.bind(row.fetchedAt, at: 2)
    page.bind(row.status, at: 3)
    page.bind(row.mediaType, at: 4)
    page.bind(row.xRobotsTag, at: 10)
    page.bind(row.redirect, at: 12)
    page.bind(row.etag, at: 13)
    page.bind(row.lastModified, at: 14)
    page.bind(row.server, at: 15)
    page.bind(row.peerAddress, at: 23)
    page.bind(row.httpVersion, at: 24)
    page.bind(row.sniffedType, at: 30)
    page.bind(row.contentLength, at: 31)
  }

  private func bindContent(_ row: PageRow) {
    page.bind(row.charset, at: 5)
    page.bind(row.title, at: 6)
    page.bind(row.language, at: 7)
    page.bind(row.description, at: 8)
    page.bind(row.metaRobots, at: 9)
    page.bind(row.noindex ? 1 : 0, at: 28)
    page.bind(row.nofollow ? 1 : 0, at: 29)
    page.bind(row.canonical, at: 11)
    page.bind(row.outlinks, at: 25)
    page.bind(row.parseError, at: 26)
  }

  private func bindLikeness(_ row: PageRow) {
    if let digest = row.digest {
      page.bind(blob: digest.bytes, at: 32)
    } else {
      page.bindNull(at: 32)
    }
    page.bind(row.words, at: 33)
    page.bind(row.simhash.map { Int64(bitPattern: $0) }, at: 34)
    page.bind(row.duplicateOf, at: 35)
  }

  private func bindCosts(_ row: PageRow) {
    page.bind(row.wireBytes, at: 16)
    page.bind(row.bodyBytes, at: 17)
    page.bind(row.dnsMicros, at: 18)
    page.bind(row.connectMicros, at: 19)
    page.bind(row.tlsMicros, at: 20)
    page.bind(row.firstByteMicros, at: 21)
    page.bind(row.totalMicros, at: 22)
    page.bind(row.parseMicros, at: 27)
  }
}
