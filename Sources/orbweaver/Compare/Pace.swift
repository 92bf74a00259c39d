package import Frontier
package import WebURL

/// How fast the runs of a comparison may go.
package enum Pace: Sendable, Equatable {
  /// As fast as it goes: nobody is there who would mind.
  case full
  /// Politely, as any crawl; the line says why, and what would lift it.
  case polite(String)

  /// - Parameters:
  ///   - hosts: those of the seeds.
  ///   - addresses: where each of them is.
  ///   - reach: how far the crawl may go from them.
  package init(
    hosts: [String], addresses: [String: [ServerAddress]], ownership: HostOwnership,
    reach: Scope.Reach
  ) {
    let strangers = ownership.strangers(among: hosts, addresses: addresses)
    if let stranger = strangers.first {
      let more = strangers.count > 1 ? " (and \(strangers.count - 1) more)" : ""
      self = .polite(
        "\(stranger)\(more) is neither on this machine nor on a private network: all runs keep to "
          + "politeness; if it is yours, say --i-own-this-host \(stranger)")
    } else if reach == .any || reach == .domain && !ownership.ownsDomains(of: hosts) {
      self = .polite(
        "--scope \(reach.rawValue) may lead to hosts of others: all runs keep to politeness; "
          + "--scope host does not")
    } else {
      self = .full
    }
  }

  /// Requests that all runs together may make of strangers.
  package static let requestsOfStrangers = 2_000

  /// Pages that each run may fetch.
  ///
  /// - Parameters:
  ///   - wanted: what was asked for; nil for no limit.
  ///   - runs: how many there are, the warm-up included.
  /// - Returns: nil for no limit.
  package func pages(wanted: Int?, runs: Int) -> Int? {
    switch self {
    case .full: wanted
    case .polite: min(wanted ?? .max, Self.requestsOfStrangers / max(1, runs))
    }
  }
}
