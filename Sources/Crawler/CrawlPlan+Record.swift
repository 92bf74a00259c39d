import EventLoop
import Frontier
import ParserWire
import WebURL

/// A plan from what an earlier run recorded of it: the inverse of `record`.
extension CrawlPlan {
  /// - Parameter settings: the rows of the table `settings`. What is missing keeps its default.
  /// - Throws: `CrawlError.record` for a value that cannot be read.
  init(
    record settings: [(name: String, value: String)], directory: String
  ) throws(CrawlError) {
    self.init(seeds: [], directory: directory, parsers: 1, parserProgram: "")
    let record = SettingsRecord(settings)
    for text in record.all("seed") {
      guard let url = WebURL(text) else { throw SettingsRecord.unreadable("seed", text) }
      seeds.append(url)
    }
    try readScope(record)
    try readBudgets(record)
    try readOrder(record)
    try readPace(record)
    try readRates(record)
    try readRequests(record)
  }

  private mutating func readScope(_ record: SettingsRecord) throws(CrawlError) {
    try record.read("scope", into: &reach, by: Scope.Reach.init)
    includes = record.all("include")
    excludes = record.all("exclude")
    try record.read("depth", into: &maximumDepth, by: SettingText.limit)
    try record.read("assets", into: &followsAssets, by: Bool.init)
    try record.read("follow-nofollow", into: &followsNofollow, by: Bool.init)
    try record.read("duplicates", into: &duplicates, by: DuplicatePolicy.init)
    try record.read("traps", into: &traps, by: TrapPolicy.init)
    try record.read("canonical", into: &canonicalRules) { try? CanonicalRules(list: $0) }
    try record.read("sitemaps", into: &sitemaps, by: SitemapPolicy.init)
    try record.read("max-sitemaps", into: &maximumSitemaps) { SettingText.number($0, from: 1) }
    for text in record.all("sitemap") {
      guard let url = WebURL(text) else { throw SettingsRecord.unreadable("sitemap", text) }
      sitemapURLs.append(url)
    }
    try record.read("bodies", into: &keepsAllBodies) { ["all": true, "markup": false][$0] }
  }

  private mutating func readBudgets(_ record: SettingsRecord) throws(CrawlError) {
    try record.read("max-pages", into: &maximumPages, by: SettingText.limit)
    try record.read("max-bytes", into: &maximumBytes) { SettingText.limit($0) { Int64($0) } }
    try record.read("max-time", into: &maximumTime) {
      SettingText.limit($0) { SettingText.duration($0) }
    }
    try record.read("max-pages-per-host", into: &maximumPagesPerHost, by: SettingText.limit)
    try record.read("max-errors-per-host", into: &maximumErrorsPerHost, by: SettingText.limit)
  }

  private mutating func readOrder(_ record: SettingsRecord) throws(CrawlError) {
    try record.read("order", into: &order, by: CrawlOrder.init)
    try record.read("frontier-memory", into: &frontierMemory) { SettingText.number($0, from: 1) }
    for text in record.all("boost") {
      guard let boost = try? Boost(text) else { throw SettingsRecord.unreadable("boost", text) }
      boosts.append(boost)
    }
  }

  private mutating func readRates(_ record: SettingsRecord) throws(CrawlError) {
    for text in record.all("rate-limit") {
      if let limit = SettingText.rate(
        text, in: SettingText.bytesPerSecond, { SettingText.number($0, from: 1) })
      {
        bytesPerSecond = limit
      } else if let limit = SettingText.rate(text, in: SettingText.requestsPerSecond, Double.init) {
        requestsPerSecond = limit
      } else {
        throw SettingsRecord.unreadable("rate-limit", text)
      }
    }
  }

  private mutating func readPace(_ record: SettingsRecord) throws(CrawlError) {
    try record.read("delay", into: &politeness.pause, by: Self.pause)
    try record.read("per-host", into: &politeness.requestsPerHost) {
      SettingText.number($0, from: 1)
    }
    try record.read("per-address", into: &politeness.requestsPerAddress) {
      SettingText.choice($0) { SettingText.number($0, from: 1) }
    }
    try record.read("address-delay", into: &politeness.addressPause) {
      SettingText.choice($0) { SettingText.duration($0) }
    }
    try record.read("robots", into: &politeness.obeysRobots) {
      ["obey": true, "ignore": false][$0]
    }
    try record.read("max-crawl-delay", into: &politeness.maximumCrawlDelay) {
      SettingText.duration($0)
    }
    try record.read("robots-patience", into: &politeness.robotsPatience) {
      SettingText.duration($0)
    }
    try record.read("tries", into: &politeness.tries) { SettingText.number($0, from: 1) }
    try record.read("mode", into: &mode, by: CrawlMode.init(rawValue:))
    try record.read("concurrency", into: &concurrency) { SettingText.number($0, from: 1) }
    try record.read("parsers", into: &parsers) { SettingText.number($0, from: 1) }
    try record.read("html-engine", into: &htmlEngine) { name in
      HTMLEngine.allCases.first { $0.name == name }
    }
    try record.read("loops", into: &loops) { SettingText.number($0, from: 1) }
    try record.read("selector", into: &selector, by: SelectorKind.init(rawValue:))
  }

  private mutating func readRequests(_ record: SettingsRecord) throws(CrawlError) {
    try record.read("user-agent", into: &userAgent) { $0 }
    try record.read("product-token", into: &productToken) { $0 }
    headers = record.all("header")
    try record.read("timeout", into: &timeout) { SettingText.duration($0) }
    try record.read("connect-timeout", into: &connectTimeout) { SettingText.duration($0) }
    try record.read("max-body", into: &maximumBody) { SettingText.number($0, from: 1) }
    try record.read("proxy", into: &proxy) { .some($0 == SettingText.environmentProxy ? nil : $0) }
    try record.read("verify-tls", into: &verifiesTLS, by: Bool.init)
    try record.read("cacert", into: &certificateAuthorities) { $0 }
    try record.read("load-cookies", into: &cookieFile) { $0 }
  }

  private static func pause(_ text: String) -> Politeness.Pause? {
    if text == "auto" { return Politeness.adaptivePause }
    if let duration = SettingText.duration(text) { return .fixed(duration) }
    let parts = text.split(separator: " ")
    guard parts.count == 4, parts[0] == "auto", let factor = Int(parts[1]),
      let low = SettingText.duration(parts[2]), let high = SettingText.duration(parts[3])
    else { return nil }
    return .adaptive(factor: factor, atLeast: low, atMost: high)
  }
}
