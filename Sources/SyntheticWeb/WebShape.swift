/// What a synthetic web looks like: the whole of it follows from these numbers.
///
/// Fractions are parts of the links of a page that the tree of pages leaves free, each from 0 to 1
/// and 1 together at most; the rest lead to pages of the same host.
package struct WebShape: Sendable, Hashable {
  /// Another seed, another web.
  package var seed: UInt64 = 1
  /// How many hosts there are, at most 1,000 when they are named by loopback address.
  package var hosts = 1
  /// How many ordinary pages each host has.
  package var pagesPerHost = 1_000
  /// How many `<a href>` a page has; a few more where the tree of pages needs them.
  package var linksPerPage = 30
  /// How long a page is on average, in bytes; each has between half and one and a half of it, and
  /// as much as its links need.
  package var bodyBytes = 8_192
  /// Links to pages of other hosts.
  package var externalLinkFraction = 0.05
  /// Links that end in a 404.
  package var errorFraction = 0.02
  /// Links that lead through one to three redirects.
  package var redirectFraction = 0.03
  /// Links under `/private/`, which robots.txt may forbid.
  package var privateFraction = 0.02
  /// Links into rings of three redirects that never end.
  package var redirectLoopFraction = 0.0
  /// Links to `/trouble/…`, which misbehaves as `faults` says.
  package var faultFraction = 0.0
  /// What `/trouble/0`, `/trouble/1`, … do.
  package var faults: [Fault] = []
  /// What the sitemaps of each host list, and robots.txt names; nil for none.
  package var sitemaps: SitemapShape?
  /// What each host's robots.txt says.
  package var robots = RobotsFile.hidesPrivate
  /// What each host is instead of all this, but for its robots.txt: a site with traps; nil for the pages above.
  package var traps: TrapShape?
  /// How long an answer waits, drawn for each URL from this range.
  package var latency: ClosedRange<Duration> = .zero ... .zero
  /// How hosts are told apart.
  package var naming = HostNaming.loopbackAddresses

  package init() {}

  /// Ends the program with a message where no web can have these numbers.
  func check() {
    sitemaps?.check()
    precondition(hosts >= 1 && pagesPerHost >= 1, "a web has a host and a page at least")
    precondition(hosts <= naming.limit, "\(naming) can name \(naming.limit) hosts, not \(hosts)")
    precondition(linksPerPage >= 0 && bodyBytes >= 0, "counts are not negative")
    precondition(
      faults.isEmpty == (faultFraction == 0), "faults and their fraction come together")
    let fractions = [
      externalLinkFraction, errorFraction, redirectFraction, privateFraction,
      redirectLoopFraction, faultFraction,
    ]
    precondition(
      fractions.allSatisfy { $0 >= 0 } && fractions.reduce(0, +) <= 1,
      "fractions are parts of one whole")
  }
}

/// What a host of the synthetic web answers to `/robots.txt`.
package enum RobotsFile: Sendable, Hashable {
  /// A 404: everything is allowed.
  case none
  /// Forbids `/private/` to everybody.
  case hidesPrivate
  /// As `hidesPrivate`, and asks for this many seconds between requests.
  case hidesPrivateWithDelay(seconds: Int)
  /// Forbids everything.
  case forbidsAll
  /// A 503: everything is forbidden for the time being (RFC 9309, section 2.3.1.4).
  case unavailable

  /// The text of the file; `nil` where there is none.
  var text: String? {
    switch self {
    case .none, .unavailable: nil
    case .hidesPrivate: "User-agent: *\nDisallow: /private/\n"
    case .hidesPrivateWithDelay(let seconds):
      "User-agent: *\nCrawl-delay: \(seconds)\nDisallow: /private/\n"
    case .forbidsAll: "User-agent: *\nDisallow: /\n"
    }
  }
}
