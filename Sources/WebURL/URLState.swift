/// Where a URL stands in the crawl. A URL is in exactly one state at any moment.
///
/// The raw values stand in `crawl.db`: add at the end, never renumber. `leased` is never written:
/// what was leased when a crawl died is, on disk, still queued.
package enum URLState: UInt8, Sendable, CaseIterable {
  /// Known, in scope, and waiting for its turn.
  case queued = 0
  /// Handed to a fetch task that has not reported back.
  case leased = 1
  /// Answered by its server, whatever the status code said.
  case fetched = 2
  /// Given up after the allowed tries.
  case failed = 3
  /// Not to be fetched: out of scope, refused by robots.txt, beyond a budget.
  case excluded = 4

  /// The name that people read, in reports and in the table `url_states`.
  package var name: String {
    switch self {
    case .queued: "queued"
    case .leased: "leased"
    case .fetched: "fetched"
    case .failed: "failed"
    case .excluded: "excluded"
    }
  }
}
