import ArgumentParser
import Crawler
import Frontier
import WebURL

extension Scope.Reach: ExpressibleByArgument {}

/// Where a crawl goes, and where it ends.
struct ReachOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: .init(
      """
      The folder that the crawl is written to: new or empty, never overwritten. \
      (default: output/HOST-TIME)
      """,
      valueName: "folder"),
    completion: .directory)
  var output: String?

  @Option(
    help: """
      How far from the seeds to go: their hosts, their registrable domains with all hosts, their \
      folders, or anywhere.
      """)
  var scope = CrawlPlan.standard.reach

  @Option(
    name: [.customShort("l"), .long],
    help: .init(
      "How many links from a seed to follow; 0 is the seeds alone. (default: no limit)",
      valueName: "links"),
    transform: Count.atLeast(0))
  var depth: Int?

  @Option(
    help: .init("End after this many pages. (default: no limit)", valueName: "pages"),
    transform: Count.atLeast(1))
  var maxPages: Int?

  @Option(
    help: .init("End after this time: 90s, 5m, 2h. (default: no limit)", valueName: "time"),
    transform: TimeSpan.positive)
  var maxTime: TimeSpan?

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
    help: """
      Fetch images, scripts, style sheets and GET forms too. (default: only what a reader clicks \
      through)
      """)
  var assets = false

  @Flag(help: "Follow links that are marked nofollow, too. (default: record them only)")
  var followNofollow = false

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
  var canonical = CrawlPlan.standard.canonicalRules

  /// - Throws: `ValidationError` for an expression that is none.
  func validate() throws {
    do throws(Pattern.SyntaxError) {
      _ = try Scope(scope, including: include, excluding: exclude)
    } catch {
      throw ValidationError("\(error); write a PCRE pattern")
    }
  }

  func apply(to plan: inout CrawlPlan) {
    plan.reach = scope
    plan.maximumDepth = depth
    plan.maximumPages = maxPages
    plan.maximumTime = maxTime?.duration
    plan.includes = include
    plan.excludes = exclude
    plan.followsAssets = assets
    plan.followsNofollow = followNofollow
    // Resolving relies on it: the origin begins the URL.
    plan.canonicalRules = canonical.union(.dropUserinfo)
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
