import ArgumentParser
import Crawler

extension DuplicatePolicy: ExpressibleByArgument {}

/// What becomes of pages that repeat another one.
struct DuplicateOptions: ParsableArguments {
  @Option(
    help: """
      What to make of pages whose content, or nearly, an earlier page had: record which one; record \
      it, and follow no link that only they have; or do not look for them. \
      (default: \(CrawlPlan.standard.duplicates.rawValue))
      """)
  var duplicates: DuplicatePolicy?

  func apply(to plan: inout CrawlPlan) {
    if let duplicates { plan.duplicates = duplicates }
  }
}
