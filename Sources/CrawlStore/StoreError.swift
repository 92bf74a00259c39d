internal import GRDB
internal import GRDBSQLite
internal import Glibc

/// Why a crawl directory or its database could not be made, opened, written or read.
///
/// The description is one line that says what is wrong, where, and how to mend it.
package struct StoreError: Error, Sendable, CustomStringConvertible {
  /// The kinds of trouble that a caller may tell apart, few enough for a metric's label.
  package enum Code: String, Sendable, CaseIterable {
    /// There is something already where a new crawl was to go.
    case exists
    /// There is no crawl where one was to be opened.
    case notACrawl
    /// The operating system does not allow it.
    case permission
    /// No space is left on the device, or a quota or a size limit is reached.
    case diskFull
    /// Another process holds the crawl.
    case busy
    /// The database file is damaged.
    case corrupt
    /// The crawl was written with a schema that this program does not know.
    case schema
    /// Anything else that SQLite or the operating system refuses; see `cause`.
    case sqlite
  }

  /// What SQLite (a result code) or the operating system (an `errno`) said.
  package struct Cause: Sendable, Equatable {
    /// SQLite's extended result code, or the `errno`.
    package let code: Int32
    /// The words that came with it.
    package let message: String
  }

  /// What kind of trouble it is.
  package let code: Code
  /// The path it is about.
  package let context: String
  /// What is wrong with that path, in a few words.
  package let problem: String
  /// What to do about it.
  package let remedy: String
  /// What the layer below said, when it said anything.
  package let cause: Cause?

  package var description: String {
    let said = cause.map { " (\($0.message), code \($0.code))" } ?? ""
    return "\(context): \(problem)\(said); \(remedy)"
  }

  init(_ code: Code, at path: String, _ problem: String, mend: String, cause: Cause? = nil) {
    self.code = code
    self.context = path
    self.problem = problem
    self.remedy = mend
    self.cause = cause
  }
}

extension StoreError {
  /// The error that a system call left in `errno`.
  static func system(_ number: Int32, at path: String, _ problem: String) -> StoreError {
    let cause = Cause(code: number, message: systemMessage(number))
    let code: Code =
      switch number {
      case EACCES, EPERM, EROFS: .permission
      case ENOSPC, EDQUOT, EFBIG: .diskFull
      case EEXIST, ENOTDIR: .exists
      default: .sqlite
      }
    return StoreError(code, at: path, problem, mend: remedy(for: code), cause: cause)
  }

  /// The error that the last failed call left in a SQLite connection.
  static func sqlite(_ connection: OpaquePointer, _ problem: String) -> StoreError {
    let number = errno
    let extended = unsafe sqlite3_extended_errcode(connection)
    let message = unsafe String(cString: sqlite3_errmsg(connection))
    let path = unsafe sqlite3_db_filename(connection, "main").map { unsafe String(cString: $0) }
    return sqlite(extended, message, errno: number, at: path ?? "", problem)
  }

  /// The error that GRDB threw.
  static func grdb(_ error: any Error, at path: String, _ problem: String) -> StoreError {
    let number = errno
    if let error = error as? StoreError { return error }
    guard let error = error as? DatabaseError else {
      let cause = Cause(code: 0, message: "\(error)")
      return StoreError(.sqlite, at: path, problem, mend: remedy(for: .sqlite), cause: cause)
    }
    return sqlite(
      error.extendedResultCode.rawValue, error.message ?? "", errno: number, at: path, problem)
  }

  /// SQLite has a code of its own for `ENOSPC`, but a quota or a limit on a file's size is an I/O
  /// error to it, and after a failed commit `sqlite3_system_errno` is 0: so `errno` itself decides.
  private static func sqlite(
    _ extended: Int32, _ message: String, errno number: Int32, at path: String, _ problem: String
  ) -> StoreError {
    let code: Code =
      switch extended & 0xff {
      case SQLITE_FULL: .diskFull
      case SQLITE_IOERR: [ENOSPC, EDQUOT, EFBIG].contains(number) ? .diskFull : .sqlite
      case SQLITE_BUSY, SQLITE_LOCKED: .busy
      case SQLITE_CORRUPT: .corrupt
      case SQLITE_NOTADB: .notACrawl
      case SQLITE_PERM, SQLITE_READONLY, SQLITE_AUTH: .permission
      case SQLITE_CANTOPEN: Self.system(number, at: path, problem).code
      default: .sqlite
      }
    let cause = Cause(code: extended, message: message)
    return StoreError(code, at: path, problem, mend: remedy(for: code), cause: cause)
  }

  private static func remedy(for code: Code) -> String {
    switch code {
    case .exists: "choose another folder"
    case .notACrawl: "name a folder that a crawl has written"
    case .permission: "choose a folder that you may write, or change its permissions"
    case .diskFull: "make room or raise the limit, then resume: what was committed is safe"
    case .busy: "wait until the other process is done, or stop it"
    case .corrupt: "restore the file from a copy, or salvage it with `sqlite3 crawl.db .recover`"
    case .schema: "use the version of the program that wrote it, or a newer one"
    case .sqlite: "check the disk and the file's permissions"
    }
  }

  private static func systemMessage(_ number: Int32) -> String {
    unsafe String(cString: strerror(number))
  }
}
