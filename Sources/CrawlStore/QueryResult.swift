/// The answer to a query: names of columns, and rows of texts, nil for NULL.
package struct QueryResult: Sendable, Equatable {
  package var columns: [String]
  package var rows: [[String?]]
}

extension CrawlReader {
  /// Runs one SQL statement. The connection is read-only: nothing can be changed by it.
  ///
  /// - Throws: `sqlite` with SQLite's own words when the statement is not valid.
  package func query(_ sql: String) throws(StoreError) -> QueryResult {
    let statement = try database.statement(sql)
    let columns = 0..<statement.columnCount
    var result = QueryResult(columns: [], rows: [])
    for column in columns { result.columns.append(statement.name(ofColumn: column)) }
    while try statement.step("running the query") {
      var row: [String?] = []
      for column in columns { row.append(statement.text(column)) }
      result.rows.append(row)
    }
    return result
  }
}
