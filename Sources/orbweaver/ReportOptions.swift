import ArgumentParser
import Crawler
import Logging

extension ProgressStyle: ExpressibleByArgument {}

/// What the program says while it works.
struct ReportOptions: ParsableArguments {
  @Option(
    help: """
      How to report on standard error: 'auto' redraws a line on a terminal and writes one every \
      5 s elsewhere, 'plain' writes one every 5 s.
      """)
  var progress = ProgressStyle.auto

  @Flag(
    name: .shortAndLong,
    help: "Say nothing but errors: no progress, no summary. (default: off)")
  var quiet = false

  @Flag(
    name: .shortAndLong,
    help: """
      Also say each failure with its URL, on standard error; twice for all there is. \
      (default: off)
      """)
  var verbose: Int

  @Option(
    help: .init(
      """
      Write what the crawl cost, and what its tasks did when, to this file, as lines of tab-separated \
      values; what stood in it is lost. (default: none)
      """,
      valueName: "file"),
    completion: .file())
  var measurements: String?

  /// - Throws: `ValidationError` for options that contradict each other.
  func validate() throws {
    if quiet && verbose > 0 { throw ValidationError("-q and -v contradict each other; give one") }
  }

  var style: ProgressStyle { quiet ? .none : progress }
  var logLevel: Logger.Level {
    switch verbose {
    case 0: quiet ? .error : .warning
    case 1: .debug
    default: .trace
    }
  }

  /// Puts into a plan what the report needs to know.
  func apply(to plan: inout CrawlPlan) { plan.keepsTimeline = measurements != nil }
}
