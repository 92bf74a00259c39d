package import CrawlStore
import Frontier
import Robots
package import WebURL

/// The rules that a crawl goes by, from what it recorded of its settings: enough to say of any URL what
/// would become of it.
package struct RecordedRules: Sendable {
  private let settings: [(name: String, value: String)]

  /// - Parameter settings: the rows of the table `settings`.
  package init(_ settings: [(name: String, value: String)]) { self.settings = settings }

  private func all(_ name: String) -> [String] {
    settings.filter { $0.name == name }.map(\.value)
  }

  /// A later row counts more than an earlier one.
  package func last(_ name: String) -> String? { all(name).last }

  // MARK: Canonical form

  /// How URLs are brought into canonical form.
  package var canonicalRules: CanonicalRules {
    last("canonical").flatMap { try? CanonicalRules(list: $0) } ?? .standard
  }

  /// What a rule made of a URL.
  package struct Rewrite: Sendable, Equatable {
    package let rule: String
    package let result: String
  }

  /// The rules that change a URL on its way to its canonical form, in the order of application.
  package func rewrites(of url: WebURL) -> [Rewrite] {
    var (applied, rewrites, text) = (CanonicalRules(), [Rewrite](), url.href)
    for (rule, name) in CanonicalRules.named where canonicalRules.contains(rule) {
      applied.insert(rule)
      let result = url.canonical(applied).href
      if result != text { rewrites.append(Rewrite(rule: name, result: result)) }
      text = result
    }
    return rewrites
  }

  // MARK: Verdicts

  /// What one rule says of a URL.
  package struct Verdict: Sendable, Equatable {
    package enum Answer: String, Sendable {
      case passes
      case refuses
      /// The rule does not decide by the URL alone, or nobody knows yet.
      case depends
    }
    /// The option behind it, as in `scope`.
    package let rule: String
    package let answer: Answer
    /// In words.
    package let detail: String

    init(_ rule: String, _ answer: Answer, _ detail: String) {
      (self.rule, self.answer, self.detail) = (rule, answer, detail)
    }
  }

  /// What each rule says of a URL in canonical form, in the order in which the frontier asks them: the
  /// first that refuses decides.
  ///
  /// - Parameter robots: what the robots.txt of the URL's origin said, if the crawl asked for it.
  /// - Throws: `CrawlError.pattern` when a recorded expression is none.
  package func verdicts(
    on url: WebURL, robots: RobotsRow?
  ) throws(CrawlError) -> [Verdict] {
    let scope = try makeScope()
    var verdicts = [reachVerdict(on: url, scope), lengthVerdict(on: url)]
    verdicts += patternVerdicts(on: url, scope)
    return verdicts + linkVerdicts + trapVerdict(on: url) + [robotsVerdict(on: url, robots)]
  }

  private func makeScope() throws(CrawlError) -> Scope {
    let reach = last("scope").flatMap(Scope.Reach.init) ?? .host
    do throws(Pattern.SyntaxError) {
      var scope = try Scope(reach, including: all("include"), excluding: all("exclude"))
      for seed in all("seed").compactMap({ WebURL($0) }) { scope.add(seed: seed) }
      return scope
    } catch { throw .pattern(error) }
  }

  private func reachVerdict(on url: WebURL, _ scope: borrowing Scope) -> Verdict {
    let isInside: Bool
    if scope.reach == .prefix {
      isInside = url.withBytes { scope.objection(to: $0) } != .scope(.prefix)
    } else {
      isInside = scope.admits(origin: url)
    }
    let name = scope.reach.rawValue
    return isInside
      ? Verdict("scope", .passes, "in reach (\(name))")
      : Verdict("scope", .refuses, Exclusion.scope(scope.reach).description)
  }

  private func lengthVerdict(on url: WebURL) -> Verdict {
    let limit = FrontierSettings().maximumURLLength
    return url.href.utf8.count <= limit
      ? Verdict("length", .passes, "\(limit) bytes at most")
      : Verdict("length", .refuses, Exclusion.length.description)
  }

  private func patternVerdicts(on url: WebURL, _ scope: borrowing Scope) -> [Verdict] {
    guard !all("include").isEmpty || !all("exclude").isEmpty else { return [] }
    let objection = url.withBytes { scope.objection(to: $0) }
    switch objection {
    case .excludePattern: return [Verdict("exclude", .refuses, objection?.description ?? "")]
    case .noIncludePattern: return [Verdict("include", .refuses, objection?.description ?? "")]
    default: return [Verdict("include, exclude", .passes, "no expression is against it")]
    }
  }

  /// What depends on the link by which a URL is found.
  private var linkVerdicts: [Verdict] {
    var verdicts: [Verdict] = []
    if last("assets") != "true" {
      verdicts.append(Verdict("kind", .depends, "links of images, scripts, forms are not followed"))
    }
    if last("follow-nofollow") != "true" {
      verdicts.append(Verdict("nofollow", .depends, "links with nofollow are not followed"))
    }
    if last("duplicates") == DuplicatePolicy.skipLinks.rawValue {
      verdicts.append(
        Verdict("duplicates", .depends, "links of pages that repeat another are not followed"))
    }
    if let depth = last("depth"), depth != SettingText.unlimited {
      verdicts.append(
        Verdict("depth", .depends, "at most \(depth) links from a seed; its depth is unknown"))
    }
    return verdicts + budgetVerdicts
  }

  /// What depends on how much was fetched of the host by then.
  private var budgetVerdicts: [Verdict] {
    [("max-pages-per-host", "pages"), ("max-errors-per-host", "errors")].compactMap { name, what in
      guard let limit = last(name), limit != SettingText.unlimited else { return nil }
      return Verdict(name, .depends, "at most \(limit) \(what) of one host")
    }
  }

  private func trapVerdict(on url: WebURL) -> [Verdict] {
    guard last("traps") != TrapPolicy.ignore.rawValue else { return [] }
    let path = Array(url.pathAndQuery.utf8)
    let rules = TrapRules(year: WallClock.year)
    if let trap = rules.objection(to: path.span, clicks: 0) {
      return [Verdict("traps", .refuses, Exclusion.trap(trap).description)]
    }
    return [
      Verdict(
        "traps", .passes, "it looks like none; whether its pattern is one, only a crawl tells")
    ]
  }

  private func robotsVerdict(on url: WebURL, _ row: RobotsRow?) -> Verdict {
    guard last("robots") != "ignore" else {
      return Verdict("robots", .passes, "robots.txt is ignored (--robots ignore)")
    }
    guard let row else {
      return Verdict("robots", .depends, "the crawl has not asked for this host's robots.txt")
    }
    if row.outcome.hasPrefix("allow all") { return Verdict("robots", .passes, row.outcome) }
    if row.outcome.hasPrefix("disallow for now") {
      return Verdict("robots", .depends, "robots.txt could not be had: \(row.outcome)")
    }
    let text = row.text ?? []
    let rules = RobotsRules(parsing: text.span, for: last("product-token") ?? "orbweaver")
    let path = Array(url.pathAndQuery.utf8)
    let verdict = rules.verdict(forPathAndQuery: path.span)
    guard !verdict.isAllowed else {
      let line = verdict.line.map { "line \($0): \(verdict.rule ?? "")" } ?? "no rule matches"
      return Verdict("robots", .passes, "robots.txt \(line)")
    }
    return Verdict("robots", .refuses, Exclusion.robots(verdict).description)
  }
}
