import Fetcher
import WebURL

/// How a web comes from a seed.
extension SimulatedWeb {
  package init(seed: UInt64) {
    var maker = Maker(dice: Dice(seed: seed))
    let isCalm = maker.dice.percent(20)
    let siteCount = maker.dice.percent(30) ? 1 : maker.dice.within(2...30)
    let pageCount = maker.dice.within(20...300)
    let addresses = maker.dice.percent(50) ? siteCount : max(1, siteCount / 3)
    let names = (0..<siteCount).map { "h\($0).d\($0 / 3).test" }
    let places = (0..<pageCount).map { maker.place($0, siteCount) }
    let sites = names.indices.map {
      maker.site($0, names, addresses: addresses, pages: pageCount, isCalm: isCalm)
    }
    let urls = places.map { sites[$0.site].origin + $0.path }
    let pages = places.indices.map { maker.page($0, places[$0], urls) }
    let seedCount = maker.dice.within(1...min(4, siteCount))
    self.init(
      seed: seed, sites: sites, pages: pages, isCalm: isCalm,
      seeds: (0..<seedCount).map { urls[$0] })
  }
}

/// Throws the dice for one thing after the other.
private struct Maker {
  typealias Web = SimulatedWeb
  var dice: Dice

  private static let second = 1_000_000
  /// Changes and outages lie within so much time from the start.
  private static let era = 600 * second

  // MARK: Pages

  /// The first page of each of the first sites is its front page.
  mutating func place(_ number: Int, _ sites: Int) -> (site: Int, path: String) {
    if number < sites { return (number, "/") }
    let folder = dice.one(of: ["/", "/", "/", "/private/", "/a/", "/a/b/", "/tmp/"])
    return (dice.below(sites), "\(folder)p\(number)")
  }

  mutating func page(
    _ number: Int, _ place: (site: Int, path: String), _ urls: [String]
  ) -> Web.Page {
    let content = number < 4 ? Web.Content.html : content(urls.count)
    let links: [Web.Link] =
      switch content {
      case .html, .nofollow: (0..<dice.within(0...12)).map { _ in link(urls) }
      case .redirect, .document, .missing: []
      }
    // A way through all pages, so that most webs are reached.
    let next = Web.Link(
      target: urls[(number + 1) % urls.count], kind: .anchor, isNofollow: false)
    return Web.Page(
      site: place.site, path: place.path, content: content,
      links: links.isEmpty ? [] : links + [next])
  }

  private mutating func content(_ pages: Int) -> Web.Content {
    switch dice.below(40) {
    case 0..<4: .redirect(dice.below(pages), status: dice.one(of: [301, 302, 303, 307, 308]))
    case 4..<6: .missing(dice.one(of: [404, 410, 403]))
    case 6: .document
    case 7: .nofollow
    default: .html
    }
  }

  private mutating func link(_ urls: [String]) -> Web.Link {
    let kind = dice.percent(90) ? LinkKind.anchor : dice.one(of: [.image, .script, .frame])
    if dice.percent(4) {
      let away = "http://x\(dice.below(9)).example/\(dice.below(5))"
      return Web.Link(target: away, kind: kind, isNofollow: false)
    }
    return Web.Link(
      target: urls[dice.below(urls.count)], kind: kind, isNofollow: dice.percent(6))
  }

  // MARK: Sites

  mutating func site(
    _ number: Int, _ names: [String], addresses: Int, pages: Int, isCalm: Bool
  ) -> Web.Site {
    let isSlow = !isCalm && dice.percent(8)
    let fastest = dice.within(1_000...400_000)
    let service = isSlow ? 2 * Self.second...20 * Self.second : fastest...fastest * 3
    return Web.Site(
      name: names[number], address: ServerAddress(v4: 0x0A00_0000 + UInt32(dice.below(addresses))),
      way: dice.within(500...60_000), service: service,
      outages: isCalm ? [] : outages(), robots: robots(names.count, isCalm: isCalm),
      unrest: isCalm ? 0 : dice.one(of: [0, 0, 3, 10, 30, 90]),
      sitemap: sitemap(names.count, pages))
  }

  private mutating func outages() -> [Web.Outage] {
    (0..<dice.one(of: [0, 0, 0, 1, 2])).map { _ in
      let start = dice.percent(20) ? 0 : dice.below(Self.era)
      let end = dice.percent(25) ? Int.max : start + dice.within(1...300) * Self.second
      return Web.Outage(
        span: start..<end,
        code: dice.one(of: [.connect, .connectTimeout, .dns, .reset, .timeout, .tls]))
    }
  }

  private mutating func robots(
    _ sites: Int, isCalm: Bool
  ) -> [(from: Int, file: Web.RobotsState)] {
    let changes = isCalm ? 0 : dice.one(of: [0, 0, 0, 1, 2, 5])
    let times = (0..<changes).map { _ in dice.below(Self.era) }.sorted()
    return ([0] + times).map { ($0, robotsState(sites, isCalm: isCalm)) }
  }

  private mutating func robotsState(_ sites: Int, isCalm: Bool) -> Web.RobotsState {
    switch isCalm ? dice.below(14) : dice.below(20) {
    case 0..<10: .file(robotsFile())
    case 10..<14: .absent
    case 14: .moved(dice.below(sites))
    case 15, 16:
      .status(
        dice.one(of: [500, 503, 429]), retryAfter: dice.percent(50) ? dice.within(1...400) : nil)
    case 17: .status(dice.one(of: [401, 403]), retryAfter: nil)
    case 18: .unreachable
    default: .file(robotsFile())
    }
  }

  private mutating func robotsFile() -> Web.RobotsFile {
    var file = Web.RobotsFile()
    for folder in ["/private/", "/a/b/", "/tmp/", "/p1"] where dice.percent(30) {
      file.disallowed.append(folder)
    }
    if dice.percent(4) { file.disallowed = ["/"] }
    file.crawlDelay = dice.percent(25) ? dice.within(1...8) : nil
    file.namesSitemap = dice.percent(40)
    file.lifetime = dice.percent(40) ? dice.within(0...900) : nil
    file.tag = dice.percent(40) ? "\"\(dice.below(1_000_000))\"" : nil
    return file
  }

  private mutating func sitemap(_ sites: Int, _ pages: Int) -> Web.Sitemap {
    switch dice.below(6) {
    case 0, 1: .pages((0..<dice.within(0...20)).map { _ in dice.below(pages) })
    case 2: .index((0..<dice.within(1...4)).map { _ in dice.below(sites) })
    default: .none
    }
  }
}
