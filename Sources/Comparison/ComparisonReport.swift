/// All forms in which a comparison is told, from the same figures.
package struct ComparisonReport: Sendable {
  private let figures: ComparisonFigures

  /// - Complexity: O(latencies + combinations · metrics · resamples · rounds).
  package init(_ comparison: Comparison) { figures = ComparisonFigures(comparison) }

  /// For the terminal: tables of at most some 100 columns, and a paragraph.
  package var text: String { ComparisonText(figures: figures).text }
  /// For programs (RFC 8259): each run as it was measured, and what follows from all.
  package var json: String { ComparisonJSON(figures: figures).text }
  /// For spreadsheets: a line for each run.
  package var csv: String { ComparisonCSV(comparison: figures.comparison).text }
  /// For a browser: one file that needs no other, with charts.
  package var html: String { ComparisonPage(figures: figures).text }
}
