import Charts
import Notation

/// A chart of the page, drawn anew for each width.
struct PageChart {
  let title: String
  /// What there is to be seen, in a sentence or two.
  let note: String
  /// Whether it takes the whole width of the page.
  var isBroad = false
  /// - Parameters: the width in pixels, and an identifier of the drawing's own.
  let svg: (_ width: Double, _ identifier: String) -> String
}

/// Which charts a comparison has: those that its values suffice for.
struct ComparisonCharts {
  let figures: ComparisonFigures
  let styles: SeriesStyles

  init(_ figures: ComparisonFigures) {
    self.figures = figures
    styles = SeriesStyles(figures)
  }

  var all: [PageChart] {
    [throughput, memory, latencies, costs, mechanisms, selectors, timelines].compactMap(\.self)
  }

  static let height = 340.0

  // MARK: Against concurrency

  private var throughput: PageChart? {
    let series = against(.rate) { "\(Quantity.rate($0)) pages/s" }
    guard !series.isEmpty else { return nil }
    let ideal = ideal
    let values = (series + ideal).flatMap(Self.heights)
    let chart = LineChart(
      label: "Pages a second against concurrency", x: concurrencyAxis,
      y: Axis("pages/s", .logarithmic(around: values)) { Quantity.plain($0) },
      series: ideal + series)
    let note =
      ideal.isEmpty
      ? "Both axes are logarithmic. The whiskers are 95 % intervals."
      : "Both axes are logarithmic. The dotted line is what latency alone would allow; where a "
        + "curve leaves it, something else has become the limit."
    return PageChart(title: "Throughput against concurrency", note: note) { width, _ in
      chart.svg(width: width, height: Self.height)
    }
  }

  /// Little's law: fetches under way over the latency of each.
  private var ideal: [LineChart.Series] {
    guard let latency = figures.restLatency else { return [] }
    let concurrencies = concurrencies
    guard concurrencies.count > 1 else { return [] }
    let points = concurrencies.map { LineChart.Point(x: $0, y: $0 / latency) }
    return [LineChart.Series("ideal", ChartStyle(.grey, dash: 2), points, isMarked: false)]
  }

  private var memory: PageChart? {
    let series = against(.crawlerPeak) { "\(Quantity.bytes($0)) at the peak" }
    guard !series.isEmpty else { return nil }
    let chart = LineChart(
      label: "Peak of memory against concurrency", x: concurrencyAxis,
      y: Axis("memory of the process that fetches", .linear(to: series.flatMap(Self.heights))) {
        Quantity.bytes($0).trimmed
      }, series: series)
    return PageChart(
      title: "Memory against concurrency",
      note: "The most at once, of the process that fetches: what a thread costs beside a coroutine."
    ) { width, _ in chart.svg(width: width, height: Self.height) }
  }

  private func against(
    _ metric: Metric, _ words: @escaping (Double) -> String
  ) -> [LineChart.Series] {
    figures.series.compactMap { group in
      let points = group.compactMap { combination -> LineChart.Point? in
        guard let estimate = combination[metric], estimate.median > 0 else { return nil }
        return LineChart.Point(
          x: Double(combination.combination.concurrency), y: estimate.median,
          interval: estimate.interval,
          title: "\(figures.name(combination)): \(Figure.told(estimate, words))")
      }
      guard let first = group.first, !points.isEmpty else { return nil }
      return LineChart.Series(
        figures.names.series(first.combination), styles.style(first.combination), points)
    }
  }

  private static func heights(_ series: LineChart.Series) -> [Double] {
    series.points.flatMap { [$0.y] + ($0.interval.map { [$0.lowerBound, $0.upperBound] } ?? []) }
  }

  private var concurrencies: [Double] {
    Set(figures.combinations.map { Double($0.combination.concurrency) }).sorted()
  }

  private var concurrencyAxis: Axis {
    Axis("fetches at once", .logarithmic(exactly: concurrencies), ticks: concurrencies) {
      Quantity.plain($0)
    }
  }

  // MARK: Mechanism

  private var mechanisms: PageChart? {
    let mechanisms = figures.mechanisms
    let groups = MechanismComparison.metrics.enumerated().compactMap { number, metric in
      let rows = mechanisms.compactMap { mechanism in
        mechanism.ratio(metric).map { Self.row(figures.names.setting(mechanism.combination), $0) }
      }
      let hue = ChartStyle.Hue.allCases[number]
      let style = ChartStyle(hue, ChartStyle.Marker.allCases[number])
      return rows.isEmpty ? nil : IntervalChart.Group(metric.title, style, rows)
    }
    guard !groups.isEmpty else { return nil }
    let chart = IntervalChart(
      label: "Coroutines to threads at equal concurrency", groups: groups,
      less: "coroutines less", more: "coroutines more")
    return PageChart(
      title: "Mechanism apart from concurrency: coroutines to threads",
      note: "At equal concurrency, round by round. A hollow mark shows no difference: its interval "
        + "has ×1, or there are too few rounds."
    ) { width, _ in chart.svg(width: width) }
  }

  private static func row(_ name: String, _ ratio: Estimate) -> IntervalChart.Row {
    let told = Figure.told(ratio, Figure.times)
    return IntervalChart.Row(
      name, ratio.median, ratio.interval, text: Figure.times(ratio.median),
      title: "\(name): \(told)")
  }

  // MARK: Selectors

  private var selectors: PageChart? {
    let groups = Dictionary(grouping: figures.comparison.selectorCosts, by: \.selector)
    let series = groups.keys.sorted().enumerated().compactMap { number, name in
      let points = (groups[name] ?? []).sorted { $0.idle < $1.idle }.compactMap(Self.point)
      let style = ChartStyle(
        ChartStyle.Hue.allCases[number % 6], ChartStyle.Marker.allCases[number % 6], dash: number)
      return points.isEmpty ? nil : LineChart.Series(name, style, points)
    }
    guard !series.isEmpty else { return nil }
    let watched = series.flatMap { $0.points.map(\.x) }
    let chart = LineChart(
      label: "Cost of an event against connections that are watched",
      x: Axis("connections watched", .logarithmic(around: watched)) { Quantity.plain($0) },
      y: Axis("ns an event", .logarithmic(around: series.flatMap(Self.heights))) {
        Quantity.plain($0)
      }, series: series)
    return PageChart(
      title: "What a selector costs beside idle connections",
      note: "Few of the connections are ready in each wait; both axes are logarithmic."
    ) { width, _ in chart.svg(width: width, height: Self.height) }
  }

  private static func point(_ cost: SelectorCost) -> LineChart.Point? {
    guard let estimate = cost.estimate, estimate.median > 0 else { return nil }
    let told = Figure.told(estimate, Figure.threeDigits)
    return LineChart.Point(
      x: Double(max(1, cost.idle + cost.busy)), y: estimate.median, interval: estimate.interval,
      title: "\(cost.selector), \(Quantity.grouped(cost.idle)) idle: \(told) ns")
  }
}

/// One look for each series, the same in all charts: the hue tells the mode, dashes and marks the rest.
struct SeriesStyles {
  private let styles: [Combination: ChartStyle]

  init(_ figures: ComparisonFigures) {
    var counts: [Combination.Mode: Int] = [:]
    var styles: [Combination: ChartStyle] = [:]
    for group in figures.series {
      guard let first = group.first?.combination else { continue }
      let number = counts[first.mode, default: 0]
      counts[first.mode] = number + 1
      styles[Self.key(first)] = Self.style(first.mode, number)
    }
    self.styles = styles
  }

  func style(_ combination: Combination) -> ChartStyle {
    styles[Self.key(combination)] ?? ChartStyle(.grey)
  }

  private static func key(_ combination: Combination) -> Combination {
    var key = combination
    key.concurrency = 0
    return key
  }

  private static func style(_ mode: Combination.Mode, _ number: Int) -> ChartStyle {
    switch mode {
    case .sync: ChartStyle(.green, .ring, dash: number)
    case .threads: ChartStyle(number == 0 ? .vermillion : .orange, .square, dash: number)
    case .async: ChartStyle([.blue, .sky, .purple][number % 3], .disc, dash: number)
    }
  }
}

extension Quantity {
  /// For ticks: whole numbers grouped, others as they are.
  fileprivate static func plain(_ number: Double) -> String {
    Int64(exactly: number).map { grouped($0) } ?? Figure.threeDigits(number)
  }
}

extension Metric {
  fileprivate var title: String {
    switch self {
    case .rate: "Pages a second"
    case .crawlerCPU: "CPU time a page"
    case .switches: "Context switches a page"
    case .crawlerPeak: "Memory at the peak"
    default: rawValue
    }
  }
}
