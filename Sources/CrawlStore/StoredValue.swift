/// A value as it stands in a row.
package enum StoredValue: Sendable, Equatable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)

  package var integer: Int64? {
    if case .integer(let number) = self { number } else { nil }
  }

  package var text: String? {
    if case .text(let text) = self { text } else { nil }
  }
}

/// Rows with named columns. The first columns say what a row is about, the others what is known of it.
package struct StoredTable: Sendable, Equatable {
  /// As in `hosts`.
  package let name: String
  package var columns: [String]
  /// How many columns, from the first on, say what a row is about.
  package let labels: Int
  package var rows: [[StoredValue]]

  package init(_ name: String, columns: [String], labels: Int, rows: [[StoredValue]] = []) {
    (self.name, self.columns, self.labels, self.rows) = (name, columns, labels, rows)
  }

  /// The value of a column in a row; null where there is no such column or row.
  package subscript(row: Int, column: String) -> StoredValue {
    guard rows.indices.contains(row), let index = columns.firstIndex(of: column) else {
      return .null
    }
    return rows[row][index]
  }
}

extension CrawlDatabase {
  /// All rows of a query, with numbers bound to its parameters.
  func table(
    _ name: String, labels: Int = 0, _ sql: String, _ parameters: Int64...
  ) throws(StoreError) -> StoredTable {
    let statement = try statement(sql)
    for (index, number) in parameters.enumerated() { statement.bind(number, at: Int32(index + 1)) }
    var table = StoredTable(name, columns: [], labels: labels)
    for column in 0..<statement.columnCount {
      table.columns.append(statement.name(ofColumn: column))
    }
    while try statement.step("reading the crawl") { table.rows.append(statement.values) }
    return table
  }

  /// Runs a body to which the database stands still, whatever another process commits meanwhile. The
  /// body must not call `perform` or `withQueue`.
  func inSnapshot<Result>(_ body: () throws(StoreError) -> Result) throws(StoreError) -> Result {
    try perform { () throws(StoreError) in
      try execute("BEGIN", for: "beginning to read")
      do throws(StoreError) {
        let result = try body()
        try execute("COMMIT", for: "ending to read")
        return result
      } catch {
        // The first error says what is wrong.
        do throws(StoreError) { try execute("ROLLBACK", for: "ending to read") } catch {}
        throw error
      }
    }
  }
}

extension Statement {
  /// The row that `step` stands on.
  var values: [StoredValue] { (0..<columnCount).map { value($0) } }
}
