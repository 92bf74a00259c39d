import Crawler
import Notation
import Robots
import WebURL

/// What `orbweaver robots` prints.
struct RobotsAnswers {
  enum Style {
    /// Columns, for a terminal.
    case table
    /// Three fields a line, separated by tabs.
    case tabs
    /// A JSON object a line.
    case json
  }

  private struct Answer {
    let url: WebURL
    let finding: RobotsFinding
    let verdict: RobotsVerdict

    var word: String { verdict.isAllowed ? "allowed" : "disallowed" }
  }

  private let answers: [Answer]
  /// In the order in which the URLs name them.
  private let findings: [RobotsFinding]

  /// - Parameter findings: by origin; those of all URLs.
  init(urls: [WebURL], findings: [String: RobotsFinding]) {
    answers = urls.compactMap { url in
      findings[url.origin ?? ""].map {
        Answer(url: url, finding: $0, verdict: $0.verdict(for: url))
      }
    }
    var seen: Set<String> = []
    self.findings = answers.map(\.finding).filter { seen.insert($0.source).inserted }
  }

  var isAllAllowed: Bool { answers.allSatisfy(\.verdict.isAllowed) }

  /// Whether not one robots.txt could be had.
  var isAllUnknown: Bool { findings.allSatisfy(\.isUnknown) }

  func text(_ style: Style, isVerbose: Bool) -> String {
    var text = ""
    if isVerbose { for finding in findings { text += Self.description(of: finding) } }
    switch style {
    case .tabs: for answer in answers { text += fields(of: answer).joined(separator: "\t") + "\n" }
    case .table: text += table
    case .json: for answer in answers { text += Self.object(answer).description + "\n" }
    }
    return text
  }

  private func fields(of answer: Answer) -> [String] {
    [answer.word, answer.url.href, Console.printable(Self.reason(answer))]
  }

  /// As wide as it must be, but a long URL pushes only its own line.
  private var table: String {
    let width = answers.map(\.url.href.utf8.count).filter { $0 <= 60 }.max() ?? 0
    return answers.reduce(into: "") { text, answer in
      let fields = fields(of: answer)
      let verdict = fields[0] + String(repeating: " ", count: 12 - fields[0].utf8.count)
      let gap = String(repeating: " ", count: max(0, width - fields[1].utf8.count) + 2)
      text += verdict + fields[1] + gap + fields[2] + "\n"
    }
  }

  // MARK: Words

  private static func reason(_ answer: Answer) -> String {
    switch answer.finding.outcome {
    case .allowsAll(let why): return "no robots.txt (\(why))"
    case .unknown(let why):
      return answer.verdict.isAllowed
        ? "robots.txt itself is always allowed" : "robots.txt cannot be had for now (\(why))"
    case .rules: break
    }
    guard let line = answer.verdict.line, let rule = answer.verdict.rule else {
      let path = answer.url.pathAndQuery
      let isFile = path == "/robots.txt" || path.hasPrefix("/robots.txt?")
      return isFile ? "robots.txt itself is always allowed" : "no rule matches"
    }
    return answer.verdict.isBrokenOff
      ? "too many patterns before line \(line)" : "line \(line): \(rule)"
  }

  private static func description(of finding: RobotsFinding) -> String {
    var facts = [status(of: finding)]
    if let target = finding.redirectedTo { facts.append("redirected to \(target)") }
    if case .rules = finding.outcome {
      facts.append(Quantity.counted(finding.text.count, "byte", "bytes"))
      facts.append(group(of: finding.rules.audience))
    }
    if let delay = finding.rules.crawlDelay { facts.append("crawl-delay \(seconds(delay)) s") }
    if let rate = finding.rules.requestRate { facts.append("request-rate 1/\(seconds(rate))") }
    var lines = ["\(finding.source): \(facts.joined(separator: ", "))"]
    lines += finding.rules.sitemaps.map { "  sitemap \($0)" }
    for remark in finding.remarks {
      if let problem = remark.problem { lines.append("  line \(remark.line): \(problem)") }
    }
    return lines.map { "# " + Console.printable($0) + "\n" }.joined()
  }

  private static func status(of finding: RobotsFinding) -> String {
    switch finding.outcome {
    case .rules: finding.status == 0 ? "read" : "http \(finding.status)"
    case .allowsAll(let why): "\(why), all is allowed"
    case .unknown(let why): "\(why), nothing is allowed for now"
    }
  }

  private static func group(of audience: RobotsAudience) -> String {
    switch audience {
    case .named(let lines): "group by name (\(list(lines)))"
    case .everybody(let lines): "group of * (\(list(lines)))"
    case .nobody: "no group"
    }
  }

  private static func list(_ lines: [Int]) -> String {
    (lines.count == 1 ? "line " : "lines ") + lines.map(String.init).joined(separator: ", ")
  }

  /// A number as short as it can be: `2`, `0.5`.
  private static func seconds(_ duration: Duration) -> String {
    let seconds = duration / .seconds(1)
    return seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
  }

  // MARK: JSON

  private static func object(_ answer: Answer) -> JSONObject {
    let (finding, rules) = (answer.finding, answer.finding.rules)
    var object = JSONObject()
    object.add("url", answer.url.href)
    object.add("allowed", raw: "\(answer.verdict.isAllowed)")
    object.add("line", raw: answer.verdict.line.map { "\($0)" } ?? "null")
    object.add("rule", answer.verdict.rule)
    object.add("reason", reason(answer))
    object.add("robots", finding.source)
    object.add("redirected_to", finding.redirectedTo)
    object.add("status", raw: finding.status == 0 ? "null" : "\(finding.status)")
    let (group, lines): (String?, [Int]) =
      switch rules.audience {
      case .named(let lines): ("named", lines)
      case .everybody(let lines): ("*", lines)
      case .nobody: (nil, [])
      }
    object.add("group", group)
    object.add("group_lines", raw: "\(lines)")
    object.add("crawl_delay", raw: rules.crawlDelay.map(seconds) ?? "null")
    object.add("request_pause", raw: rules.requestRate.map(seconds) ?? "null")
    object.add("sitemaps", rules.sitemaps)
    return object
  }
}

extension RobotsFinding {
  fileprivate var isUnknown: Bool {
    if case .unknown = outcome { return true }
    return false
  }
}
