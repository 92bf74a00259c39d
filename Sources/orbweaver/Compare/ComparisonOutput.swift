package import Comparison
import Notation

/// What is printed and written of a comparison.
package struct ComparisonOutput {
  private let comparison: Comparison

  package init(_ comparison: Comparison) { self.comparison = comparison }

  /// For the terminal.
  package var text: String {
    var lines = comparison.runs.map { run in
      "\(run.combination.label), round \(run.round): \(Quantity.rate(run.pagesPerSecond)) pages/s"
    }
    lines += comparison.remarks + comparison.disagreements
    if let missing = comparison.systemCallsMissing { lines.append("no system calls: \(missing)") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The files of the report, by name.
  package var files: [(name: String, content: String)] { [("compare.txt", text)] }
}
