/// Ratios with their intervals beside the line where both sides are equal.
package struct IntervalChart: Sendable {
  package struct Row: Sendable {
    package var name: String
    package var value: Double
    package var interval: ClosedRange<Double>?
    /// Beside the row, at the right edge.
    package var text: String
    package var title: String

    package init(
      _ name: String, _ value: Double, _ interval: ClosedRange<Double>?, text: String,
      title: String
    ) {
      (self.name, self.value, self.interval, self.text, self.title) =
        (name, value, interval, text, title)
    }

    /// Whether the interval shows a difference.
    var isShown: Bool { interval.map { !$0.contains(1) } ?? false }
  }

  package struct Group: Sendable {
    package var name: String
    package var style: ChartStyle
    package var rows: [Row]

    package init(_ name: String, _ style: ChartStyle, _ rows: [Row]) {
      (self.name, self.style, self.rows) = (name, style, rows)
    }
  }

  package var label: String
  package var groups: [Group]
  /// Below the chart, to either side of the line.
  package var less: String
  package var more: String

  package init(label: String, groups: [Group], less: String, more: String) {
    (self.label, self.groups, self.less, self.more) = (label, groups, less, more)
  }

  private static let rowHeight = 22.0

  package func svg(width: Double) -> String {
    let rows = groups.flatMap(\.rows)
    let names = rows.map { TextWidth.of($0.name, size: Drawing.fontSize) }.max() ?? 0
    let texts = rows.map { TextWidth.of($0.text, size: 11) }.max() ?? 0
    let (left, right) = (names + 16, width - texts - 14)
    let axis = Axis("", scale(rows)) { $0 < 1 ? "×\($0.short)" : "×\($0.short)" }
    func place(_ value: Double) -> Double { left + axis.scale.fraction(value) * (right - left) }
    var (body, y) = ("", 8.0)
    for group in groups {
      body += Drawing.text(0, y + 12, "bold", group.name)
      y += Self.rowHeight
      for row in group.rows {
        body += draw(row, group.style, y, place, names: names, width: width)
        y += Self.rowHeight
      }
      y += 6
    }
    var svg = ""
    for tick in axis.horizontal(place, wanted: max(3, Int((right - left) / 50))) {
      svg += Drawing.line("grid", tick.x, 4, tick.x, y + 4)
      if let text = tick.label { svg += Drawing.text(tick.x, y + 18, "tick middle", text) }
    }
    svg += Drawing.line("base", place(1), 4, place(1), y + 4) + body
    return Drawing.svg(width, y + 62, label: label, svg + sides(y, width))
  }

  private func sides(_ y: Double, _ width: Double) -> String {
    let (less, more) = ("← \(less)", "\(more) →")
    let needed = TextWidth.of(less + more, size: Drawing.fontSize) + 16
    return Drawing.text(0, y + 38, "name", less)
      + Drawing.text(width, needed > width ? y + 54 : y + 38, "name end", more)
  }

  private func draw(
    _ row: Row, _ style: ChartStyle, _ y: Double, _ place: (Double) -> Double, names: Double,
    width: Double
  ) -> String {
    let middle = y + 8
    var svg = Drawing.title(row.title) + Drawing.text(names + 2, y + 12, "end", row.name)
    if let interval = row.interval {
      let (low, high) = (place(interval.lowerBound), place(interval.upperBound))
      let data = "M\(Drawing.pair(low, middle))H\(Markup.number(high))"
      let caps = [low, high].map { "M\(Drawing.pair($0, middle - 4))v8" }.joined()
      svg += Drawing.path("whisker", data + caps)
    }
    svg += Drawing.mark(style.marker, place(row.value), middle, row.isShown ? "mark" : "open")
    svg += Drawing.text(width, y + 12, "end small", row.text)
    return Drawing.group(style.classes, svg)
  }

  private func scale(_ rows: [Row]) -> Scale {
    let values = rows.flatMap { row in
      [row.value, 0.8, 1.25] + (row.interval.map { [$0.lowerBound, $0.upperBound] } ?? [])
    }
    return .logarithmic(around: values)
  }
}

extension Double {
  /// `2`, `0.5`.
  fileprivate var short: String { Int(exactly: self).map { "\($0)" } ?? "\(self)" }
}
