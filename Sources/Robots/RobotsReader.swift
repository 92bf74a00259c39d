/// Reads a robots.txt line by line and sorts what it says into groups.
struct RobotsReader {
  /// What one group, or all groups for the same crawler together, say.
  struct Group {
    var rules: [RobotsRule] = []
    var crawlDelay: Duration?
    var requestRate: Duration?
    /// The lines that name the group.
    var lines: [Int] = []
  }

  /// Whom a run of user-agent lines names, as far as it matters to one crawler.
  private struct Audience {
    var hasNamed = false
    var hasAll = false
    var isComplete = false

    /// Begins anew if the run of the last user-agent line has ended.
    mutating func continueRun() {
      if isComplete { self = Audience() }
    }
  }

  private let productToken: [UInt8]
  /// Whether the token has no characters but those that the RFC gives it.
  private let isProperToken: Bool
  private let reading: RobotsReading
  private var named = Group()
  private var general = Group()
  /// Whom rules speak to: only rules end a run of user-agent lines, so that lines of other kinds
  /// may stand in between (RFC 9309, section 2.2.4).
  private var ruleAudience = Audience()
  /// Whom pauses speak to: they end a run for each other, since files with a `Crawl-delay` behind
  /// each name and nothing else are common.
  private var pauseAudience = Audience()
  private(set) var sitemaps: [String] = []

  init(productToken: String, reading: RobotsReading) {
    self.productToken = productToken.utf8.map(\.lowercased)
    isProperToken = RobotsAgent.isProductToken(productToken)
    self.reading = reading
  }

  /// Whether a group names the crawler.
  var isNamed: Bool { !named.lines.isEmpty }

  /// The groups that name the crawler; the ones for everybody only where no group names it.
  var chosenGroup: Group { isNamed ? named : general }

  mutating func read(_ text: Span<UInt8>) {
    var reader = self
    RobotsLines.forEach(text) { range, number in reader.take(text, in: range, line: number) }
    self = reader
  }

  private mutating func take(_ text: Span<UInt8>, in range: Range<Int>, line number: Int) {
    let line = RobotsLine(text, in: range)
    switch line.key {
    case .userAgent: beginGroup(text, line.value, line: number)
    case .allow: addRule(isAllow: true, text, line.value, line: number)
    case .disallow: addRule(isAllow: false, text, line.value, line: number)
    case .sitemap: if !line.value.isEmpty { sitemaps.append(text.string(line.value)) }
    case .crawlDelay:
      let delay = RobotsPause.delay(text.string(line.value))
      setPause { $0.crawlDelay = delay ?? $0.crawlDelay }
    case .requestRate:
      let pause = RobotsPause.rate(text.string(line.value))
      setPause { $0.requestRate = pause ?? $0.requestRate }
    case .unused, nil: break
    }
  }

  private mutating func beginGroup(_ text: Span<UInt8>, _ value: Range<Int>, line: Int) {
    ruleAudience.continueRun()
    pauseAudience.continueRun()
    guard let first = value.first else { return }
    if text[first] == UInt8(ascii: "*"), value.count == 1 || text[first + 1].isBlank {
      ruleAudience.hasAll = true
      pauseAudience.hasAll = true
      general.lines.append(line)
    } else if names(text, value) {
      ruleAudience.hasNamed = true
      pauseAudience.hasNamed = true
      named.lines.append(line)
    }
  }

  /// Whether a user-agent value means this crawler: its product token, which ends at the first
  /// character that a token cannot have, whatever comes behind. A token of our own with other
  /// characters, as digits, is looked for up to a blank or slash instead.
  private func names(_ text: Span<UInt8>, _ value: Range<Int>) -> Bool {
    guard isProperToken || reading == .standard else { return false }
    let end =
      value.first {
        isProperToken
          ? !text[$0].isTokenCharacter
          : text[$0].isBlank || text[$0] == UInt8(ascii: "/")
      } ?? value.upperBound
    let name = value.lowerBound..<end
    guard !productToken.isEmpty, name.count == productToken.count else { return false }
    return name.allSatisfy { text[$0].lowercased == productToken[$0 - name.lowerBound] }
  }

  /// An empty rule matches nothing, but ends the run of user-agent lines like any other.
  private mutating func addRule(
    isAllow: Bool, _ text: Span<UInt8>, _ value: Range<Int>, line: Int
  ) {
    ruleAudience.isComplete = true
    pauseAudience.isComplete = true
    guard ruleAudience.hasNamed || ruleAudience.hasAll, !value.isEmpty else { return }
    let octets = value.map { text[$0] }
    for rule in RobotsRule.rules(isAllow: isAllow, line: line, value: octets) { add(rule) }
  }

  private mutating func add(_ rule: RobotsRule) {
    if ruleAudience.hasNamed { named.rules.append(rule) }
    if ruleAudience.hasAll { general.rules.append(rule) }
  }

  private mutating func setPause(_ change: (inout Group) -> Void) {
    pauseAudience.isComplete = true
    if pauseAudience.hasNamed { change(&named) }
    if pauseAudience.hasAll { change(&general) }
  }
}

/// One Allow or Disallow line.
struct RobotsRule {
  let isAllow: Bool
  let line: Int
  /// The path as it stands in the file.
  let value: [UInt8]
  /// The pattern that is compared.
  let pattern: [UInt8]

  /// What one line says.
  static func rules(isAllow: Bool, line: Int, value: [UInt8]) -> [RobotsRule] {
    let rule = RobotsRule(isAllow: isAllow, line: line, value: value, pattern: value)
    guard isAllow, let folder = folderOfIndexPage(value) else { return [rule] }
    return [rule, RobotsRule(isAllow: true, line: line, value: value, pattern: folder)]
  }

  /// `/folder/$` for `/folder/index.html`: who allows the index page means its folder too. Not in
  /// the RFC, but all the big parsers do so.
  private static func folderOfIndexPage(_ value: [UInt8]) -> [UInt8]? {
    guard let slash = value.lastIndex(of: UInt8(ascii: "/")) else { return nil }
    guard value[slash...].starts(with: "/index.htm".utf8) else { return nil }
    return value[...slash] + [UInt8(ascii: "$")]
  }
}
