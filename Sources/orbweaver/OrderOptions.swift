import ArgumentParser
package import Crawler
import Frontier

extension CrawlOrder: ExpressibleByArgument {}

/// What comes first, and what that may cost. What is not named stays as it is in the plan.
package struct OrderOptions: ParsableArguments {
  package init() {}

  @Option(
    help: """
      Which URL comes first: the one found first (breadth-first), the one found last (depth-first), or \
      the one of the highest score, by its depth, its sitemap, the links to it and --boost. \
      (default: \(CrawlPlan.standard.order.rawValue))
      """)
  var order: CrawlOrder?

  @Option(
    help: .init(
      """
      Add N, from \(Boost.points.lowerBound) to \(Boost.points.upperBound), to the score of each URL \
      that matches this regular expression (PCRE), with --order priority; scores go from \
      \(Priorities.scores.lowerBound) to \(Priorities.scores.upperBound); repeatable. (default: none)
      """,
      valueName: "regex=N"),
    transform: Boost.reading)
  var boost: [Boost] = []

  @Option(
    help: .init(
      """
      Memory for the URLs that wait: 64M, 2G; what does not fit waits in a file in the crawl's \
      folder. (default: \(ByteSize(CrawlPlan.standard.frontierMemory)))
      """,
      valueName: "bytes"),
    transform: ByteSize.within(1 << 20...1 << 40))
  var frontierMemory: ByteSize?

  /// - Throws: `Complaint` for boosts that nothing would come of.
  package func apply(to plan: inout CrawlPlan) throws(Complaint) {
    if let order { plan.order = order }
    if !boost.isEmpty { plan.boosts = boost }
    if let frontierMemory { plan.frontierMemory = frontierMemory.bytes }
    guard boost.isEmpty || plan.order == .priority else {
      throw Complaint(
        .usage, "--boost", "it does nothing with --order \(plan.order.rawValue)",
        mend: "add --order priority")
    }
  }
}

extension Boost {
  /// - Throws: `Misreading` for a text that is no boost.
  fileprivate static func reading(_ text: String) throws -> Boost {
    do throws(SyntaxError) { return try Boost(text) } catch {
      throw Misreading(description: error.description)
    }
  }
}
