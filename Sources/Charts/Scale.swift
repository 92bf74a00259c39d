import Glibc

/// How values become places on an axis.
package struct Scale: Sendable {
  private enum Kind { case linear, logarithmic, nines }

  private let kind: Kind
  /// The values at its two ends.
  package let domain: ClosedRange<Double>

  private init(_ kind: Kind, _ domain: ClosedRange<Double>) {
    (self.kind, self.domain) = (kind, domain)
  }

  /// From 0 to the highest value or a little beyond, so that the last tick is above all values.
  package static func linear(to values: [Double]) -> Scale {
    let most = values.filter(\.isFinite).max() ?? 0
    guard most > 0 else { return Scale(.linear, 0...1) }
    let step = niceStep(most / 4)
    return Scale(.linear, 0...step * (most / step).rounded(.up))
  }

  /// Exactly so far.
  package static func linear(in domain: ClosedRange<Double>) -> Scale {
    domain.lowerBound < domain.upperBound
      ? Scale(.linear, domain) : Scale(.linear, domain.lowerBound...domain.lowerBound + 1)
  }

  /// Logarithmic, between the values of 1, 2 or 5 times a power of ten that enclose all; values that
  /// are not positive have no place on it.
  package static func logarithmic(around values: [Double]) -> Scale {
    let values = values.filter { $0 > 0 && $0.isFinite }
    let low = stepBelow(values.min() ?? 1)
    let high = 1 / stepBelow(1 / (values.max() ?? 1))
    return Scale(.logarithmic, low < high ? low...high : low / 2...high * 2)
  }

  /// Logarithmic, from the lowest value to the highest.
  package static func logarithmic(exactly values: [Double]) -> Scale {
    let values = values.filter { $0 > 0 && $0.isFinite }
    let (low, high) = (values.min() ?? 1, values.max() ?? 1)
    return Scale(.logarithmic, low < high ? low...high : low / 2...high * 2)
  }

  /// For shares of a whole, from 0 up to one below 1, with equal room for each nine: 0, 0.9, 0.99 and
  /// so on (the horizontal axis of HdrHistogram's plots).
  package static func nines(to share: Double) -> Scale {
    Scale(.nines, 0...min(max(share, 0.5), 1 - 1e-9))
  }

  /// Where a value lies, from 0 to 1; beyond these where it is outside the domain.
  package func fraction(_ value: Double) -> Double {
    let (low, high) = (line(domain.lowerBound), line(domain.upperBound))
    return (line(value) - low) / (high - low)
  }

  /// The value in the coordinate in which the axis is even.
  private func line(_ value: Double) -> Double {
    switch kind {
    case .linear: value
    case .logarithmic: log10(max(value, domain.lowerBound / 1e6))
    case .nines: -log10(1 - min(value, 1 - 1e-12))
    }
  }

  // MARK: Ticks

  /// Round values within the domain, in rising order, about as many as wanted and seldom more.
  package func ticks(_ wanted: Int) -> [Double] {
    switch kind {
    case .linear: linearTicks(max(1, wanted))
    case .logarithmic: logarithmicTicks(max(2, wanted))
    case .nines:
      ([0, 0.5] + (1...9).map { 1 - pow(10, -Double($0)) }).filter { $0 <= domain.upperBound }
    }
  }

  private func linearTicks(_ wanted: Int) -> [Double] {
    let step = Self.niceStep((domain.upperBound - domain.lowerBound) / Double(wanted))
    let first = (domain.lowerBound / step).rounded(.up)
    let last = (domain.upperBound / step * (1 + 1e-12)).rounded(.down)
    guard first <= last else { return [] }
    return stride(from: first, through: last, by: 1).map { $0 * step }
  }

  private func logarithmicTicks(_ wanted: Int) -> [Double] {
    let first = Int(log10(domain.lowerBound).rounded(.down))
    let last = Int(log10(domain.upperBound).rounded(.up))
    let decades = (first...max(first, last)).map { power(10, $0) }
    for steps in [[1, 1.5, 2, 3, 5, 7], [1.0, 2, 5], [1, 3], [1]] {
      let ticks = inside(decades.flatMap { decade in steps.map { $0 * decade } })
      if ticks.count <= wanted { return ticks }
    }
    let whole = inside(decades)
    let every = (whole.count + wanted - 1) / wanted
    return whole.indices.filter { $0.isMultiple(of: every) }.map { whole[$0] }
  }

  private func inside(_ values: [Double]) -> [Double] {
    values.filter {
      $0 >= domain.lowerBound * (1 - 1e-9) && $0 <= domain.upperBound * (1 + 1e-9)
    }
  }

  /// 1, 2 or 5 times a power of ten, near the wanted step and not below it (after Heckbert, "Nice
  /// numbers for graph labels", Graphics Gems, 1990).
  private static func niceStep(_ wanted: Double) -> Double {
    let decade = power(10, Int(log10(wanted).rounded(.down)))
    let multiple = [1.0, 2, 5, 10].first { $0 * decade >= wanted * (1 - 1e-9) } ?? 10
    return multiple * decade
  }

  /// The highest of 1, 2 or 5 times a power of ten that is not above a positive value.
  private static func stepBelow(_ value: Double) -> Double {
    let decade = power(10, Int(log10(value).rounded(.down)))
    return ([5.0, 2, 1].first { $0 * decade <= value * (1 + 1e-9) } ?? 1) * decade
  }
}

/// A power without the rounding of `pow` for negative exponents.
private func power(_ base: Double, _ exponent: Int) -> Double {
  exponent >= 0 ? pow(base, Double(exponent)) : 1 / pow(base, Double(-exponent))
}
