import Robots
import TestSupport
import Testing
import WebURL

/// What Google's parser says about lines, names and paths, piece by piece.
@Suite(.enabled(if: ConformanceSuite.has("robots"), "\(ConformanceSuite.reason)"))
struct GoogleParserTests {
  @Test func knowsWhatAProductTokenIs() throws {
    let file = "robots/google_robotstxt_valid_agent.jsonl"
    var tally = SuiteTally(file)
    for (index, row) in try ConformanceSuite.lines(file).enumerated() {
      let agent = try #require(row["user_agent"] as? String)
      let isValid = RobotsAgent.isProductToken(agent)
      tally.count("\(index + 1) \(agent)", isValid == row["valid"] as? Bool)
    }
    #expect(tally.report() == [])
  }

  @Test func countsLinesAndDirectives() throws {
    let counted: [RobotsKey?] = [.userAgent, .allow, .disallow, .sitemap]
    var tally = SuiteTally("robots/google_robotstxt_parse_stats.jsonl")
    for each in try RobotsCase.all("google_robotstxt_parse_stats") {
      let remarks = RobotsRemark.all(in: each.text.span)
      let facts: [(name: String, found: Int)] = [
        ("last_line_seen", remarks.last?.line ?? 0),
        ("valid_directives", remarks.count { counted.contains($0.key) }),
        ("unknown_directives", remarks.count { $0.hasPair && $0.key == nil }),
      ]
      let isMet = facts.allSatisfy { fact in
        each.number(fact.name).map { Int($0) == fact.found } ?? true
      }
      tally.count(each.name, isMet)
    }
    #expect(tally.report() == [])
  }

  @Test func classifiesLines() throws {
    let file = "robots/google_robotstxt_line_report.jsonl"
    var tally = SuiteTally(file)
    for (index, row) in try ConformanceSuite.lines(file).enumerated() {
      let text = Array((try #require(row["line"] as? String)).utf8)
      // An empty text has no line; an empty line has an end.
      let lines = text.isEmpty ? [UInt8(ascii: "\n")] : text
      let remark = try #require(RobotsRemark.all(in: lines.span).first, "\(row)")
      let facts = [
        ("is_typo", remark.isMisspelt), ("is_empty", remark.isBlank && !remark.hasComment),
        ("has_comment", remark.hasComment), ("is_comment", remark.isComment),
        ("has_directive", remark.hasPair), ("is_missing_colon_separator", remark.lacksColon),
        ("is_line_too_long", remark.isCut), ("is_acceptable_typo", remark.isMisspelt),
      ]
      let isMet = facts.allSatisfy { name, found in (row[name] as? Bool).map { $0 == found } ?? true
      }
      tally.count("row \(index + 1)", isMet && Self.record(remark.key) == row["record"] as? String)
    }
    #expect(tally.report() == [])
  }

  private static func record(_ key: RobotsKey?) -> String {
    switch key {
    case .userAgent: "UserAgent"
    case .allow: "Allow"
    case .disallow: "Disallow"
    case .sitemap: "Sitemap"
    case .crawlDelay, .requestRate, .unused: "Unused"
    case nil: "Unknown"
    }
  }

  /// Where a URL has no scheme it is completed first, as the command line does it; the reference
  /// that has no host of its own is resolved.
  @Test func takesPathAndQueryOutOfURLs() throws {
    let file = "robots/google_robotstxt_url_path.jsonl"
    var tally = SuiteTally(file)
    for row in try ConformanceSuite.lines(file) {
      let text = try #require(row["url"] as? String)
      let isWhole = text.contains("://") && !text.hasPrefix("/")
      let reference = isWhole || text.isEmpty || text.hasPrefix("/") ? text : "//" + text
      let url = WebURL(reference, base: WebURL("http://host/"))
      tally.count(text, url?.pathAndQuery == row["path_params_query"] as? String)
    }
    #expect(tally.report() == [])
  }

  /// A pattern and its escaped form mean the same path and, but for one, not another.
  @Test func escapesPatterns() throws {
    let suite = "robots/google_robotstxt_escape_pattern.jsonl"
    var tally = SuiteTally(suite)
    for row in try ConformanceSuite.lines(suite) {
      let pattern = try #require(row["pattern"] as? String)
      let escaped = try #require(row["escaped"] as? String)
      let file = Array("User-agent: *\nDisallow: \(pattern)$\n".utf8)
      let rules = RobotsRules(parsing: file.span, for: "x", reading: .google)
      let (path, other) = (Array(escaped.utf8), Array(pattern.utf8))
      let isMeant = !rules.verdict(forPathAndQuery: path.span).isAllowed
      let isOtherMeant = !rules.verdict(forPathAndQuery: other.span).isAllowed
      tally.count(pattern, isMeant && isOtherMeant == (pattern == escaped))
    }
    #expect(tally.report() == [])
  }
}
