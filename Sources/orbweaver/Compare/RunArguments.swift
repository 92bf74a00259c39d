package import Comparison

/// The command lines of a comparison's runs: those of `orbweaver crawl`.
package struct RunArguments: Sendable {
  /// The file with the seeds.
  package var seeds: String
  package var pace: Pace
  /// The most pages; nil for no limit.
  package var pages: Int?
  /// Options that all runs have alike.
  package var common: [String]

  package init(seeds: String, pace: Pace, pages: Int?, common: [String]) {
    (self.seeds, self.pace, self.pages, self.common) = (seeds, pace, pages, common)
  }

  /// What holds in all comparisons: only links are followed, and all of them, so that what is found does
  /// not depend on the order in which it is found.
  private static let always = ["--quiet", "--sitemaps", "ignore", "--traps", "ignore"]

  /// The line of one run, without the program.
  ///
  /// - Parameters:
  ///   - folder: where the crawl goes to.
  ///   - measurements: the file that says what it cost; nil for a run that nobody measures.
  package func line(
    for combination: Combination, folder: String, measurements: String?
  ) -> [String] {
    var line = ["crawl", "--output", folder] + Self.always
    if let measurements { line += ["--measurements", measurements] }
    line += ["--concurrency", "\(combination.concurrency)", "--parsers", "\(combination.parsers)"]
    // What is usual needs no word.
    if combination.mode != .async { line += ["--mode", combination.mode.rawValue] }
    if combination.selector != ComparisonGrid.usualSelector {
      line += ["--selector", combination.selector]
    }
    if pace == .full {
      let all = "\(combination.concurrency)"
      line += ["--delay", "0", "--address-delay", "0", "--per-host", all, "--per-address", all]
    }
    if let pages { line += ["--max-pages", "\(pages)"] }
    return line + common + ["--", seeds]
  }

  /// The same, for pages that are known: each is fetched, and no link is followed.
  package func fixed(to seeds: String) -> RunArguments {
    var fixed = self
    fixed.seeds = seeds
    fixed.pages = nil
    fixed.common += ["--depth", "0"]
    return fixed
  }
}
