import ArgumentParser
import Crawler
import Frontier

extension Scope.Reach: ExpressibleByArgument {}

/// How far from its seeds a crawl goes. What is not named stays as it is in the plan.
struct ScopeOptions: ParsableArguments {
  @Option(
    help: """
      How far from the seeds to go: their hosts, their registrable domains with all hosts, their \
      folders, or anywhere. (default: \(CrawlPlan.standard.reach.rawValue))
      """)
  var scope: Scope.Reach?

  @Option(
    name: [.customShort("l"), .long],
    help: .init(
      "How many links from a seed to follow; 0 is the seeds alone. (default: none, no limit)",
      valueName: "links|none"),
    transform: Limit.reading(Count.atLeast(0)))
  var depth: Limit<Int>?

  @Option(
    help: .init(
      """
      Fetch only URLs that match this regular expression (PCRE), or another --include; \
      repeatable. (default: all)
      """,
      valueName: "regex"))
  var include: [String] = []

  @Option(
    help: .init(
      """
      Fetch no URL that matches this regular expression (PCRE); repeatable. (default: none)
      """,
      valueName: "regex"))
  var exclude: [String] = []

  /// - Throws: `ValidationError` for an expression that is none.
  func validate() throws {
    do throws(Pattern.SyntaxError) {
      _ = try Scope(scope ?? CrawlPlan.standard.reach, including: include, excluding: exclude)
    } catch {
      throw ValidationError("\(error); write a PCRE pattern")
    }
  }

  func apply(to plan: inout CrawlPlan) {
    if let scope { plan.reach = scope }
    if let depth { plan.maximumDepth = depth.value }
    if !include.isEmpty { plan.includes = include }
    if !exclude.isEmpty { plan.excludes = exclude }
  }

  /// The same on the command line of another crawl.
  var arguments: [String] {
    var arguments = scope.map { ["--scope", $0.rawValue] } ?? []
    if let depth = depth?.value { arguments += ["--depth", "\(depth)"] }
    for pattern in include { arguments += ["--include=" + pattern] }
    for pattern in exclude { arguments += ["--exclude=" + pattern] }
    return arguments
  }
}
