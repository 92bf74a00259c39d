package import Robots

/// Why a URL is not fetched.
package enum Exclusion: Sendable, Equatable, CustomStringConvertible {
  /// Outside the crawl's reach.
  case scope(Scope.Reach)
  /// An `--exclude` expression matches.
  case excludePattern(String)
  /// There are `--include` expressions, and none matches.
  case noIncludePattern
  /// Farther from the seeds than `--depth`.
  case depth(Int)
  /// Only linked in ways that the crawl does not follow: images, scripts, forms.
  case linkKind
  /// Only linked with nofollow.
  case nofollow
  /// Only linked from pages that repeat another one.
  case duplicatePage
  /// Longer than the longest URL that is fetched.
  case length
  /// At the end of a chain of too many redirects.
  case redirects
  /// As many pages of its host as `--max-pages-per-host` allows were fetched.
  case hostPages(Int)
  /// Its host answered with as many errors, or failed as often, as `--max-errors-per-host` allows.
  case hostErrors(Int)
  /// robots.txt says no; the line that says so, as in `line 12: Disallow: /private`.
  case robots(String)
  /// Part of a trap.
  case trap(Trap)

  /// The text that stands in `crawl.db` and in reports: few for each crawl, so that they can be
  /// counted by.
  package var description: String {
    switch self {
    case .scope(let reach): "scope: \(reach.rawValue)"
    case .excludePattern(let text): "exclude: \(text)"
    case .noIncludePattern: "include: no match"
    case .depth(let limit): "depth: more than \(limit)"
    case .linkKind: "kind: not followed"
    case .nofollow: "nofollow"
    case .duplicatePage: "duplicate: links of a duplicate page"
    case .length: "length: too long"
    case .redirects: "redirects: too many"
    case .hostPages(let limit): "budget: more than \(limit) pages of the host"
    case .hostErrors(let limit): "budget: more than \(limit) errors of the host"
    case .robots(let line): "robots.txt \(line)"
    case .trap(let trap): "trap: \(trap)"
    }
  }

  /// The exclusion that has this text; nil for a text that none has.
  package init?(_ description: String) {
    switch description {
    case Self.noIncludePattern.description: self = .noIncludePattern
    case Self.linkKind.description: self = .linkKind
    case Self.nofollow.description: self = .nofollow
    case Self.duplicatePage.description: self = .duplicatePage
    case Self.length.description: self = .length
    case Self.redirects.description: self = .redirects
    default:
      if let reach = description.after("scope: ").flatMap(Scope.Reach.init) {
        self = .scope(reach)
      } else if let limit = description.after("depth: more than ").flatMap({ Int($0) }) {
        self = .depth(limit)
      } else if let pattern = description.after("exclude: ") {
        self = .excludePattern(pattern)
      } else if let line = description.after("robots.txt ") {
        self = .robots(line)
      } else if let trap = description.after("trap: ").flatMap({ Trap($0) }) {
        self = .trap(trap)
      } else if let budget = Self.hostBudget(description) {
        self = budget
      } else {
        return nil
      }
    }
  }

  private static func hostBudget(_ description: String) -> Exclusion? {
    guard let budget = description.after("budget: more than ") else { return nil }
    let words = budget.split(separator: " ", maxSplits: 1)
    guard words.count == 2, let limit = Int(words[0]) else { return nil }
    switch words[1] {
    case "pages of the host": return .hostPages(limit)
    case "errors of the host": return .hostErrors(limit)
    default: return nil
    }
  }

  /// Whether another link to the same URL could change the verdict.
  var isProvisional: Bool {
    switch self {
    case .depth, .linkKind, .nofollow, .duplicatePage, .redirects: true
    case .trap(.clicks): true
    case .scope, .excludePattern, .noIncludePattern, .length, .hostPages, .hostErrors, .robots,
      .trap:
      false
    }
  }

  /// Of a longer rule only so much is shown.
  private static let longestRule = 200

  /// What a verdict that refuses is recorded as.
  package static func robots(_ verdict: RobotsVerdict) -> Exclusion {
    guard let line = verdict.line, let rule = verdict.rule else { return .robots("disallows all") }
    if verdict.isBrokenOff { return .robots("line \(line): too many patterns before it") }
    let shown = rule.utf8.count <= longestRule ? rule : "\(rule.prefix(longestRule))…"
    return .robots("line \(line): \(shown)")
  }
}

extension String {
  /// What stands behind a prefix; nil where it is not there.
  fileprivate func after(_ prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }
}
