/// What tasks did over time, a row a task.
package struct TimelineChart: Sendable {
  /// What a colour and a height mean: the heights tell activities apart where colours do not.
  package struct Activity: Sendable {
    package var name: String
    package var hue: ChartStyle.Hue
    /// The share of the row's height that it fills.
    package var height: Double

    package init(_ name: String, _ hue: ChartStyle.Hue, height: Double) {
      (self.name, self.hue, self.height) = (name, hue, height)
    }
  }

  package struct Span: Sendable {
    /// Its place in the chart's activities.
    package var activity: Int
    package var start: Double
    package var end: Double

    package init(_ activity: Int, _ start: Double, _ end: Double) {
      (self.activity, self.start, self.end) = (activity, start, end)
    }
  }

  package struct Row: Sendable {
    package var name: String
    package var spans: [Span]
    package var title: String

    package init(_ name: String, _ spans: [Span], title: String) {
      (self.name, self.spans, self.title) = (name, spans, title)
    }
  }

  package var label: String
  package var activities: [Activity]
  package var rows: [Row]
  /// The time that is shown.
  package var axis: Axis

  package init(label: String, activities: [Activity], rows: [Row], axis: Axis) {
    (self.label, self.activities, self.rows, self.axis) = (label, activities, rows, axis)
  }

  /// The meaning of the signs alone, for a page that has several charts with the same.
  package static func legend(_ activities: [Activity], width: Double) -> String {
    let legend = Legend(
      entries: activities.map { activity in
        Legend.Entry(
          name: activity.name,
          sign: { x, y in
            let height = 14 * activity.height
            return Drawing.group(
              "h\(activity.hue.rawValue)",
              Drawing.rectangle("area", x, y - height / 2, 18, height))
          }, width: 18)
      })
    let drawn = legend.draw(left: 0, top: 0, width: width)
    let names = activities.map(\.name).joined(separator: ", ")
    return Drawing.svg(width, drawn.height, label: "Legend: \(names)", drawn.svg)
  }

  package func svg(width: Double) -> String {
    let rowHeight = min(18, max(6, (260 / Double(max(1, rows.count))).rounded()))
    let names = rows.map { TextWidth.of($0.name, size: 11) }.max() ?? 0
    let (left, right) = (names + 8, width - 28)
    let bottom = 4 + Double(rows.count) * rowHeight
    func place(_ value: Double) -> Double { left + axis.scale.fraction(value) * (right - left) }
    var svg = ""
    for tick in axis.horizontal(place, wanted: max(3, Int((right - left) / 80))) {
      svg += Drawing.line("grid", tick.x, 2, tick.x, bottom + 4)
      if let text = tick.label { svg += Drawing.text(tick.x, bottom + 18, "tick middle", text) }
    }
    // Not every row has room for its name.
    let every = max(1, Int((14 / rowHeight).rounded(.up)))
    for (number, row) in rows.enumerated() {
      let top = 4 + Double(number) * rowHeight
      svg += draw(row, top, rowHeight - (rowHeight > 8 ? 2 : 1), place)
      if number.isMultiple(of: every) {
        svg += Drawing.text(left - 6, top + rowHeight / 2 + 4, "tick end small", row.name)
      }
    }
    svg += Drawing.text((left + right) / 2, bottom + 36, "name middle", axis.name)
    return Drawing.svg(width, bottom + 42, label: label, svg)
  }

  /// One path for each activity: a row of a busy crawl has hundreds of spans.
  private func draw(
    _ row: Row, _ top: Double, _ height: Double, _ place: (Double) -> Double
  ) -> String {
    let shown = axis.scale.domain
    var paths = Array(repeating: "", count: activities.count)
    for span in row.spans where span.end > shown.lowerBound && span.start < shown.upperBound {
      let share = height * activities[span.activity].height
      let from = place(max(span.start, shown.lowerBound))
      let to = max(place(min(span.end, shown.upperBound)), from + 0.25)
      paths[span.activity] +=
        "M\(Drawing.pair(from, top + (height - share) / 2))H\(Markup.number(to))"
        + "v\(Markup.number(share))H\(Markup.number(from))z"
    }
    let drawn = paths.indices.filter { !paths[$0].isEmpty }.map { number in
      Drawing.group("h\(activities[number].hue.rawValue)", Drawing.path("area", paths[number]))
    }
    return Drawing.group("", Drawing.title(row.title) + drawn.joined())
  }
}
