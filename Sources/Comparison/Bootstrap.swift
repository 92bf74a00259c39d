/// The percentile bootstrap (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, 13.3): how
/// much a median would change had the rounds come out as they might have.
package enum Bootstrap {
  /// More than the thousand that the book asks for intervals.
  package static let resamples = 4_000
  /// Fixed, so that the same measurements give the same report.
  private static let seed: UInt64 = 0x0B0E_57A9

  /// The 95 % interval of the median: between the 2.5th and the 97.5th percentile of the medians of
  /// samples drawn from the values with replacement.
  ///
  /// - Precondition: `values` is not empty and holds finite numbers.
  package static func interval(ofMedianOf values: [Double]) -> ClosedRange<Double> {
    precondition(!values.isEmpty, "nothing to resample")
    var chance = SplitMix64(seed: seed)
    var sample = values
    var medians: [Double] = []
    medians.reserveCapacity(resamples)
    for _ in 0..<resamples {
      for index in sample.indices { sample[index] = values[chance.below(values.count)] }
      sample.sort()
      let middle = sample.count / 2
      medians.append(
        sample.count.isMultiple(of: 2)
          ? (sample[middle - 1] + sample[middle]) / 2 : sample[middle])
    }
    medians.sort()
    let cut = resamples / 40
    return medians[cut]...medians[resamples - 1 - cut]
  }
}
