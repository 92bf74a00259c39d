/// How soon a URL is to be fetched, in the order of priority: a score by what is known of it when it is
/// found.
///
/// | part | points |
/// |---|---|
/// | to begin with | 8 |
/// | links from the nearest seed | -1 each, -6 at most |
/// | the priority that a sitemap gives, 0.0 to 1.0 | -2 to +2, 0.5 being 0 |
/// | links to it that were found | +1 each time their number doubles, +4 at most |
/// | each `--boost` whose expression matches | its points |
package struct Priorities: ~Copyable {
  /// One level for each: few enough that a queue for each costs nothing.
  package static let scores = 0...15
  private static let start = 8
  private static let deepest = 6
  private static let mostDoublings = 4

  /// Makes the array of patterns possible, which cannot hold what is not copyable.
  private final class Booster {
    let pattern: Pattern
    let points: Int

    init(_ pattern: consuming Pattern, points: Int) {
      self.pattern = pattern
      self.points = points
    }
  }

  private let boosters: [Booster]

  package init(boosts: [Boost] = []) {
    boosters = boosts.map { boost in
      guard let pattern = try? Pattern(boost.pattern) else {
        preconditionFailure("'\(boost.pattern)' was an expression before: there is no memory")
      }
      return Booster(pattern, points: boost.points)
    }
  }

  /// A URL's score: higher is sooner. O(boosts), each of which looks at the URL's text; nothing is
  /// allocated.
  ///
  /// - Parameters:
  ///   - url: its canonical form.
  ///   - depth: links from the nearest seed.
  ///   - sitemapPriority: in thousandths (sitemaps.org/protocol.html, `priority`); nil where no sitemap
  ///     says any.
  ///   - inlinks: links to it that were found so far.
  package borrowing func score(
    of url: Span<UInt8>, depth: UInt16, sitemapPriority: UInt16?, inlinks: Int
  ) -> Int {
    var score = Self.start - min(Int(depth), Self.deepest)
    if let sitemapPriority {
      // To the nearest whole number, a half upwards.
      score += (Int(min(sitemapPriority, 1000)) * 4 + 500) / 1000 - 2
    }
    if inlinks > 1 {
      score += min(Int.bitWidth - 1 - inlinks.leadingZeroBitCount, Self.mostDoublings)
    }
    for booster in boosters where booster.pattern.matches(url) { score += booster.points }
    return min(max(score, Self.scores.lowerBound), Self.scores.upperBound)
  }
}
