package import CrawlStore

/// That two runs did not find the same, told in lines.
package struct Disagreement {
  /// Lines that are shown of each of the two.
  package static let shownLines = 3

  /// The name of the run that others are held against.
  private let first: String
  private let second: String
  private let differences: FindingDifferences

  package init(first: String, second: String, differences: FindingDifferences) {
    (self.first, self.second, self.differences) = (first, second, differences)
  }

  /// One line for each URL that was found by one of them alone, or with another status.
  package var lines: [String] {
    differences.onlySecond.map { "\(second) found what \(first) did not: \($0)" }
      + differences.onlyFirst.map { "\(first) found what \(second) did not: \($0)" }
  }
}
