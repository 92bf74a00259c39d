import ArgumentParser
import Crawler

extension TrapPolicy: ExpressibleByArgument {}

/// What becomes of traps.
struct TrapOptions: ParsableArguments {
  @Option(
    help: """
      What to make of traps, which are URLs without end that say nothing new: avoid them, by their \
      looks and by what comes of URLs like them; or fetch them as all others. \
      (default: \(CrawlPlan.standard.traps.rawValue))
      """)
  var traps: TrapPolicy?

  func apply(to plan: inout CrawlPlan) {
    if let traps { plan.traps = traps }
  }
}
