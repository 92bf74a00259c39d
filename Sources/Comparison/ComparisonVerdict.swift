import Notation

/// What a comparison means, in one paragraph: which way was the fastest, where the time went, which limit
/// was hit, and what to try next. It claims no difference that the intervals do not show.
package struct ComparisonVerdict: Sendable {
  package let figures: ComparisonFigures

  package init(_ figures: ComparisonFigures) { self.figures = figures }

  package var text: String { sentences.joined(separator: " ") }

  var comparison: Comparison { figures.comparison }

  private var sentences: [String] {
    if comparison.runs.isEmpty { return ["Nothing was measured: no run came to its end."] }
    if let first = comparison.disagreements.first { return disagreement(first) }
    guard let fastest = figures.fastest else {
      return ["No run fetched a page, so there is nothing to compare. See why with orbweaver why."]
    }
    return speed(fastest) + mechanism + time(fastest) + limit(fastest) + [trust].compactMap(\.self)
  }

  private func disagreement(_ first: String) -> [String] {
    [
      "The runs did not all find the same, so they did not do the same work and cannot be compared.",
      "The first difference: \(first).", "Let the server answer alike each time, then run again.",
    ]
  }

  // MARK: The fastest

  private func speed(_ fastest: CombinationFigures) -> [String] {
    guard let rate = fastest[.rate] else { return [] }
    let told = Figure.told(rate) { Quantity.rate($0) }
    let name = figures.name(fastest)
    if figures.combinations.count == 1 { return ["\(name) fetched \(told) pages/s."] }
    return ["\(name) fetched the most, \(told) pages/s\(overSync(fastest))."] + others(fastest)
  }

  private func overSync(_ fastest: CombinationFigures) -> String {
    guard let ratio = figures.speedUp(fastest) else { return "" }
    switch ratio.comparedToOne {
    case .more: return ", \(Figure.told(ratio, Figure.threeDigits)) times as many as sync"
    case .less: return ", fewer than sync"
    case .notShown: return ratio.interval == nil ? "" : "; that it is faster than sync is not shown"
    }
  }

  /// Those that may be as fast; the cheapest of them matters most.
  private func others(_ fastest: CombinationFigures) -> [String] {
    let others = figures.asFast
    guard !others.isEmpty else { return [] }
    guard fastest[.rate]?.interval != nil else {
      let rounds = Quantity.counted(fastest.runs.count, "round", "rounds")
      return ["From \(rounds) no interval can be taken, so no difference is claimed."]
    }
    let judged = others.filter { fastest.ratio(of: .rate, to: $0)?.interval != nil }
    let unjudged = others.count - judged.count
    var sentences: [String] = []
    if !judged.isEmpty {
      let names = judged.map(figures.name)
      let shown = names.prefix(4).joined(separator: ", ")
      let more = names.count > 4 ? " and \(names.count - 4) more" : ""
      sentences.append("The intervals do not show \(shown)\(more) to be slower.")
    }
    if unjudged > 0 {
      let ways = Quantity.counted(unjudged, "way", "ways")
      sentences.append("\(ways) had too few rounds to be compared with it.")
    }
    return sentences
  }

  // MARK: Threads and coroutines

  /// At the largest concurrency that both had.
  private var mechanism: [String] {
    let most = figures.mechanisms.max {
      $0.combination.concurrency < $1.combination.concurrency
    }
    guard let most, most.ratio(.rate)?.interval != nil else { return [] }
    let told = MechanismComparison.metrics.compactMap { metric -> String? in
      guard let ratio = most.ratio(metric), ratio.comparedToOne != .notShown else { return nil }
      return "\(Figure.threeDigits(ratio.median)) times the \(metric.words)"
    }
    let concurrency = most.combination.concurrency
    guard !told.isEmpty else {
      return ["With \(concurrency) at once, no difference between coroutines and threads is shown."]
    }
    let rest =
      told.count < MechanismComparison.metrics.count ? "; no other difference is shown" : ""
    return ["With \(concurrency) at once, coroutines had \(Self.list(told)) of threads\(rest)."]
  }

  // MARK: How far to trust it

  private var trust: String? {
    let rounds = figures.combinations.map(\.runs.count).min() ?? 0
    var sentences: [String] = []
    if rounds < Estimate.fewestForInterval {
      sentences.append(
        "Measure \(Estimate.fewestForInterval) rounds or more (--runs) to see differences.")
    } else if rounds <= 5 {
      let chance = Figure.percent(Estimate.coverageOfRange(rounds))
      sentences.append(
        "With \(rounds) rounds an interval is the range of what was seen, which holds the true median "
          + "with a chance of \(chance).")
    }
    let failures = figures.combinations.reduce(0) { $0 + $1.failures }
    if failures > 0 {
      sentences.append("\(Quantity.counted(failures, "fetch", "fetches")) failed in all.")
    }
    return sentences.isEmpty ? nil : sentences.joined(separator: " ")
  }

  /// `a, b and c`.
  static func list(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }
}

extension Metric {
  /// After `2 times the`.
  fileprivate var words: String {
    switch self {
    case .rate: "pages/s"
    case .crawlerCPU: "CPU time a page"
    case .switches: "context switches a page"
    case .crawlerPeak: "memory"
    default: rawValue
    }
  }
}
