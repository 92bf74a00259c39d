/// Values against values: lines with their intervals, each named where it ends.
package struct LineChart: Sendable {
  /// A measured value.
  package struct Point: Sendable {
    package var x: Double
    package var y: Double
    /// Between which values the true one is taken to lie.
    package var interval: ClosedRange<Double>?
    /// Shown while the pointer rests on it.
    package var title: String

    package init(x: Double, y: Double, interval: ClosedRange<Double>? = nil, title: String = "") {
      (self.x, self.y, self.interval, self.title) = (x, y, interval, title)
    }
  }

  package struct Series: Sendable {
    package var name: String
    package var style: ChartStyle
    /// In the order in which the line connects them.
    package var points: [Point]
    /// Whether each point has a mark; a curve of many has none.
    package var isMarked: Bool

    package init(_ name: String, _ style: ChartStyle, _ points: [Point], isMarked: Bool = true) {
      (self.name, self.style, self.points, self.isMarked) = (name, style, points, isMarked)
    }
  }

  /// What it shows, for those who do not see it.
  package var label: String
  package var x: Axis
  package var y: Axis
  package var series: [Series]

  package init(label: String, x: Axis, y: Axis, series: [Series]) {
    (self.label, self.x, self.y, self.series) = (label, x, y, series)
  }

  /// The drawing, in units that are pixels where it is shown in its own size.
  package func svg(width: Double, height: Double) -> String {
    let shown = series.filter { !$0.points.isEmpty }
    let names = shown.map { TextWidth.of($0.name, size: Drawing.fontSize) }.max() ?? 0
    let labelled =
      names + 26 <= width * 0.3 && Double(shown.count) * Drawing.lineHeight <= height - 70
    let legend = labelled ? ("", 0) : legend(shown).draw(left: 0, top: 0, width: width)
    var frame = PlotFrame(
      x: x, y: y, left: 0, top: legend.1 + 30,
      right: width - (labelled ? names + 26 : 14), bottom: height - 42)
    frame.left = frame.verticalLabels + 18
    var svg = legend.0 + frame.draw()
    for series in shown { svg += Self.band(series, frame) }
    if labelled { svg += Self.labels(shown, frame) }
    // Single points last, so that no line hides them.
    for series in shown where series.points.count > 1 { svg += Self.line(series, frame) }
    for series in shown where series.points.count == 1 { svg += Self.line(series, frame) }
    return Drawing.svg(width, height, label: label, svg)
  }

  private func legend(_ shown: [Series]) -> Legend {
    Legend(
      entries: shown.map { series in
        Legend.Entry(name: series.name) { x, y in
          Drawing.group(
            series.style.classes,
            Drawing.line("line", x, y, x + 20, y)
              + (series.isMarked ? Drawing.mark(series.style.marker, x + 10, y) : ""))
        }
      })
  }

  private static func band(_ series: Series, _ frame: PlotFrame) -> String {
    let points = series.points.compactMap { point in
      point.interval.map {
        (
          x: frame.placeX(point.x), low: frame.placeY($0.lowerBound),
          high: frame.placeY($0.upperBound)
        )
      }
    }
    guard points.count > 1 else { return "" }
    let outline =
      points.map { (x: $0.x, y: $0.high) } + points.reversed().map { (x: $0.x, y: $0.low) }
    return Drawing.group(
      series.style.classes, Drawing.path("band", Drawing.polyline(outline) + "z"))
  }

  private static func line(_ series: Series, _ frame: PlotFrame) -> String {
    let points = series.points.map { (x: frame.placeX($0.x), y: frame.placeY($0.y)) }
    var svg =
      points.count > 1
      ? Drawing.path(series.isMarked ? "line" : "line thin", Drawing.polyline(points)) : ""
    if series.isMarked || points.count == 1 {
      for (point, place) in zip(series.points, points) {
        svg += whisker(point, frame)
        let title = point.title.isEmpty ? "" : Drawing.title(point.title)
        svg += Drawing.mark(series.style.marker, place.x, place.y, "mark", title)
      }
    }
    return Drawing.group(series.style.classes, svg)
  }

  private static func whisker(_ point: Point, _ frame: PlotFrame) -> String {
    guard let interval = point.interval else { return "" }
    let (x, low, high) = (
      frame.placeX(point.x), frame.placeY(interval.lowerBound), frame.placeY(interval.upperBound)
    )
    let data = "M\(Drawing.pair(x, low))V\(Markup.number(high))"
    let caps = [low, high].map { "M\(Drawing.pair(x - 3.5, $0))h7" }.joined()
    return Drawing.path("whisker", data + caps)
  }

  /// Each line's name to the right of the plot, with a thread from the line's end.
  private static func labels(_ shown: [Series], _ frame: PlotFrame) -> String {
    let ends = shown.compactMap { $0.points.last }
    let places = LabelColumn.spread(
      ends.map { frame.placeY($0.y) }, height: Drawing.lineHeight,
      within: frame.top...frame.bottom)
    var svg = ""
    for ((series, end), y) in zip(zip(shown, ends), places) {
      let (from, to) = (frame.placeX(end.x), frame.right + 10)
      svg += Drawing.group(
        series.style.classes,
        Drawing.path(
          "lead",
          Drawing.polyline([
            (from, frame.placeY(end.y)), (frame.right, frame.placeY(end.y)), (to + 8, y),
          ])))
      svg += Drawing.text(to + 12, y + 4, "bold", series.name)
    }
    return svg
  }
}
