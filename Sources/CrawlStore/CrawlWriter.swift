/// The one writer of a crawl's database.
///
/// It has no thread of its own and no clock: whoever owns it calls it from one thread at a time, and
/// decides when to commit. A batch counts once `commit` has returned; what a crash or an error takes
/// away is what was written since the last commit, and in the database the URLs of those pages are
/// still queued. After an error other than `busy` the writer is spent: each further call throws the
/// same error, and dropping the writer leaves a database that can be opened and resumed.
package struct CrawlWriter: ~Copyable {
  private let folder: CrawlFolder
  private let lock: FolderLock
  private let database: CrawlDatabase
  private var statements: BatchStatements?
  private var failure: StoreError?

  /// Makes the folder, its parents and an empty database.
  ///
  /// - Parameters:
  ///   - directory: A path where there is nothing yet, or an empty folder.
  ///   - facts: Rows for the table `crawl`, what the crawl knows about itself; `status` is the
  ///     writer's own and says `running` until `finish`.
  ///   - settings: Rows for the table `settings`, in order; a name may come more than once.
  /// What a crawl left that was killed before it had begun is no obstacle, and is removed.
  ///
  /// - Throws: `exists` when something is there already, `permission`, `diskFull`, `busy`.
  package init(
    creating directory: String, facts: [(key: String, value: String)] = [],
    settings: [(name: String, value: String)] = []
  ) throws(StoreError) {
    let folder = CrawlFolder(directory)
    try folder.create()
    let lock = try FolderLock(folder.lock)
    if try folder.holdsStillborn() { folder.removeDatabase() }
    try folder.refuseDatabase()
    do {
      let database = try CrawlDatabase.writing(folder.database)
      try Schema.create(database)
      try CrawlFacts.write(settings: settings, to: database)
      try database.beginDurability()
      // Last: without a status nothing has begun; see `CrawlFolder.holdsStillborn`.
      try CrawlFacts.write(facts + [("status", "running")], to: database)
      self.statements = try BatchStatements(database)
      self.database = database
    } catch {
      folder.removeDatabase()
      throw error
    }
    self.folder = folder
    self.lock = lock
    self.failure = nil
  }

  /// Migrates a crawl that an older version of the program wrote; one of this version is left as it
  /// is.
  ///
  /// - Throws: As `init(opening:)`.
  package static func bringUpToDate(_ directory: String) throws(StoreError) {
    let folder = CrawlFolder(directory)
    try folder.requireCrawl()
    let lock = try FolderLock(folder.lock)
    try folder.refuseStillborn()
    if try Schema.check(CrawlDatabase.reading(folder.database)) == .older {
      let database = try CrawlDatabase.writing(folder.database)
      try database.beginDurability()
      try Schema.bringUpToDate(database)
      try database.foldLog()
      try database.close()
    }
    _ = consume lock
  }

  /// Opens a crawl to go on with it, after an end or a crash of its last writer.
  ///
  /// - Parameters:
  ///   - facts: Rows for the table `crawl`, replacing those of the same keys.
  ///   - settings: The settings that changed: rows for the table `settings`, in order.
  ///   - run: Which run of the crawl this is, from 2.
  /// - Throws: `notACrawl`, `busy` when another process writes it, `schema` when a newer version of
  ///   the program wrote it, `corrupt`, `permission`, `diskFull`.
  package init(
    opening directory: String, facts: [(key: String, value: String)] = [],
    settings: [(name: String, value: String)] = [], run: Int = 2
  ) throws(StoreError) {
    let folder = CrawlFolder(directory)
    try folder.requireCrawl()
    let lock = try FolderLock(folder.lock)
    // Opening to write changes a file's journal mode: not before it is known to be ours.
    try Schema.check(CrawlDatabase.reading(folder.database))
    let database = try CrawlDatabase.writing(folder.database)
    try database.beginDurability()
    try Schema.bringUpToDate(database)
    try database.perform { () throws(StoreError) in
      try database.execute(Indexes.removal, for: "removing the indexes")
    }
    try CrawlFacts.write(facts + [("status", "running")], to: database)
    try CrawlFacts.write(settings: settings, ofRun: run, to: database)
    self.statements = try BatchStatements(database)
    self.database = database
    self.folder = folder
    self.lock = lock
    self.failure = nil
  }

  /// Adds a batch to the open transaction, and begins one when none is open.
  ///
  /// - Throws: `busy` when another program has kept the database locked for 10 s; then nothing is
  ///   lost and the call may be repeated. Any other error takes back the whole open transaction.
  package mutating func write(_ batch: borrowing CrawlBatch) throws(StoreError) {
    if let failure { throw failure }
    if batch.isEmpty { return }
    if !database.isInTransaction {
      try database.perform { () throws(StoreError) in
        try database.execute("BEGIN IMMEDIATE", for: "starting to write")
      }
    }
    try endingOnFailure { writer throws(StoreError) in try writer.statements?.insert(batch) }
  }

  /// Makes durable what was written since the last commit; without any, does nothing.
  ///
  /// After a crash of the process every commit stands. After a loss of power the last ones may be
  /// missing, never a part of one (`synchronous=NORMAL`).
  package mutating func commit() throws(StoreError) {
    if let failure { throw failure }
    guard database.isInTransaction else { return }
    try endingOnFailure { writer throws(StoreError) in
      try writer.database.execute("COMMIT", for: "committing")
    }
  }

  /// How the pages and the sitemaps of the crawl agree; nil when no sitemap listed anything.
  package func sitemapSummary() throws(StoreError) -> SitemapSummary? {
    if let failure { throw failure }
    return try SitemapSummary(database)
  }

  /// Sets rows of the table `crawl`, replacing those of the same keys. No transaction may be open.
  package mutating func write(facts: [(key: String, value: String)]) throws(StoreError) {
    if let failure { throw failure }
    precondition(!database.isInTransaction, "facts are written in a transaction of their own")
    try CrawlFacts.write(facts, to: database)
  }

  /// Replaces the cookies that the crawl has: lines of a cookie file in Netscape's format. Part of the
  /// transaction that is open, if one is.
  package mutating func write(cookies lines: [String]) throws(StoreError) {
    if let failure { throw failure }
    if !database.isInTransaction {
      try database.perform { () throws(StoreError) in
        try database.execute("BEGIN IMMEDIATE", for: "starting to write")
      }
    }
    try endingOnFailure { writer throws(StoreError) in
      try writer.database.execute("DELETE FROM cookies", for: "writing the cookies")
      let statement = try writer.database.statement("INSERT INTO cookies (line) VALUES (?)")
      for line in lines {
        statement.bind(line, at: 1)
        try statement.run("writing a cookie")
      }
    }
  }

  /// Rows of `links`, those that are not committed included. O(log links).
  package var linkCount: Int64 {
    get throws(StoreError) {
      if let failure { throw failure }
      return try database.integer("SELECT max(rowid) FROM links")
    }
  }

  /// Commits, records how the crawl ended, and closes the database.
  ///
  /// With `indexed`, adds the indexes and statistics that the documented queries want: about a second
  /// for a million links. What is left behind is one plain file, `crawl.db`, without a log beside it,
  /// unless somebody is reading at that moment.
  package consuming func finish(
    status: String, at finishedAt: Int64, indexed: Bool = true
  ) throws(StoreError) {
    try commit()
    try CrawlFacts.write([("status", status), ("finished_at", "\(finishedAt)")], to: database)
    statements = nil
    if indexed {
      try database.perform { () throws(StoreError) in
        try database.execute(Indexes.creation, for: "adding the indexes")
        try database.execute(
          "PRAGMA analysis_limit = 1000; ANALYZE", for: "gathering statistics")
      }
    }
    try database.foldLog()
    try database.close()
  }

  /// Does a part of a transaction; when that fails, takes back the whole and spends the writer.
  private mutating func endingOnFailure(
    _ body: (inout CrawlWriter) throws(StoreError) -> Void
  ) throws(StoreError) {
    try database.perform { () throws(StoreError) in
      do throws(StoreError) {
        try body(&self)
      } catch {
        failure = error
        statements = nil
        if database.isInTransaction { try? database.execute("ROLLBACK", for: "rolling back") }
        throw error
      }
    }
  }
}
