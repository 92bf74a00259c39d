package import Comparison
import EventLoop
import Notation

/// Which ways to crawl are compared, how often, and in which order.
package struct ComparisonGrid: Sendable {
  package var modes: [Combination.Mode]
  package var concurrencies: [Int]
  package var selectors: [String]
  package var parsers: [Int]
  package var rounds: Int

  /// The selector of a crawl for which none is named.
  package static let usualSelector = SelectorKind.best.rawValue

  package init(
    modes: [Combination.Mode], concurrencies: [Int], selectors: [String], parsers: [Int],
    rounds: Int
  ) {
    self.modes = modes
    self.concurrencies = concurrencies
    self.selectors = selectors
    self.parsers = parsers
    self.rounds = rounds
  }

  /// All of them, in the order in which they are shown. `sync` has one fetch at a time; only coroutines
  /// live on the selector, so that the others are not run with each.
  package var combinations: [Combination] {
    modes.flatMap { mode in
      (mode == .sync ? [1] : concurrencies).flatMap { concurrency in
        (mode == .async ? selectors : [Self.usualSelector]).flatMap { selector in
          parsers.map {
            Combination(mode: mode, concurrency: concurrency, selector: selector, parsers: $0)
          }
        }
      }
    }
  }

  /// The combinations in a round's own order, the same in each comparison: what changes with time,
  /// a machine that gets warm or busy, then hits all alike.
  package func order(ofRound round: Int) -> [Combination] {
    var random = SplitMix64(seed: UInt64(round))
    return combinations.shuffled(using: &random)
  }

  /// What warms up: the quickest of them, as far as one can know.
  package var warmUp: Combination {
    Combination(
      mode: .async, concurrency: concurrencies.max() ?? 1, selector: Self.usualSelector,
      parsers: parsers.max() ?? 1)
  }

  /// One combination for each mode whose timeline is shown: that with the concurrency nearest to 32, where
  /// there is much to see and not too much.
  package var shownTimelines: [Combination] {
    modes.compactMap { mode in
      combinations.filter { $0.mode == mode }.min { left, right in
        Self.distance(left.concurrency) < Self.distance(right.concurrency)
      }
    }
  }

  /// How far from 32, as a ratio.
  private static func distance(_ concurrency: Int) -> Double {
    concurrency > 32 ? Double(concurrency) / 32 : 32 / Double(concurrency)
  }
}

extension Combination {
  /// `async 64`, and what else it has, for lines that name it.
  package var label: String {
    "\(mode.rawValue) \(concurrency), \(selector), \(Quantity.counted(parsers, "parser", "parsers"))"
  }
}
