private import Glibc
private import Histogram

/// How long transfers took: an HDR histogram (Gil Tene, hdrhistogram.org) from 1 µs to 1 h with three
/// significant digits.
package struct LatencyDistribution: Sendable {
  private var histogram = Histogram<UInt32>(
    lowestDiscernibleValue: 1, highestTrackableValue: 3_600_000_000,
    numberOfSignificantValueDigits: .three)

  /// - Parameter latencies: in microseconds; what lies outside the histogram's range counts as its end.
  package init(_ latencies: some Sequence<Int32>) {
    for latency in latencies { histogram.record(UInt64(max(1, latency))) }
  }

  package var count: Int { Int(histogram.totalCount) }

  /// The latency in microseconds that so many percent of the transfers did not exceed; nil where there
  /// were none.
  package func percentile(_ percent: Double) -> Double? {
    count > 0 ? Double(histogram.valueAtPercentile(percent)) : nil
  }

  /// The longest, in microseconds.
  package var longest: Double? { count > 0 ? Double(histogram.maxRecorded) : nil }

  /// Each latency that occurred, to three digits, and how often, in rising order.
  package var values: [(microseconds: Int, count: Int)] {
    histogram.recordedValues().map { (Int($0.value), Int($0.count)) }
  }

  /// Points of the curve of percentiles, for drawing: the share `quantile` of the transfers took at
  /// most so many microseconds. They are dense where the curve is drawn wide, forty for each nine, and
  /// end at the longest, whose share is below 1: a longer one would come once in `count + 1` or so.
  package var curve: [(quantile: Double, microseconds: Double)] {
    var points: [(quantile: Double, microseconds: Double)] = []
    var (seen, place) = (0, -1.0)
    for value in values {
      seen += value.count
      let quantile = Double(seen) / Double(count + 1)
      let nines = -log10(1 - quantile)
      guard nines - place >= 0.025 || seen == count else { continue }
      place = nines
      points.append((quantile, Double(value.microseconds)))
    }
    return points
  }
}
