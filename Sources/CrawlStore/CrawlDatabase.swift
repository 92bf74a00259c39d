internal import GRDB
internal import GRDBSQLite

/// A connection to a `crawl.db`: GRDB's for the schema, and the raw one under it for hot statements.
///
/// It belongs to one thread at a time, like the writer or reader that owns it. Every `Statement` on
/// it must be gone before it is closed.
@safe final class CrawlDatabase {
  let path: String
  private let queue: DatabaseQueue
  private let connection: OpaquePointer

  /// Opens the database to write, and makes the file if there is none.
  static func writing(_ path: String) throws(StoreError) -> CrawlDatabase {
    var configuration = Configuration()
    configuration.label = "crawl writer"
    configuration.busyMode = .timeout(10)
    configuration.foreignKeysEnabled = false
    configuration.allowsUnsafeTransactions = true
    configuration.prepareDatabase { database in
      for pragma in writerPragmas { try database.execute(sql: "PRAGMA \(pragma)") }
    }
    return try CrawlDatabase(path, configuration)
  }

  /// Opens the database to read, also while another process writes it.
  ///
  /// Who was interrupted while it went over to the log, or back, has left a journal behind that must be
  /// rolled back before anybody can read.
  static func reading(_ path: String) throws(StoreError) -> CrawlDatabase {
    do throws(StoreError) {
      return try openingToRead(path)
    } catch  where error.isUnrolled {
      try rollBack(path)
      return try openingToRead(path)
    }
  }

  /// Lets SQLite roll back the journal of a writer that is gone. Nothing else changes.
  private static func rollBack(_ path: String) throws(StoreError) {
    var configuration = Configuration()
    configuration.label = "crawl mender"
    configuration.busyMode = .timeout(10)
    try CrawlDatabase(path, configuration).close()
  }

  private static func openingToRead(_ path: String) throws(StoreError) -> CrawlDatabase {
    var configuration = Configuration()
    configuration.label = "crawl reader"
    configuration.readonly = true
    configuration.busyMode = .timeout(10)
    configuration.allowsUnsafeTransactions = true
    return try CrawlDatabase(path, configuration)
  }

  private init(_ path: String, _ configuration: Configuration) throws(StoreError) {
    do {
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      guard let connection = unsafe queue.inDatabase({ unsafe $0.sqliteConnection }) else {
        preconditionFailure("GRDB opened a database without a connection")
      }
      self.path = path
      self.queue = queue
      unsafe self.connection = connection
    } catch {
      throw StoreError.grdb(error, at: path, "cannot open the crawl's database")
    }
  }

  /// Waits for the disk at each checkpoint from now on: what is committed survives the process, and
  /// what is checkpointed a loss of power. Until this is called nothing waits, which is right for
  /// tables that are still being made: a crash leaves a crawl that has not begun.
  func beginDurability() throws(StoreError) {
    try execute("PRAGMA synchronous = NORMAL", for: "setting up the database")
  }

  /// Page size and caches fit a stream of small rows appended; the rest keeps writes off the disk's
  /// slow path: no overwriting of freed bytes, sorts in memory or in temporary files, and a
  /// checkpoint every 16 MB of log.
  private static let writerPragmas = [
    "synchronous = OFF", "page_size = 8192", "journal_mode = WAL", "secure_delete = OFF",
    "cache_size = -8192", "wal_autocheckpoint = 2000",
    "journal_size_limit = 67108864",
  ]

  /// Runs a piece of work that ends, or may end, a transaction.
  ///
  /// GRDB watches commits and rollbacks, and traps on one that it finds outside of its own accesses.
  /// The body must not call `perform` or `withQueue` again.
  func perform<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let result = queue.inDatabase { _ in Swift.Result { () throws(Failure) in try body() } }
    return try result.get()
  }

  func statement(_ sql: String) throws(StoreError) -> Statement {
    try unsafe Statement(sql, on: connection)
  }

  /// Runs one or more statements, separated by semicolons, that answer with no rows.
  func execute(_ sql: String, for purpose: StaticString) throws(StoreError) {
    guard unsafe sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK else {
      throw unsafe StoreError.sqlite(connection, "\(purpose) failed")
    }
  }

  /// The first column of the first row, or 0.
  func integer(_ sql: String) throws(StoreError) -> Int64 {
    let statement = try statement(sql)
    return try statement.step("reading") ? statement.integer(0) : 0
  }

  var isInTransaction: Bool { unsafe sqlite3_get_autocommit(connection) == 0 }

  /// Hands the raw connection to somebody who registers something on it.
  func withConnection<Result>(_ body: (OpaquePointer) -> Result) -> Result {
    unsafe body(connection)
  }

  /// Applies a change of schema through GRDB.
  func withQueue<Result>(
    _ purpose: StaticString, _ body: (DatabaseQueue) throws -> Result
  ) throws(StoreError) -> Result {
    do {
      return try body(queue)
    } catch {
      throw StoreError.grdb(error, at: path, "\(purpose) failed")
    }
  }

  /// Moves the log into the database and leaves log mode, so that one plain file remains that can be
  /// read anywhere, even from read-only media.
  ///
  /// A reader at work keeps the log alive; then the last reader folds it, and that is no error.
  func foldLog() throws(StoreError) {
    unsafe sqlite3_busy_timeout(connection, 1000)
    try perform { () throws(StoreError) in
      do throws(StoreError) {
        try execute("PRAGMA wal_checkpoint(TRUNCATE)", for: "folding the log")
        try execute("PRAGMA journal_mode = DELETE", for: "leaving log mode")
      } catch  where error.code == .busy {
        return
      }
    }
  }

  /// Closes the connection; an error means that a statement is still alive.
  func close() throws(StoreError) {
    try withQueue("closing the database") { queue in try queue.close() }
  }
}

extension StoreError {
  /// Whether a journal would have to be rolled back, by somebody who may write.
  fileprivate var isUnrolled: Bool {
    cause?.code == ResultCode.SQLITE_READONLY_ROLLBACK.rawValue
  }
}
