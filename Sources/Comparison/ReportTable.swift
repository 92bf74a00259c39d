/// A table of a report: for the terminal and for the page alike.
package struct ReportTable: Sendable {
  package var title: String
  /// The first one names the rows; all others hold figures.
  package var columns: [String]
  package var rows: [[String]]

  package init(_ title: String, columns: [String], rows: [[String]]) {
    (self.title, self.columns, self.rows) = (title, columns, rows)
  }

  /// The table without columns that say nothing in any row.
  package var withoutEmptyColumns: ReportTable {
    let kept = columns.indices.filter { column in
      column == 0 || rows.contains { $0[column] != Figure.none }
    }
    return ReportTable(
      title, columns: kept.map { columns[$0] }, rows: rows.map { row in kept.map { row[$0] } })
  }

  /// For a terminal: the title, the names of the columns, a line for each row, figures to the right.
  package var text: String {
    let lines = [columns] + rows
    let widths = columns.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return title + "\n" + lines.map { Self.line($0, widths) }.joined()
  }

  private static func line(_ cells: [String], _ widths: [Int]) -> String {
    var line = ""
    for (column, cell) in cells.enumerated() {
      let gap = String(repeating: " ", count: widths[column] - cell.count)
      line += column == 0 ? "  \(cell)\(gap)" : "  \(gap)\(cell)"
    }
    while line.last == " " { line.removeLast() }
    return line + "\n"
  }
}
