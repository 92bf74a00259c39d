import CrawlStore
import Glibc
import Notation

/// A table for people: a heading, columns under their names, numbers to the right.
struct TextTable {
  let table: StoredTable
  var heading: String?

  /// Whether what is printed may be coloured: on a terminal that can, unless `NO_COLOR` is set
  /// (no-color.org).
  static var isColoured: Bool {
    isatty(STDOUT_FILENO) == 1 && (Console.environment("NO_COLOR") ?? "").isEmpty
      && !["", "dumb"].contains(Console.environment("TERM") ?? "")
  }

  /// Bold on a terminal (ECMA-48, SGR 1).
  static func bold(_ text: String) -> String {
    isColoured ? "\u{1B}[1m\(text)\u{1B}[0m" : text
  }

  /// Texts longer than this do not widen their column.
  private static let widest = 60

  var text: String {
    let cells = table.rows.map { row in zip(table.columns, row).map(Self.shown) }
    let names = table.columns.map { $0.replacing("_bytes", with: "").replacing("_", with: " ") }
    let widths = names.indices.map { column in
      max(names[column].count, cells.map { min($0[column].count, Self.widest) }.max() ?? 0)
    }
    let isRight = names.indices.map { column in
      table.rows.contains { $0[column].isNumber } && column >= min(table.labels, 1)
    }
    let title = (heading ?? table.name).replacing("_", with: " ")
    var text = "\n" + Self.bold(title) + "\n" + Self.line(names, widths, isRight)
    for row in cells { text += Self.line(row, widths, isRight) }
    return text
  }

  private static func line(_ cells: [String], _ widths: [Int], _ isRight: [Bool]) -> String {
    var line = ""
    for (column, cell) in cells.enumerated() {
      let gap = String(repeating: " ", count: max(0, widths[column] - cell.count))
      line += "  " + (isRight[column] ? gap + cell : cell + gap)
    }
    while line.last == " " { line.removeLast() }
    return line + "\n"
  }

  private static func shown(_ column: String, _ value: StoredValue) -> String {
    switch value {
    case .null: "-"
    case .integer(let number):
      column.hasSuffix("_bytes")
        ? Quantity.bytes(Double(number))
        : column == "status" ? "\(number)" : Quantity.grouped(number)
    case .real(let number): Quantity.oneDecimal(number)
    case .text(let text): Console.printable(text)
    }
  }
}
