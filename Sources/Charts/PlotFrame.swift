/// Where the data of a chart lie, and the axes around them.
struct PlotFrame {
  let x: Axis
  let y: Axis
  var left: Double
  var top: Double
  var right: Double
  var bottom: Double

  func placeX(_ value: Double) -> Double { left + x.scale.fraction(value) * (right - left) }
  func placeY(_ value: Double) -> Double { bottom - y.scale.fraction(value) * (bottom - top) }

  private var verticalTicks: [Double] {
    y.ticks ?? y.scale.ticks(max(3, Int((bottom - top) / 42)))
  }

  /// How much room the labels of the vertical axis take.
  var verticalLabels: Double {
    verticalTicks.map { TextWidth.of(y.label($0), size: Drawing.fontSize) }.max() ?? 0
  }

  /// Grid, ticks, and the names of the axes: the vertical one's above it, so that no text is turned.
  func draw() -> String {
    var svg = Drawing.text(0, top - 16, "name", y.name)
    for tick in verticalTicks {
      let place = placeY(tick)
      svg += Drawing.line("grid", left - 6, place, right + 6, place)
      svg += Drawing.text(left - 10, place + 4, "tick end", y.label(tick))
    }
    for tick in x.horizontal(placeX, wanted: max(3, Int((right - left) / 60))) {
      svg += Drawing.line("base", tick.x, bottom, tick.x, bottom + 4)
      if let label = tick.label { svg += Drawing.text(tick.x, bottom + 18, "tick middle", label) }
    }
    svg += Drawing.line("base", left - 6, bottom, right + 6, bottom)
    return svg + Drawing.text((left + right) / 2, bottom + 36, "name middle", x.name)
  }
}
