import Notation

/// A comparison for the terminal: what was compared, the tables, and what they mean.
struct ComparisonText {
  let figures: ComparisonFigures

  var text: String {
    let tables = ReportTables(figures).all.map(\.text)
    let verdict = Self.wrapped(ComparisonVerdict(figures).text)
    return ([head] + tables + notes + [verdict]).map(Printable.lines).joined(separator: "\n")
  }

  private var head: String {
    let comparison = figures.comparison
    let cores = Quantity.counted(comparison.cores, "processor", "processors")
    let rounds = Quantity.counted(comparison.rounds, "round", "rounds")
    return Self.wrapped("\(comparison.subject): \(rounds), on \(cores) (\(comparison.machine))")
  }

  /// What has to be known besides.
  private var notes: [String] {
    let comparison = figures.comparison
    let missing = comparison.systemCallsMissing.map { ["No system calls were counted: \($0)."] }
    let notes = comparison.remarks + comparison.disagreements + (missing ?? [])
    return notes.isEmpty ? [] : [notes.map { Self.wrapped($0) }.joined()]
  }

  /// In lines of at most so many characters, where words allow it.
  static func wrapped(_ text: String, width: Int = 100) -> String {
    var (result, line) = ("", "")
    for word in text.split(separator: " ") {
      if !line.isEmpty && line.count + 1 + word.count > width {
        result += line + "\n"
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return result + line + "\n"
  }
}

extension Printable {
  /// Text of several lines, each of which steers no terminal.
  fileprivate static func lines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { Self.text(String($0)) }
      .joined(separator: "\n")
  }
}
