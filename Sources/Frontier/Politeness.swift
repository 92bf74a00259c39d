import Robots

/// How a crawl treats one host, and one server with all its hosts.
package struct Politeness: Sendable {
  /// The pause between the starts of two requests to one host.
  package enum Pause: Sendable, Equatable {
    /// Always the same; `.zero` for none.
    case fixed(Duration)
    /// A multiple of the time that the host takes to answer, within bounds: a host that labours is
    /// left alone for longer.
    case adaptive(factor: Int, atLeast: Duration, atMost: Duration)
  }

  /// Twice the host's answering time, between 100 ms and 10 s.
  package static let adaptivePause = Pause.adaptive(
    factor: 2, atLeast: .milliseconds(100), atMost: .seconds(10))

  package var pause: Pause = adaptivePause
  /// How many requests to one host may be under way.
  package var requestsPerHost = 2
  /// How many requests to one IP address may be under way, over all hosts that are found there; nil for
  /// `usualRequestsPerAddress`, or as many as one host may have if those are more.
  package var requestsPerAddress: Int?
  package static let usualRequestsPerAddress = 8
  /// The pause between the starts of two requests to one IP address; nil for a quarter of the pause that
  /// the host keeps which is asked: one server may hold hundreds of hosts, and is not to see the
  /// sum of what each of them could bear.
  package var addressPause: Duration?
  /// Whether robots.txt is asked for and obeyed.
  package var obeysRobots = true
  /// The longest pause that robots.txt may ask for, by `Crawl-delay` or `Request-rate`; a longer one
  /// is cut to this.
  package var maximumCrawlDelay: Duration = .seconds(30)
  /// How long a host's pages wait for a robots.txt that the server answers with 5xx or 429. If the
  /// next try would come later, they fail.
  package var robotsPatience: Duration = .seconds(300)
  /// How long a robots.txt counts at least, however short its server says.
  package var shortestRobotsLifetime: Duration = .seconds(300)
  /// How often a URL is tried in all.
  package var tries = 3
  /// Whether back-offs are shortened by chance, so that what failed together does not come back together.
  package var jittersBackOff = true
  /// Failures to connect in a row after which a host is given up.
  package var failuresPerHost = 8

  package init() {}

  /// How long a robots.txt counts whose server says so long: a day at most (RFC 9309, 2.4).
  package func robotsLifetime(_ said: Duration) -> Duration {
    min(max(said, shortestRobotsLifetime), RobotsRetrieval.longestLifetime)
  }

  /// How often a robots.txt is tried when no answer comes at all: a little oftener than a page, for
  /// all pages of its host depend on it.
  var robotsTries: Int { tries + 2 }

  /// How long until a robots.txt is asked for again, while an old copy serves or after it was given
  /// up: 1 min, 2 min, 4 min, 5 min, or what the server said if that is longer.
  func robotsRecheck(failures: Int, _ retryAfter: Duration?) -> Duration {
    max(backOff(failures: failures + 6), retryAfter ?? .zero)
  }

  /// The pause after a request was started.
  ///
  /// - Parameters:
  ///   - responseTime: the host's smoothed time to answer; nil before the first answer.
  ///   - crawlDelay: what robots.txt asks for.
  func pause(responseTime: Duration?, crawlDelay: Duration?) -> Duration {
    let own: Duration =
      switch pause {
      case .fixed(let pause): pause
      case .adaptive(let factor, let low, let high):
        min(max((responseTime ?? .zero) * factor, low), high)
      }
    guard let crawlDelay else { return own }
    return max(own, min(crawlDelay, maximumCrawlDelay))
  }

  /// How many requests to one IP address may be under way.
  package var addressLimit: Int {
    requestsPerAddress ?? max(Self.usualRequestsPerAddress, requestsPerHost)
  }

  /// The pause after a request to an IP address was started. What robots.txt asks for is the host's own.
  ///
  /// - Parameter responseTime: as for the pause of the host that was asked.
  package func addressPause(responseTime: Duration?) -> Duration {
    addressPause ?? pause(responseTime: responseTime, crawlDelay: nil) / 4
  }

  /// How long a URL or host rests after its n-th failure in a row at most: 1 s, 2 s, 4 s … 5 min.
  func backOff(failures: Int) -> Duration {
    .seconds(min(300, 1 << min(max(failures - 1, 0), 9)))
  }

  /// How long a URL or host rests after its n-th failure in a row: half of `backOff(failures:)`, and by
  /// chance up to all of it, so that what failed together does not come back together ("equal jitter":
  /// M. Brooker, Exponential Backoff and Jitter, AWS Architecture Blog, 2015).
  ///
  /// - Parameter jitter: the chance, from 0 up to 1.
  package func backOff(failures: Int, jitter: Double) -> Duration {
    let whole = backOff(failures: failures)
    return whole / 2 + whole / 2 * min(max(jitter, 0), 1)
  }
}
