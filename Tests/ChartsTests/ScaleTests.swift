import Charts
import Foundation
import TestSupport
import Testing

/// Where values lie, and where ticks are.
struct ScaleTests {
  /// Random values of many magnitudes: all lie on the axis, and so do its ticks, rising and not too many.
  @Test(arguments: 0..<40 as Range<UInt64>)
  func valuesAndTicksLieOnTheAxis(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let values = (0..<Int.random(in: 1...8, using: &random)).map { _ in
      pow(10, Double.random(in: -9...12, using: &random))
    }
    for scale in [
      Scale.linear(to: values), .logarithmic(around: values), .logarithmic(exactly: values),
    ] {
      for value in values {
        #expect((-1e-9...1 + 1e-9).contains(scale.fraction(value)), "seed \(seed): \(value)")
      }
      for wanted in [2, 5, 9] { expectGood(scale.ticks(wanted), of: scale, wanted, seed) }
    }
  }

  private func expectGood(_ ticks: [Double], of scale: Scale, _ wanted: Int, _ seed: UInt64) {
    #expect(ticks.count <= wanted + 2, "seed \(seed): \(ticks)")
    for (low, high) in zip(ticks, ticks.dropFirst()) {
      #expect(low < high, "seed \(seed): \(ticks)")
    }
    for tick in ticks {
      #expect((-1e-6...1 + 1e-6).contains(scale.fraction(tick)), "seed \(seed): \(ticks)")
    }
  }

  @Test func aLinearScaleBeginsAtZeroAndEndsAboveAll() {
    let scale = Scale.linear(to: [3, 17, 87])
    #expect(scale.domain == 0...100)
    #expect(scale.ticks(5) == [0, 20, 40, 60, 80, 100])
    #expect(scale.fraction(25) == 0.25)
  }

  @Test func aLogarithmicScaleHasEqualRoomForEachFactor() {
    let scale = Scale.logarithmic(around: [19.6, 1_214])
    #expect(scale.domain == 10...2_000)
    #expect(scale.ticks(8) == [10, 20, 50, 100, 200, 500, 1_000, 2_000])
    #expect(scale.ticks(3) == [10, 100, 1_000])
    #expect(
      abs(scale.fraction(200) - scale.fraction(20) - scale.fraction(1_000) + scale.fraction(100))
        < 1e-12)
  }

  @Test func eachNineHasEqualRoom() {
    let scale = Scale.nines(to: 0.9999)
    #expect(abs(scale.fraction(0.99) - 0.5) < 1e-9)
    #expect(scale.ticks(9).count == 6)
  }

  @Test func nothingToShowIsNoDivisionByZero() {
    for scale in [
      Scale.linear(to: []), .linear(to: [0]), .linear(in: 3...3), .logarithmic(around: []),
      .logarithmic(exactly: [5, 5]), .logarithmic(around: [-1, .nan]), .nines(to: 0),
    ] {
      #expect(scale.fraction(1).isFinite)
      #expect(!scale.ticks(4).isEmpty)
    }
  }
}

/// Labels beside each other.
struct LabelColumnTests {
  @Test(arguments: 0..<40 as Range<UInt64>)
  func labelsKeepTheirDistanceAndOrder(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let wanted = (0..<Int.random(in: 1...12, using: &random)).map { _ in
      Double.random(in: -20...320, using: &random)
    }
    let places = LabelColumn.spread(wanted, height: 16, within: 10...300)
    let sorted = places.sorted()
    for (above, below) in zip(sorted, sorted.dropFirst()) {
      #expect(below - above >= 16 - 1e-9, "seed \(seed): \(places)")
    }
    #expect(sorted.allSatisfy { (10...300).contains($0) }, "seed \(seed): \(places)")
    let order = wanted.indices.sorted { wanted[$0] < wanted[$1] }
    #expect(order.map { places[$0] } == sorted, "seed \(seed)")
  }

  @Test func labelsWithRoomStayWhereTheyAreWanted() {
    #expect(LabelColumn.spread([100, 20, 50], height: 16, within: 0...200) == [100, 20, 50])
  }
}
