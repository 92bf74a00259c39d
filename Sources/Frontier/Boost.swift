/// What a person adds to, or takes from, the score of all URLs that match an expression: `--boost`.
package struct Boost: Sendable, Equatable {
  /// A regular expression over URLs; it is known to be one.
  package let pattern: String
  /// What is added to the score; may be negative.
  package let points: Int

  /// Enough to bring any URL to either end of the scores, and to outweigh several other boosts.
  package static let points = -100...100

  /// Why a text is no boost.
  package struct SyntaxError: Error, CustomStringConvertible {
    package let description: String
  }

  /// Reads a boost as it is written on a command line and in `crawl.db`: `REGEX=N`. The last `=` counts.
  ///
  /// - Throws: `SyntaxError` for a text of another form, or an expression that is none.
  package init(_ text: String) throws(SyntaxError) {
    guard let equals = text.lastIndex(of: "="), equals > text.startIndex,
      let points = Int(text[text.index(after: equals)...]), Self.points.contains(points)
    else {
      throw SyntaxError(
        description: "write REGEX=N, N a whole number from \(Self.points.lowerBound) to "
          + "\(Self.points.upperBound), like /docs/=4")
    }
    pattern = String(text[..<equals])
    self.points = points
    do throws(Pattern.SyntaxError) { _ = try Pattern(pattern) } catch {
      throw SyntaxError(description: error.description)
    }
  }

  /// As `init(_:)` reads it.
  package var text: String { "\(pattern)=\(points)" }
}
