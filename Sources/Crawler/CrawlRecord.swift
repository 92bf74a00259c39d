import CrawlStore
import EventLoop
import Frontier
import ParserWire
import WebURL

extension CrawlPlan {
  /// What `crawl.db` says about a new crawl: the table `crawl`.
  func facts(key: (UInt64, UInt64), startedAt: Int64) -> [(key: String, value: String)] {
    [
      (FactKey.program, "orbweaver \(Self.version)"),
      (FactKey.startedAt, "\(startedAt)"),
      (FactKey.fingerprintKey, hex(key.0) + hex(key.1)),
      (FactKey.runs, "1"),
    ]
  }

  private func hex(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Every setting, by the name of its flag: the table `settings`, from which a crawl is resumed.
  package var record: [(name: String, value: String)] {
    seeds.map { ("seed", $0.href) } + scopeRecord + budgetRecord + orderRecord + paceRecord
      + fetchRecord
  }

  private var scopeRecord: [(name: String, value: String)] {
    [("scope", reach.rawValue)]
      + includes.map { ("include", $0) } + excludes.map { ("exclude", $0) }
      + [
        ("depth", SettingText.text(maximumDepth)),
        ("assets", "\(followsAssets)"),
        ("follow-nofollow", "\(followsNofollow)"),
        ("duplicates", duplicates.rawValue),
        ("traps", traps.rawValue),
        ("canonical", canonicalRules.list),
        ("bodies", keepsAllBodies ? "all" : "markup"),
        ("sitemaps", sitemaps.rawValue),
        ("max-sitemaps", "\(maximumSitemaps)"),
      ] + sitemapURLs.map { ("sitemap", $0.href) }
  }

  private var budgetRecord: [(name: String, value: String)] {
    [
      ("max-pages", SettingText.text(maximumPages)),
      ("max-bytes", SettingText.text(maximumBytes)),
      ("max-time", maximumTime.map(SettingText.text) ?? SettingText.unlimited),
      ("max-pages-per-host", SettingText.text(maximumPagesPerHost)),
      ("max-errors-per-host", SettingText.text(maximumErrorsPerHost)),
    ]
  }

  private var orderRecord: [(name: String, value: String)] {
    [("order", order.rawValue), ("frontier-memory", "\(frontierMemory)")]
      + boosts.map { ("boost", $0.text) }
  }

  private var paceRecord: [(name: String, value: String)] {
    let pause =
      switch politeness.pause {
      case .fixed(let duration): SettingText.text(duration)
      case Politeness.adaptivePause: "auto"
      case .adaptive(let factor, let low, let high):
        "auto \(factor) \(SettingText.text(low)) \(SettingText.text(high))"
      }
    return [
      ("delay", pause),
      ("per-host", "\(politeness.requestsPerHost)"),
      ("per-address", politeness.requestsPerAddress.map { "\($0)" } ?? SettingText.automatic),
      (
        "address-delay", politeness.addressPause.map(SettingText.text) ?? SettingText.automatic
      ),
      ("rate-limit", SettingText.text(bytesPerSecond) + SettingText.bytesPerSecond),
      ("rate-limit", SettingText.text(requestsPerSecond) + SettingText.requestsPerSecond),
      ("robots", politeness.obeysRobots ? "obey" : "ignore"),
      ("max-crawl-delay", SettingText.text(politeness.maximumCrawlDelay)),
      ("robots-patience", SettingText.text(politeness.robotsPatience)),
      ("tries", "\(politeness.tries)"),
      ("mode", mode.rawValue),
      ("concurrency", "\(concurrency)"),
      ("parsers", "\(parsers)"),
      ("html-engine", htmlEngine.name),
      ("loops", "\(loops)"),
      ("selector", selector.rawValue),
    ]
  }

  private var fetchRecord: [(name: String, value: String)] {
    [
      ("user-agent", userAgent),
      ("product-token", productToken),
      ("timeout", SettingText.text(timeout)),
      ("connect-timeout", SettingText.text(connectTimeout)),
      ("max-body", "\(maximumBody)"),
      ("proxy", proxy ?? SettingText.environmentProxy),
      ("verify-tls", "\(verifiesTLS)"),
    ]
      + headers.map { ("header", $0) }
      + (certificateAuthorities.map { [("cacert", $0)] } ?? [])
      + (cookieFile.map { [("load-cookies", $0)] } ?? [])
  }
}
