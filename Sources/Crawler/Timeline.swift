import Synchronization

/// What each worker of a crawl did and when, in the crawl's first moments.
package final class Timeline: Sendable {
  /// What a worker does.
  package enum Activity: String, Sendable, CaseIterable {
    /// For a URL that may be fetched.
    case waiting
    /// For the server.
    case fetching
    /// For a parser process that works on its page.
    case parsing
    /// It works: judging, recording, handing links to the frontier.
    case working
  }

  /// One worker did one thing for a while.
  package struct Span: Sendable, Hashable {
    /// The worker's number, from 0.
    package let worker: Int
    package let activity: Activity
    /// Since the crawl began.
    package let start: Duration
    package let end: Duration
  }

  private struct State {
    var spans: [Span] = []
    /// Until when it is known what each worker did.
    var known: [Int: ContinuousClock.Instant] = [:]
  }

  private let begin: ContinuousClock.Instant
  private let limit: Int
  private let state = Mutex(State())

  /// - Parameter limit: spans that are kept; what comes later is not noted.
  init(from begin: ContinuousClock.Instant, limit: Int = 20_000) {
    (self.begin, self.limit) = (begin, limit)
  }

  /// In the order in which they ended.
  package var spans: [Span] { state.withLock { $0.spans } }

  /// Notes what a worker has done since the last note about it, or since the crawl began. O(1).
  func note(_ worker: Int, _ activity: Activity, until now: ContinuousClock.Instant) {
    state.withLock { state in
      guard state.spans.count < limit else { return }
      let start = state.known.updateValue(now, forKey: worker) ?? begin
      state.spans.append(
        Span(worker: worker, activity: activity, start: start - begin, end: now - begin))
    }
  }
}
