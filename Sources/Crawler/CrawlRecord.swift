import CrawlStore
import Frontier
import ParserWire
import WebURL

extension CrawlPlan {
  /// What `crawl.db` says about the crawl: the table `crawl`.
  func facts(key: (UInt64, UInt64), startedAt: Int64) -> [(key: String, value: String)] {
    [
      ("program", "orbweaver \(Self.version)"),
      ("started_at", "\(startedAt)"),
      ("fingerprint_key", hex(key.0) + hex(key.1)),
    ]
  }

  private func hex(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Every setting, by the name of its flag: the table `settings`, from which a crawl is resumed.
  var record: [(name: String, value: String)] {
    seeds.map { ("seed", $0.href) } + scopeRecord + paceRecord + fetchRecord
  }

  private var scopeRecord: [(name: String, value: String)] {
    [("scope", reach.rawValue)]
      + includes.map { ("include", $0) } + excludes.map { ("exclude", $0) }
      + [
        ("depth", maximumDepth.map { "\($0)" } ?? "unlimited"),
        ("max-pages", maximumPages.map { "\($0)" } ?? "unlimited"),
        ("max-time", maximumTime.map { "\($0)" } ?? "unlimited"),
        ("assets", "\(followsAssets)"),
        ("follow-nofollow", "\(followsNofollow)"),
        ("canonical", canonicalRules.list),
        ("bodies", keepsAllBodies ? "all" : "markup"),
        ("sitemaps", sitemaps.rawValue),
        ("max-sitemaps", "\(maximumSitemaps)"),
      ] + sitemapURLs.map { ("sitemap", $0.href) }
  }

  private var paceRecord: [(name: String, value: String)] {
    let pause =
      switch politeness.pause {
      case .fixed(let duration): "\(duration)"
      case .adaptive: "auto"
      }
    return [
      ("delay", pause),
      ("per-host", "\(politeness.requestsPerHost)"),
      ("robots", politeness.obeysRobots ? "obey" : "ignore"),
      ("max-crawl-delay", "\(politeness.maximumCrawlDelay)"),
      ("robots-patience", "\(politeness.robotsPatience)"),
      ("tries", "\(politeness.tries)"),
      ("concurrency", "\(concurrency)"),
      ("parsers", "\(parsers)"),
      ("html-engine", htmlEngine.name),
      ("loops", "\(loops)"),
    ]
  }

  private var fetchRecord: [(name: String, value: String)] {
    [
      ("user-agent", userAgent),
      ("product-token", productToken),
      ("timeout", "\(timeout)"),
      ("connect-timeout", "\(connectTimeout)"),
      ("max-body", "\(maximumBody)"),
      ("proxy", proxy ?? "from the environment"),
      ("verify-tls", "\(verifiesTLS)"),
    ]
      + headers.map { ("header", $0) }
      + (certificateAuthorities.map { [("cacert", $0)] } ?? [])
      + (cookieFile.map { [("load-cookies", $0)] } ?? [])
  }
}
