/// What the runs of one combination come to.
package struct CombinationFigures: Sendable {
  package let combination: Combination
  /// In the order of the rounds.
  package let runs: [RunMeasurement]
  /// The transfers of all rounds together.
  package let latencies: LatencyDistribution
  private let values: [Metric: [Int: Double]]
  private let estimates: [Metric: Estimate]

  /// - Complexity: O(latencies + metrics · resamples · rounds).
  init(_ combination: Combination, _ runs: [RunMeasurement]) {
    self.combination = combination
    self.runs = runs.sorted { $0.round < $1.round }
    latencies = LatencyDistribution(self.runs.lazy.flatMap(\.latencies))
    var values: [Metric: [Int: Double]] = [:]
    var estimates: [Metric: Estimate] = [:]
    for metric in Metric.allCases {
      let pairs = self.runs.compactMap { run in metric.value(of: run).map { (run.round, $0) } }
      values[metric] = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
      estimates[metric] = Estimate(pairs.map(\.1))
    }
    self.values = values
    self.estimates = estimates
  }

  /// Median and interval over the rounds; nil where no run has a value.
  package subscript(_ metric: Metric) -> Estimate? { estimates[metric] }

  /// How many times as much this is as the other: the median of the rounds' own ratios, so that what
  /// changed between rounds and hit both sides alike is not taken for a difference. Resampled by
  /// round, both sides together.
  ///
  /// - Returns: nil where no round has both values, or the other's are 0.
  package func ratio(of metric: Metric, to other: CombinationFigures) -> Estimate? {
    Estimate(pairs(metric, other) { $1 > 0 ? $0 / $1 : .nan })
  }

  /// How much more this is than the other, paired in the same way.
  package func difference(of metric: Metric, to other: CombinationFigures) -> Estimate? {
    Estimate(pairs(metric, other) { $0 - $1 })
  }

  private func pairs(
    _ metric: Metric, _ other: CombinationFigures, _ join: (Double, Double) -> Double
  ) -> [Double] {
    let (mine, others) = (values[metric] ?? [:], other.values[metric] ?? [:])
    return mine.keys.sorted().compactMap { round in
      guard let first = mine[round], let second = others[round] else { return nil }
      return join(first, second)
    }
  }

  /// Fetches that failed, in all rounds.
  package var failures: Int { runs.reduce(0) { $0 + $1.failures } }
  /// Answers of servers, in all rounds.
  package var pages: Int { runs.reduce(0) { $0 + $1.pages } }
}
