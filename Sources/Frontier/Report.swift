package import Robots
package import WebURL

/// What a worker reports about a piece of work.
package enum Report: Sendable {
  /// The server answered.
  case fetched(Answer)
  /// The server answered that it cannot answer now (429, 503): the host rests, the URL comes back.
  case refused(reason: String, retryAfter: Duration?)
  /// No answer; another try may help.
  case unreachable(reason: String)
  /// No answer, and none to be expected.
  case failed(reason: String)
  /// Not tried: the crawl is stopping.
  case returned
  /// Not tried: its host was found to be at this address, where no request may start now. Counts
  /// as no try.
  case located(address: ServerAddress)
  /// robots.txt, as it applies to this crawl, and how long it is to count.
  case robots(
    RobotsRules, lifetime: Duration = RobotsRetrieval.longestLifetime, responseTime: Duration?)
  /// robots.txt is what it was when it was fetched last.
  case robotsUnchanged(lifetime: Duration, responseTime: Duration?)
}

extension Report {
  /// What is to be learnt from an answer.
  package struct Answer: Sendable {
    /// From the request to the first byte.
    package var responseTime: Duration
    /// Bytes that came over the wire.
    package var wireBytes: Int64 = 0
    /// The HTTP status; 0 when nobody asked for it.
    package var status = 0
    /// How long the server asked to be left alone, with an answer that counts all the same.
    package var retryAfter: Duration?
    /// The simhash of the page's text; nil for what has none.
    package var simhash: UInt64?
    /// How many of its links were seen here for the first time, and are to be followed.
    package var newLinks = 0
    /// Whether it links to anything at all.
    package var hasLinks = false
    /// Whether its content is that of an earlier page of its host, or nearly.
    package var isDuplicate = false

    package init(responseTime: Duration) { self.responseTime = responseTime }
  }

  /// The server answered, after so long.
  package static func fetched(responseTime: Duration) -> Report {
    .fetched(Answer(responseTime: responseTime))
  }
}

/// What became of a URL by a report.
package enum Settlement: Sendable, Equatable {
  case fetched
  /// It will be tried again, not before this time.
  case retried(reason: String, notBefore: ContinuousClock.Instant)
  case failed(reason: String)
  /// It is queued as if nothing had been.
  case returned
  /// It was robots.txt, which is no URL of the crawl.
  case none

  /// Whether the URL failed for good.
  var isFailure: Bool {
    if case .failed = self { true } else { false }
  }
}

/// A URL about which the frontier has made up its mind without fetching it.
package struct Verdict: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case excluded(Exclusion)
    case failed(reason: String)
    /// A sitemap's, of which the id is.
    case sitemapExcluded(Exclusion)
    case sitemapFailed(reason: String)
  }

  package let id: UInt32
  package let kind: Kind

  package init(id: UInt32, kind: Kind) {
    self.id = id
    self.kind = kind
  }
}

/// How many URLs are in which state. Every URL ever seen is counted exactly once.
package struct FrontierCounts: Sendable, Equatable {
  package var queued = 0
  package var leased = 0
  package var fetched = 0
  package var failed = 0
  package var excluded = 0
  package var hosts = 0
  /// Requests under way: the leased URLs, and robots.txt files.
  package var inFlight = 0

  package init() {}

  /// URLs in all.
  package var known: Int { queued + leased + fetched + failed + excluded }
}
