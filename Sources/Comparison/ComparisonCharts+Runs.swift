import Charts
import Notation

/// Charts of single combinations: how long transfers took, and what a page cost.
extension ComparisonCharts {
  /// One combination a series, the fastest: more curves than that say less.
  private var shown: [CombinationFigures] {
    figures.series.compactMap { group in
      group.max { ($0[.rate]?.median ?? 0) < ($1[.rate]?.median ?? 0) }
    }
  }

  var latencies: PageChart? {
    let series = shown.prefix(6).compactMap { combination -> LineChart.Series? in
      let points = combination.latencies.curve.map {
        LineChart.Point(x: $0.quantile, y: $0.microseconds / 1_000)
      }
      let style = styles.style(combination.combination)
      return points.isEmpty
        ? nil : LineChart.Series(figures.name(combination), style, points, isMarked: false)
    }
    guard !series.isEmpty else { return nil }
    let shares = series.flatMap { $0.points.map(\.x) }
    let chart = LineChart(
      label: "Latency by percentile",
      x: Axis("percentile", .nines(to: shares.max() ?? 0)) {
        $0 == 0 ? "0" : Self.percentile($0)
      },
      y: Axis("ms", .logarithmic(around: series.flatMap { $0.points.map(\.y) })) {
        Figure.threeDigits($0).trimmed
      },
      series: series)
    return PageChart(
      title: "Latency of transfers",
      note:
        "How many transfers took no longer; each nine has as much room. Of each kind the fastest "
        + "concurrency, all rounds together."
    ) { width, _ in chart.svg(width: width, height: Self.height) }
  }

  /// `50`, `99.9`: whole numbers without a point.
  private static func percentile(_ share: Double) -> String {
    let percent = (share * 1e9).rounded() / 1e7
    return Int(exactly: percent).map { "\($0)" } ?? "\(percent)"
  }

  private static let kinds = [
    BarChart.Kind("fetching, user", .blue),
    BarChart.Kind("fetching, kernel", .blue, isHatched: true),
    BarChart.Kind("parsing", .orange), BarChart.Kind("server", .grey, isHatched: true),
  ]

  var costs: PageChart? {
    let metrics: [Metric] = [.userCPU, .systemCPU, .parserCPU, .serverCPU]
    let parts = figures.combinations.prefix(24).map { combination in
      (combination, metrics.map { max(0, combination[$0]?.median ?? 0) * 1e6 })
    }
    let most = parts.map { $0.1.reduce(0, +) }
    guard (most.max() ?? 0) > 0 else { return nil }
    let rows = parts.map { combination, parts in
      let total = Figure.time(parts.reduce(0, +))
      let words = zip(Self.kinds, parts).map { "\($0.name) \(Figure.time($1))" }
      return BarChart.Row(
        figures.name(combination), parts, total: total, title: words.joined(separator: ", "))
    }
    let kinds = Self.kinds.indices.filter { kind in parts.contains { $0.1[kind] > 0 } }
    let chart = BarChart(
      label: "CPU time of a page", kinds: kinds.map { Self.kinds[$0] },
      rows: rows.map { row in
        var row = row
        row.parts = kinds.map { row.parts[$0] }
        return row
      },
      axis: Axis("CPU time a page", .linear(to: most)) { $0 == 0 ? "0" : Figure.time($0).trimmed })
    return PageChart(
      title: "CPU time of a page", note: "Medians, of all processes that had a part in it."
    ) { width, identifier in chart.svg(width: width, identifier: identifier) }
  }
}

extension String {
  /// A number with no zeros after the point, as ticks have it: `50.0 ms` is `50 ms`.
  var trimmed: String {
    let parts = split(separator: " ", maxSplits: 1)
    guard var number = parts.first, number.contains(".") else { return self }
    while number.last == "0" { number.removeLast() }
    if number.last == "." { number.removeLast() }
    return ([number] + parts.dropFirst()).joined(separator: " ")
  }
}
