package import Comparison

/// What is printed and written of a comparison.
package struct ComparisonOutput {
  private let report: ComparisonReport

  package init(_ comparison: Comparison) { report = ComparisonReport(comparison) }

  /// For the terminal.
  package var text: String { report.text }

  /// The files of the report, by name.
  package var files: [(name: String, content: String)] {
    [
      ("compare.json", report.json), ("compare.csv", report.csv), ("compare.html", report.html),
    ]
  }
}
