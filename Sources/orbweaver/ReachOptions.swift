import ArgumentParser
import Crawler
import Frontier
import WebURL

extension Scope.Reach: ExpressibleByArgument {}

/// Where a crawl goes. What is not named stays as it is in the plan.
struct ReachOptions: ParsableArguments {
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

  @Flag(
    inversion: .prefixedNo,
    help: """
      Fetch images, scripts, style sheets and GET forms too. (default: only what a reader clicks \
      through)
      """)
  var assets: Bool?

  @Flag(
    inversion: .prefixedNo,
    help: "Follow links that are marked nofollow, too. (default: record them only)")
  var followNofollow: Bool?

  @OptionGroup var duplicates: DuplicateOptions
  @OptionGroup var traps: TrapOptions

  @Option(
    help: .init(
      """
      Which rewrites make URLs one: NAME switches a rule on, no-NAME off, with commas between; from \
      the standard rules on or, after none, from none; drop-userinfo is always on. The rules are \
      \(CanonicalRules.named.map(\.name).joined(separator: ", ")). \
      (default: standard, which is \(CanonicalRules.standard.names.joined(separator: ", ")))
      """,
      valueName: "rules"),
    transform: CanonicalRules.reading)
  var canonical: CanonicalRules?

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
    if let assets { plan.followsAssets = assets }
    if let followNofollow { plan.followsNofollow = followNofollow }
    duplicates.apply(to: &plan)
    traps.apply(to: &plan)
    // Resolving relies on it: the origin begins the URL.
    if let canonical { plan.canonicalRules = canonical.union(.dropUserinfo) }
  }
}

extension CanonicalRules {
  /// - Throws: `Misreading` for a word that names no rule.
  fileprivate static func reading(_ list: String) throws -> CanonicalRules {
    do throws(ListError) {
      return try CanonicalRules(list: list)
    } catch {
      throw Misreading(description: "\(error)")
    }
  }
}
