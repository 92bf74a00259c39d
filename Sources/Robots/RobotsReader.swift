/// Reads a robots.txt line by line and sorts what it says into groups.
struct RobotsReader {
  /// What one group, or all groups for the same crawler together, say.
  struct Group {
    var rules: [RobotsRule] = []
    var crawlDelay: Duration?
    var requestRate: Duration?
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
  private var named = Group()
  private var general = Group()
  private var isNamedSeen = false
  /// Whom rules speak to: only rules end a run of user-agent lines, so that lines of other kinds
  /// may stand in between (RFC 9309, section 2.2.4).
  private var ruleAudience = Audience()
  /// Whom pauses speak to: they end a run for each other, since files with a `Crawl-delay` behind
  /// each name and nothing else are common.
  private var pauseAudience = Audience()
  private(set) var sitemaps: [String] = []

  /// Google's parser cuts lines here: eight times the longest URL that a browser once took.
  private static let lineLimit = 2083 * 8 - 1

  init(productToken: String) {
    self.productToken = productToken.utf8.map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
  }

  /// The groups that name the crawler; the ones for everybody only where no group names it.
  var chosenGroup: Group { isNamedSeen ? named : general }

  mutating func read(_ text: Span<UInt8>) {
    let end = Self.readableEnd(of: text)
    var start = Self.startBehindByteOrderMark(text)
    var line = 0
    while start < end {
      var lineEnd = start
      while lineEnd < end, text[lineEnd] != 0x0A, text[lineEnd] != 0x0D { lineEnd += 1 }
      line += 1
      take(text, in: start..<min(lineEnd, start + Self.lineLimit), line: line)
      start = lineEnd + 1
      if lineEnd + 1 < end, text[lineEnd] == 0x0D, text[lineEnd + 1] == 0x0A { start += 1 }
    }
  }

  /// All of the text, or its last whole line within the limit: half a rule says something else
  /// than the whole.
  private static func readableEnd(of text: Span<UInt8>) -> Int {
    guard text.count > RobotsRules.sizeLimit else { return text.count }
    var end = RobotsRules.sizeLimit
    while end > 0, text[end] != 0x0A, text[end] != 0x0D { end -= 1 }
    return end
  }

  private static func startBehindByteOrderMark(_ text: Span<UInt8>) -> Int {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    var start = 0
    while start < mark.count, start < text.count, text[start] == mark[start] { start += 1 }
    return start
  }

  private mutating func take(_ text: Span<UInt8>, in range: Range<Int>, line: Int) {
    guard let content = RobotsLine(text, in: range) else { return }
    switch content.key {
    case .userAgent: beginGroup(text, content.value)
    case .allow: addRule(isAllow: true, text, content.value, line: line)
    case .disallow: addRule(isAllow: false, text, content.value, line: line)
    case .sitemap: if !content.value.isEmpty { sitemaps.append(text.string(content.value)) }
    case .crawlDelay:
      let delay = RobotsPause.delay(text.string(content.value))
      setPause { $0.crawlDelay = delay ?? $0.crawlDelay }
    case .requestRate:
      let pause = RobotsPause.rate(text.string(content.value))
      setPause { $0.requestRate = pause ?? $0.requestRate }
    }
  }

  private mutating func beginGroup(_ text: Span<UInt8>, _ value: Range<Int>) {
    ruleAudience.continueRun()
    pauseAudience.continueRun()
    guard let first = value.first else { return }
    if text[first] == UInt8(ascii: "*"), value.count == 1 || text[first + 1].isBlank {
      ruleAudience.hasAll = true
      pauseAudience.hasAll = true
    } else if names(text, value) {
      ruleAudience.hasNamed = true
      pauseAudience.hasNamed = true
      isNamedSeen = true
    }
  }

  /// Whether a user-agent value means this crawler: its product token, which ends at the first
  /// character that a token cannot have, whatever comes behind. A token of our own with other
  /// characters, as digits, is looked for up to a blank or slash instead.
  private func names(_ text: Span<UInt8>, _ value: Range<Int>) -> Bool {
    let isProper = productToken.allSatisfy(Self.isTokenCharacter)
    let end =
      value.first {
        isProper
          ? !Self.isTokenCharacter(text[$0])
          : text[$0].isBlank || text[$0] == UInt8(ascii: "/")
      } ?? value.upperBound
    let name = value.lowerBound..<end
    guard !productToken.isEmpty, name.count == productToken.count else { return false }
    return name.allSatisfy {
      let byte = text[$0]
      return (byte &- 0x41 < 26 ? byte | 0x20 : byte) == productToken[$0 - name.lowerBound]
    }
  }

  /// RFC 9309, section 2.2.1: letters, `_` and `-`.
  private static func isTokenCharacter(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
  }

  /// An empty rule matches nothing, but ends the run of user-agent lines like any other.
  private mutating func addRule(
    isAllow: Bool, _ text: Span<UInt8>, _ value: Range<Int>, line: Int
  ) {
    ruleAudience.isComplete = true
    pauseAudience.isComplete = true
    guard ruleAudience.hasNamed || ruleAudience.hasAll, !value.isEmpty else { return }
    let source = (isAllow ? "Allow: " : "Disallow: ") + text.string(value)
    let octets = value.map { text[$0] }
    add(RobotsRule(isAllow: isAllow, pattern: RobotsPattern(octets.span), line: line, text: source))
    if isAllow, let folder = Self.folderOfIndexPage(octets) {
      add(RobotsRule(isAllow: true, pattern: RobotsPattern(folder.span), line: line, text: source))
    }
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

  /// `/folder/$` for `/folder/index.html`: who allows the index page means its folder too. Not in
  /// the RFC, but all the big parsers do so.
  private static func folderOfIndexPage(_ value: [UInt8]) -> [UInt8]? {
    guard let slash = value.lastIndex(of: UInt8(ascii: "/")) else { return nil }
    guard value[slash...].starts(with: "/index.htm".utf8) else { return nil }
    return value[...slash] + [UInt8(ascii: "$")]
  }
}
