/// Everything that follows from a comparison's runs by arithmetic.
package struct ComparisonFigures: Sendable {
  package let comparison: Comparison
  /// Those combinations that ran, in the order in which they are to be shown.
  package let combinations: [CombinationFigures]
  /// What each combination is called.
  package let names: CombinationNames

  package init(_ comparison: Comparison) {
    self.comparison = comparison
    names = CombinationNames(comparison.combinations)
    let runs = Dictionary(grouping: comparison.runs, by: \.combination)
    combinations = comparison.combinations.compactMap { combination in
      runs[combination].map { CombinationFigures(combination, $0) }
    }
  }

  package func figures(_ combination: Combination) -> CombinationFigures? {
    combinations.first { $0.combination == combination }
  }

  package func name(_ figures: CombinationFigures) -> String { names.name(figures.combination) }

  // MARK: Over sync

  /// The synchronous crawl that a combination is held against: one with as many parsers, if there is one.
  package func baseline(for combination: Combination) -> CombinationFigures? {
    let candidates = combinations.filter { $0.combination.mode == .sync }
    return candidates.first { $0.combination.parsers == combination.parsers } ?? candidates.first
  }

  /// How many times as many pages a second as the synchronous crawl; nil for that one itself.
  package func speedUp(_ figures: CombinationFigures) -> Estimate? {
    guard figures.combination.mode != .sync, let baseline = baseline(for: figures.combination)
    else { return nil }
    return figures.ratio(of: .rate, to: baseline)
  }

  // MARK: The fastest

  /// The combination with the highest median rate; nil when nothing was fetched.
  package var fastest: CombinationFigures? {
    let best = combinations.max { ($0[.rate]?.median ?? 0) < ($1[.rate]?.median ?? 0) }
    return (best?[.rate]?.median ?? 0) > 0 ? best : nil
  }

  /// Those that the intervals do not show to be slower than the fastest, it not included.
  package var asFast: [CombinationFigures] {
    guard let fastest else { return [] }
    return combinations.filter { other in
      guard other.combination != fastest.combination else { return false }
      return fastest.ratio(of: .rate, to: other)?.comparedToOne != .more
    }
  }

  // MARK: Series

  /// Combinations that differ by their concurrency alone, in its rising order.
  package var series: [[CombinationFigures]] {
    var order: [Combination] = []
    var groups: [Combination: [CombinationFigures]] = [:]
    for figures in combinations {
      var key = figures.combination
      key.concurrency = 0
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(figures)
    }
    return order.compactMap { groups[$0] }.map { group in
      group.sorted { $0.combination.concurrency < $1.combination.concurrency }
    }
  }

  // MARK: System calls

  /// All system calls a page; nil where they were not counted.
  package func systemCalls(_ figures: CombinationFigures) -> Double? {
    comparison.systemCalls[figures.combination].map { $0.values.reduce(0, +) }
  }

  // MARK: Memory

  /// What one more fetch under way costs the process that fetches, in bytes: its peak, less the peak
  /// at the smallest concurrency of the same series, divided by the difference of concurrency.
  ///
  /// - Returns: nil for that smallest one.
  package func taskBytes(_ figures: CombinationFigures) -> Estimate? {
    let group = series.first { $0.contains { $0.combination == figures.combination } }
    guard let least = group?.first else { return nil }
    let more = figures.combination.concurrency - least.combination.concurrency
    guard more > 0, let difference = figures.difference(of: .crawlerPeak, to: least) else {
      return nil
    }
    return difference.divided(by: Double(more))
  }

  // MARK: Mechanism apart from concurrency

  /// Coroutines against threads wherever all else is equal.
  package var mechanisms: [MechanismComparison] {
    combinations.compactMap { coroutines in
      guard coroutines.combination.mode == .async else { return nil }
      var other = coroutines.combination
      other.mode = .threads
      guard let threads = figures(other) else { return nil }
      return MechanismComparison(coroutines: coroutines, threads: threads)
    }
  }
}

/// Coroutines against threads at equal concurrency, parsers and selector: how many times as much.
package struct MechanismComparison: Sendable {
  package let coroutines: CombinationFigures
  package let threads: CombinationFigures

  package var combination: Combination { coroutines.combination }

  package static let metrics: [Metric] = [.rate, .crawlerCPU, .switches, .crawlerPeak]

  package func ratio(_ metric: Metric) -> Estimate? {
    coroutines.ratio(of: metric, to: threads)
  }
}

extension SelectorCost {
  /// Nanoseconds an event; nil where the selector cannot watch so many.
  package var estimate: Estimate? { Estimate(nanoseconds) }
}
