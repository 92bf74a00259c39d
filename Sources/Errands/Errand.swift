package import Fetcher
package import ParserPool

/// One piece of work of a crawl, from lease to report, with the waiting left out: it says what is to be
/// done next, and is told what came of it. Whoever runs it decides how to wait: that is all in which the
/// modes of crawling differ.
///
/// ```swift
/// while true {
///   switch errand.demand {
///   case .fetch(let request): errand.fetched(fetch(request))
///   case .parse(let page): errand.parsed(parse(page))
///   case .nothing: return
///   }
/// }
/// ```
///
/// It belongs to one worker, and does not block.
package protocol Errand: AnyObject {
  /// What is to be done next.
  var demand: Demand { get }

  /// Takes in what came of a fetch that was asked for.
  func fetched(_ outcome: FetchOutcome)

  /// Takes in what came of a parse that was asked for.
  func parsed(_ outcome: ParseOutcome)
}

/// What an errand wants next.
package enum Demand: Sendable {
  case fetch(FetchRequest)
  case parse(PageToParse)
  /// All is known: the errand goes back to where it came from.
  case nothing
}

/// Where the workers of a crawl get their errands, and bring them back. Any thread, and it never blocks
/// for longer than others ask, too.
package protocol ErrandDesk: Sendable {
  /// What there is to do for a worker.
  ///
  /// - Parameter worker: its number among all of the crawl, for those who watch.
  func next(for worker: Int) -> NextErrand

  /// Takes an errand back that wants nothing any more: what it found is recorded, and its host is free.
  ///
  /// - Returns: whether a worker that waits would find work now.
  func finish(_ errand: any Errand) -> Bool
}

/// What a worker is to do.
package enum NextErrand {
  /// - Parameter moreAt: when another worker may find work; nil for not before somebody brings some.
  case errand(any Errand, moreAt: ContinuousClock.Instant?)
  /// To ask again at a time, or when it is woken, whichever is first; nil for only when woken.
  case wait(until: ContinuousClock.Instant?)
  /// To go home: nothing is left, and nothing will come.
  case drained
}
