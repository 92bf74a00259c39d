/// What follows from how a request for robots.txt ended, and for how long (RFC 9309, 2.3 and 2.4).
package enum RobotsRetrieval {
  /// Redirects that are followed on the way to the file, to other hosts too; behind more of them the
  /// file counts as absent (RFC 9309, 2.3.1.2).
  package static let redirectLimit = 5

  /// What a status code means.
  package enum Meaning: Sendable, Hashable {
    /// The body is the file.
    case rules
    /// There is no file: everything is allowed.
    case allowAll
    /// Nobody knows: nothing is allowed for now, and the question is to be asked again.
    case disallowForNow
  }

  /// What an answer with this status means; a redirect that could be followed is not for this.
  ///
  /// 4xx is "unavailable" and allows all (RFC 9309, 2.3.1.3), 401 and 403 too; but 429 says that the
  /// server is too busy, and counts as 5xx does. All else says as little as 5xx (2.3.1.4): a 3xx that
  /// leads nowhere, and status codes that do not exist, which RFC 9110, 15, has treated as 500.
  package static func meaning(ofStatus status: Int) -> Meaning {
    switch status {
    case 200..<300: .rules
    case 429: .disallowForNow
    case 400..<500: .allowAll
    default: .disallowForNow
    }
  }

  /// The longest time for which a copy counts (RFC 9309, 2.4).
  package static let longestLifetime = Duration.seconds(86_400)

  /// How long an answer with this `Cache-Control` counts: its `max-age`, but a day at most; zero with
  /// `no-cache` or `no-store`. What is too short to be sensible is for the caller to say.
  package static func lifetime(cacheControl: String?) -> Duration {
    guard let cacheControl else { return longestLifetime }
    var lifetime = longestLifetime
    for directive in cacheControl.lowercased().split(separator: ",") {
      let parts = directive.split(separator: "=", maxSplits: 1).map {
        $0.filter { !$0.isWhitespace && $0 != "\"" }
      }
      switch parts.first {
      case "no-cache", "no-store": lifetime = .zero
      case "max-age" where parts.count == 2:
        guard !parts[1].isEmpty, parts[1].utf8.allSatisfy(\.isDigit) else { continue }
        // More digits than an Int64 has are more than a day.
        let seconds = Int64(parts[1]) ?? .max
        lifetime = min(lifetime, .seconds(min(seconds, 86_400)))
      default: continue
      }
    }
    return lifetime
  }
}
