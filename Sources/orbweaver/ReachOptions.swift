import ArgumentParser
import Crawler
import WebURL

/// Where a crawl goes. What is not named stays as it is in the plan.
struct ReachOptions: ParsableArguments {
  @OptionGroup var scope: ScopeOptions

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

  func apply(to plan: inout CrawlPlan) {
    scope.apply(to: &plan)
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
