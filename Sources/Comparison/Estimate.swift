/// What several measurements of one thing say about it: their median, and how far to trust that.
package struct Estimate: Hashable, Sendable {
  /// The median of the measurements.
  package let median: Double
  /// The 95 % bootstrap interval of the median; nil where there are fewer than three measurements.
  package let interval: ClosedRange<Double>?
  /// How many measurements there were.
  package let count: Int

  /// Measurements fewer than these give no interval, so nothing is claimed from them.
  package static let fewestForInterval = 3

  /// - Parameter values: one a round, in the order of the rounds; those that are no numbers are left out.
  /// - Returns: nil where no value is a number.
  /// - Complexity: O(r·n log n) for r resamples.
  package init?(_ values: [Double]) {
    let values = values.filter(\.isFinite)
    guard let median = values.median else { return nil }
    self.median = median
    count = values.count
    interval =
      values.count < Self.fewestForInterval ? nil : Bootstrap.interval(ofMedianOf: values)
  }

  private init(median: Double, interval: ClosedRange<Double>?, count: Int) {
    (self.median, self.interval, self.count) = (median, interval, count)
  }

  /// In other units.
  ///
  /// - Precondition: `divisor` is positive.
  package func divided(by divisor: Double) -> Estimate {
    Estimate(
      median: median / divisor,
      interval: interval.map { $0.lowerBound / divisor...$0.upperBound / divisor }, count: count)
  }

  /// How an estimated ratio stands to 1, as far as its interval shows.
  package var comparedToOne: Difference { compared(to: 1) }

  /// On which side of a value the whole interval lies.
  package func compared(to value: Double) -> Difference {
    guard let interval else { return .notShown }
    if interval.lowerBound > value { return .more }
    return interval.upperBound < value ? .less : .notShown
  }

  /// The chance, from 0 to 1, that the true median lies between the lowest and the highest of `count`
  /// independent measurements: 1 − 2^(1−count) (David and Nagaraja, Order Statistics, 2003, 7.1).
  ///
  /// With five measurements or fewer a bootstrap interval at 95 % is just that range, and says less
  /// than 95 %.
  package static func coverageOfRange(_ count: Int) -> Double {
    var missed = 2.0
    for _ in 0..<max(0, count) { missed /= 2 }
    return max(0, 1 - missed)
  }
}

/// What an interval shows about two sides.
package enum Difference: Sendable {
  /// The first is more, by the whole interval.
  case more
  /// The first is less, by the whole interval.
  case less
  /// The interval has both, or there is none.
  case notShown
}

extension [Double] {
  /// The middle value, or the mean of the two in the middle; nil for none.
  package var median: Double? {
    guard !isEmpty else { return nil }
    let sorted = sorted()
    let middle = count / 2
    return count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}
