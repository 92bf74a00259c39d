import Fetcher
import WebURL

/// A web that exists by its seed alone: hosts, pages, robots.txt files that change, and all that goes
/// wrong. What it answers is a function of the URL, the time, and how often the URL was asked for.
///
/// Times are microseconds from the start of the crawl.
package struct SimulatedWeb: Sendable {
  /// One origin.
  struct Site: Sendable {
    let name: String
    /// Sites of one server have the same.
    let address: ServerAddress
    /// From here to there, and back; always the same, so that the server's clock shows our pauses.
    let way: Int
    /// How long it takes to answer.
    let service: ClosedRange<Int>
    /// When it cannot be reached, and in what way that shows.
    let outages: [Outage]
    /// What its robots.txt is, from when on; the first from the beginning.
    let robots: [(from: Int, file: RobotsState)]
    /// How many of a hundred answers are none.
    let unrest: Int
    let sitemap: Sitemap

    var origin: String { "http://\(name)" }
  }

  struct Outage: Sendable {
    let span: Range<Int>
    let code: FetchFailure.Code
  }

  /// What asking for a robots.txt comes to.
  enum RobotsState: Sendable {
    case file(RobotsFile)
    case absent
    case status(Int, retryAfter: Int?)
    case unreachable
    /// At another site, by its number.
    case moved(Int)
  }

  struct RobotsFile: Sendable, Equatable {
    var disallowed: [String] = []
    /// Seconds.
    var crawlDelay: Int?
    var namesSitemap = false
    /// Seconds, as `max-age` says.
    var lifetime: Int?
    var tag: String?

    func allows(_ path: String) -> Bool { !disallowed.contains { path.hasPrefix($0) } }
  }

  enum Sitemap: Sendable {
    case none
    /// The numbers of the pages that it lists.
    case pages([Int])
    /// Other sites' sitemaps.
    case index([Int])
  }

  struct Page: Sendable {
    let site: Int
    let path: String
    let content: Content
    let links: [Link]
  }

  enum Content: Sendable {
    case html
    /// HTML of which a header says that no link is to be followed.
    case nofollow
    case redirect(Int, status: Int)
    case document
    case missing(Int)
  }

  struct Link: Sendable {
    let target: String
    let kind: LinkKind
    let isNofollow: Bool
  }

  let seed: UInt64
  let sites: [Site]
  let pages: [Page]
  /// Whether nothing ever goes wrong, nor changes.
  let isCalm: Bool
  /// Sites that the crawl begins at.
  package let seeds: [String]
  private let pageNumbers: [String: Int]
  private let siteNumbers: [String: Int]

  init(
    seed: UInt64, sites: [Site], pages: [Page], isCalm: Bool, seeds: [String]
  ) {
    (self.seed, self.sites, self.pages, self.isCalm) = (seed, sites, pages, isCalm)
    self.seeds = seeds
    pageNumbers = Dictionary(
      pages.indices.map { (sites[pages[$0].site].origin + pages[$0].path, $0) },
      uniquingKeysWith: { first, _ in first })
    siteNumbers = Dictionary(
      sites.indices.map { (sites[$0].origin, $0) }, uniquingKeysWith: { first, _ in first })
  }

  func url(ofPage number: Int) -> String {
    sites[pages[number].site].origin + pages[number].path
  }

  func page(at url: String) -> Int? { pageNumbers[url] }

  func site(of url: String) -> Int? { siteNumbers[Self.split(url).origin] }

  /// Both parts of an absolute http URL.
  static func split(_ url: String) -> (origin: String, path: String) {
    let scheme = url.utf8.index(url.startIndex, offsetBy: 7)
    let slash = url.utf8[scheme...].firstIndex(of: UInt8(ascii: "/")) ?? url.endIndex
    return (String(url[..<slash]), String(url[slash...]))
  }
}

extension SimulatedWeb.Site {
  func robots(at time: Int) -> SimulatedWeb.RobotsState {
    robots.last { $0.from <= time }?.file ?? .absent
  }
}
