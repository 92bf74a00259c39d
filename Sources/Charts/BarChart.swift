/// Bars that are sums of parts, one a row.
package struct BarChart: Sendable {
  /// What a colour means, in the order in which parts lie in a bar.
  package struct Kind: Sendable {
    package var name: String
    package var hue: ChartStyle.Hue
    /// Whether it is drawn in lines, for parts that share a colour with another.
    package var isHatched: Bool

    package init(_ name: String, _ hue: ChartStyle.Hue, isHatched: Bool = false) {
      (self.name, self.hue, self.isHatched) = (name, hue, isHatched)
    }
  }

  package struct Row: Sendable {
    package var name: String
    /// One a kind; none below 0.
    package var parts: [Double]
    /// Beside the end of the bar.
    package var total: String
    package var title: String

    package init(_ name: String, _ parts: [Double], total: String, title: String) {
      (self.name, self.parts, self.total, self.title) = (name, parts, total, title)
    }
  }

  package var label: String
  package var kinds: [Kind]
  package var rows: [Row]
  /// What the bars show, with the unit.
  package var axis: Axis

  package init(label: String, kinds: [Kind], rows: [Row], axis: Axis) {
    (self.label, self.kinds, self.rows, self.axis) = (label, kinds, rows, axis)
  }

  private static let rowHeight = 24.0

  /// - Parameter identifier: unique among the charts of the page.
  package func svg(width: Double, identifier: String) -> String {
    let legend = legend(identifier).draw(left: 0, top: 0, width: width)
    let names = rows.map { TextWidth.of($0.name, size: Drawing.fontSize) }.max() ?? 0
    let totals = rows.map { TextWidth.of($0.total, size: Drawing.fontSize) }.max() ?? 0
    let (left, right) = (names + 10, width - totals - 12)
    let top = legend.height + 6
    let bottom = top + Double(rows.count) * Self.rowHeight
    func place(_ value: Double) -> Double { left + axis.scale.fraction(value) * (right - left) }
    var svg = definitions(identifier) + legend.svg
    for tick in axis.horizontal(place, wanted: max(2, Int((right - left) / 70))) {
      svg += Drawing.line("grid", tick.x, top, tick.x, bottom + 4)
      if let text = tick.label { svg += Drawing.text(tick.x, bottom + 18, "tick middle", text) }
    }
    for (number, row) in rows.enumerated() {
      svg += draw(row, top + Double(number) * Self.rowHeight, left, place, identifier)
    }
    svg += Drawing.line("base", left, top, left, bottom)
    svg += Drawing.text((left + right) / 2, bottom + 36, "name middle", axis.name)
    return Drawing.svg(width, bottom + 44, label: label, svg)
  }

  private func draw(
    _ row: Row, _ top: Double, _ left: Double, _ place: (Double) -> Double, _ identifier: String
  ) -> String {
    var svg = Drawing.title(row.title)
    var (sum, x) = (0.0, left)
    for (number, part) in row.parts.enumerated() where part > 0 {
      sum += part
      let end = place(sum)
      // A line of paper between parts tells them apart where the colours do not.
      svg += sign(number, x, top + 4, max(0.5, end - x - 1), identifier)
      x = end
    }
    svg += Drawing.text(left - 8, top + 16, "end", row.name)
    return Drawing.group("", svg + Drawing.text(x + 6, top + 16, "bold", row.total))
  }

  private func sign(
    _ number: Int, _ x: Double, _ y: Double, _ width: Double, _ identifier: String
  ) -> String {
    let kind = kinds[number]
    let height = Self.rowHeight - 8
    guard kind.isHatched else {
      return Drawing.group("h\(kind.hue.rawValue)", Drawing.rectangle("area", x, y, width, height))
    }
    return Markup.element(
      "rect",
      [
        "class": "hatched h\(kind.hue.rawValue)", "x": Markup.number(x), "y": Markup.number(y),
        "width": Markup.number(width), "height": Markup.number(height),
        "fill": "url(#\(identifier)-\(number))",
      ])
  }

  /// The patterns of the kinds that are drawn in lines.
  private func definitions(_ identifier: String) -> String {
    let patterns = kinds.indices.filter { kinds[$0].isHatched }.map { number in
      Markup.element(
        "pattern",
        [
          "id": "\(identifier)-\(number)", "width": "5", "height": "5",
          "patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)",
          "class": "h\(kinds[number].hue.rawValue)",
        ], Drawing.path("hatch", "M1.1 0V5"))
    }
    return patterns.isEmpty ? "" : Markup.element("defs", [:], patterns.joined())
  }

  private func legend(_ identifier: String) -> Legend {
    Legend(
      entries: kinds.indices.map { number in
        Legend.Entry(
          name: kinds[number].name,
          sign: { x, y in self.sign(number, x, y - 8, 16, identifier) }, width: 16)
      })
  }
}
