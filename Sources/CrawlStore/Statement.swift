internal import GRDBSQLite

/// A prepared statement on a raw connection, finalized exactly once.
///
/// The connection must stay open as long as the statement lives. Values are bound by position from
/// 1, and stay bound from one run to the next.
@safe struct Statement: ~Copyable {
  private let handle: OpaquePointer

  init(_ sql: String, on connection: OpaquePointer) throws(StoreError) {
    var prepared: OpaquePointer?
    let result = unsafe sqlite3_prepare_v3(
      connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard result == SQLITE_OK else {
      throw unsafe StoreError.sqlite(connection, "SQLite refuses “\(sql)”")
    }
    guard let handle = unsafe prepared else {
      throw StoreError(.sqlite, at: "", "“\(sql)” holds no statement", mend: "write one")
    }
    unsafe self.handle = handle
  }

  deinit { unsafe sqlite3_finalize(handle) }

  /// Executes a statement that answers with no rows, or whose rows nobody wants.
  func run(_ purpose: StaticString) throws(StoreError) {
    while try step(purpose) {}
  }

  /// Rows that the connection's last INSERT, UPDATE or DELETE changed.
  var changedRows: Int32 { unsafe sqlite3_changes(sqlite3_db_handle(handle)) }

  /// Moves to the next row. At the end, answers false and is ready to run again.
  func step(_ purpose: StaticString) throws(StoreError) -> Bool {
    let result = unsafe sqlite3_step(handle)
    if result == SQLITE_ROW { return true }
    if result == SQLITE_DONE {
      unsafe sqlite3_reset(handle)
      return false
    }
    let error = unsafe StoreError.sqlite(sqlite3_db_handle(handle), "\(purpose) failed")
    unsafe sqlite3_reset(handle)
    throw error
  }
}

/// Values in.
extension Statement {
  func bind(_ value: Int64, at index: Int32) {
    check(unsafe sqlite3_bind_int64(handle, index, value), index)
  }

  func bind(_ value: some FixedWidthInteger, at index: Int32) {
    bind(Int64(value), at: index)
  }

  func bind(_ value: (some FixedWidthInteger)?, at index: Int32) {
    if let value { bind(Int64(value), at: index) } else { bindNull(at: index) }
  }

  /// Binds a number of thousandths as a real number.
  func bind(thousandths value: UInt16?, at index: Int32) {
    guard let value else { return bindNull(at: index) }
    check(unsafe sqlite3_bind_double(handle, index, Double(value) / 1000), index)
  }

  func bindNull(at index: Int32) {
    check(unsafe sqlite3_bind_null(handle, index), index)
  }

  /// Binds a copy of a text.
  func bind(_ text: String, at index: Int32) {
    var text = text
    let result = text.withUTF8 { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) { chars in
        unsafe sqlite3_bind_text(handle, index, chars.baseAddress, Int32(chars.count), transient)
      }
    }
    check(result, index)
  }

  func bind(_ text: String?, at index: Int32) {
    if let text { bind(text, at: index) } else { bindNull(at: index) }
  }

  /// Binds a copy of some bytes as a blob.
  func bind(blob bytes: [UInt8], at index: Int32) {
    let result = unsafe bytes.withUnsafeBufferPointer { bytes in
      bytes.isEmpty
        ? unsafe sqlite3_bind_zeroblob(handle, index, 0)
        : unsafe sqlite3_bind_blob(
          handle, index, bytes.baseAddress, Int32(bytes.count), transient)
    }
    check(result, index)
  }

  /// Binds bytes as text without a copy: they must stay where they are until the next binding.
  @unsafe func bind(borrowedText bytes: UnsafeBufferPointer<UInt8>, at index: Int32) {
    let result = unsafe bytes.withMemoryRebound(to: CChar.self) { chars in
      unsafe sqlite3_bind_text(handle, index, chars.baseAddress, Int32(chars.count), nil)
    }
    check(result, index)
  }

  private func check(_ result: Int32, _ index: Int32) {
    precondition(result == SQLITE_OK, "parameter \(index) of a statement could not be bound")
  }

  /// SQLite's mark for "make your own copy", `SQLITE_TRANSIENT`, which C spells as a cast of -1.
  private var transient: sqlite3_destructor_type {
    unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
  }
}

/// Values out, by column from 0, of the row that `step` stands on.
extension Statement {
  var columnCount: Int32 { unsafe sqlite3_column_count(handle) }

  func name(ofColumn index: Int32) -> String {
    unsafe sqlite3_column_name(handle, index).map { unsafe String(cString: $0) } ?? ""
  }

  func isNull(_ index: Int32) -> Bool {
    unsafe sqlite3_column_type(handle, index) == SQLITE_NULL
  }

  func integer(_ index: Int32) -> Int64 {
    unsafe sqlite3_column_int64(handle, index)
  }

  /// The column as a number; nil for NULL.
  func optionalInteger(_ index: Int32) -> Int64? {
    isNull(index) ? nil : integer(index)
  }

  /// The column with the type that SQLite gave it; a blob as text.
  func value(_ index: Int32) -> StoredValue {
    switch unsafe sqlite3_column_type(handle, index) {
    case SQLITE_NULL: .null
    case SQLITE_INTEGER: .integer(integer(index))
    case SQLITE_FLOAT: .real(unsafe sqlite3_column_double(handle, index))
    default: .text(text(index) ?? "")
    }
  }

  /// A copy of the column's bytes.
  func bytes(_ index: Int32) -> [UInt8] {
    withBytes(index) { bytes in unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) } }
  }

  /// The column as text, what is not UTF-8 repaired; nil for NULL.
  func text(_ index: Int32) -> String? {
    isNull(index) ? nil : withBytes(index) { bytes in String(copying: bytes) }
  }

  /// The column's bytes, as text or as a blob, for the time of the call.
  func withBytes<Result, Failure: Error>(
    _ index: Int32, _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    // The pointer first, the length after: asking for the pointer may convert the value.
    let start = unsafe sqlite3_column_blob(handle, index)
    let count = Int(unsafe sqlite3_column_bytes(handle, index))
    let bytes = unsafe UnsafeBufferPointer(
      start: start?.assumingMemoryBound(to: UInt8.self), count: start == nil ? 0 : count)
    return try unsafe body(bytes.span)
  }
}

extension String {
  /// A text from UTF-8 bytes, what is not UTF-8 repaired.
  init(copying bytes: Span<UInt8>) {
    self = unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }
}
