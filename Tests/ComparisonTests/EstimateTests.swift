import Comparison
import Foundation
import TestSupport
import Testing

/// Medians and their intervals.
struct EstimateTests {
  @Test func mediansOfAFewNumbers() {
    #expect([3.0, 1, 2].median == 2)
    #expect([4.0, 1, 3, 2].median == 2.5)
    #expect([Double]().median == nil)
    #expect(Estimate([]) == nil)
    #expect(Estimate([.nan, .infinity]) == nil)
    #expect(Estimate([7, .nan])?.median == 7)
  }

  /// For five values the chance that three or more of five draws are the lowest is 5.8 %, above the 2.5 %
  /// that are cut off: the interval is the range.
  @Test func theIntervalOfFiveIsTheirRange() {
    let estimate = Estimate([10, 11, 12, 13, 14])
    #expect(estimate?.median == 12)
    #expect(estimate?.interval == 10...14)
    #expect(Estimate.coverageOfRange(5) == 0.9375)
  }

  /// Of the normal distribution the standard error of the median is about 1.2533 σ/√n.
  @Test func theIntervalHasTheWidthThatTheoryHas() throws {
    var random = SeededGenerator(seed: 4)
    let count = 301
    let values = (0..<count).map { _ in
      (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0...1, using: &random) }
    }
    let interval = try #require(Estimate(values)?.interval)
    let expected = 2 * 1.96 * 1.2533 / Double(count).squareRoot()
    let width = interval.upperBound - interval.lowerBound
    #expect((0.75...1.3).contains(width / expected), "\(width) instead of \(expected)")
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func theIntervalHoldsTheMedianAndStaysInTheRange(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let values = (0..<Int.random(in: 3...30, using: &random)).map { _ in
      Double.random(in: -5...1_000, using: &random)
    }
    let estimate = try #require(Estimate(values))
    let interval = try #require(estimate.interval)
    #expect(interval.contains(estimate.median), "seed \(seed)")
    #expect(interval.lowerBound >= values.min() ?? 0, "seed \(seed)")
    #expect(interval.upperBound <= values.max() ?? 0, "seed \(seed)")
    #expect(Estimate(values) == estimate, "seed \(seed): it is not the same twice")
  }

  @Test func nothingIsClaimedFromTwoRoundsOrAnIntervalWithOne() throws {
    #expect(Estimate([5, 5.1])?.comparedToOne == .notShown)
    #expect(Estimate([0.9, 1.2, 1.3, 1.4])?.comparedToOne == .notShown)
    #expect(Estimate([1.1, 1.2, 1.3])?.comparedToOne == .more)
    #expect(Estimate([0.1, 0.2, 0.3])?.comparedToOne == .less)
    #expect(Estimate([1, 1.2, 1.3])?.comparedToOne == .notShown)
  }
}

struct LatencyDistributionTests {
  @Test func percentilesOfKnownValues() {
    let latencies = LatencyDistribution((1...1_000).map { Int32($0) })
    #expect(latencies.count == 1_000)
    #expect(latencies.percentile(50) == 500)
    #expect(latencies.percentile(99) == 990)
    #expect(latencies.longest == 1_000)
    #expect(latencies.values.count == 1_000)
  }

  @Test func extremesHaveAPlace() {
    let latencies = LatencyDistribution([0, -3, .max])
    #expect(latencies.count == 3)
    #expect(latencies.percentile(50) == 1)
    #expect(LatencyDistribution([]).percentile(50) == nil)
    #expect(LatencyDistribution([]).longest == nil)
    #expect(LatencyDistribution([]).curve.isEmpty)
  }

  @Test func theCurveRises() {
    let curve = LatencyDistribution((0..<5_000).map { Int32($0 * $0 / 100 + 1) }).curve
    #expect(curve.count > 20)
    for (left, right) in zip(curve, curve.dropFirst()) {
      #expect(left.quantile < right.quantile && left.microseconds < right.microseconds)
    }
    #expect((curve.last?.quantile ?? 1) < 1)
  }
}

struct FigureTests {
  @Test func threeDigits() {
    #expect(
      [0, 0.0213, 0.5, 1.254, 12.34, 99.96, 999.6, 1_214, -3.5].map(Figure.threeDigits)
        == ["0", "0.0213", "0.500", "1.25", "12.3", "100", "1,000", "1,214", "-3.50"])
  }

  @Test func times() {
    #expect(
      [0.5, 61, 999.6, 51_200, 1_250_000].map(Figure.time)
        == ["0.500 µs", "61.0 µs", "1.00 ms", "51.2 ms", "1.25 s"])
  }

  @Test func intervals() throws {
    let (two, three) = (try #require(Estimate([1, 2])), try #require(Estimate([2, 3, 4])))
    #expect(Figure.told(two, Figure.times) == "×1.50")
    #expect(Figure.interval(two, Figure.times) == "-")
    #expect(Figure.told(three, Figure.times) == "×3.00 (×2.00 to ×4.00)")
  }
}
