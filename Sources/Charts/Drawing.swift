/// The pieces that charts are drawn from, as SVG 1.1.
enum Drawing {
  static let fontSize = 12.0
  static let lineHeight = 16.0

  /// A whole drawing.
  ///
  /// - Parameter label: what somebody is told who does not see it.
  static func svg(_ width: Double, _ height: Double, label: String, _ content: String) -> String {
    Markup.element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "class": "chart", "role": "img",
        "viewBox": "0 0 \(Markup.number(width)) \(Markup.number(height))", "aria-label": label,
      ], content)
  }

  /// Text with its baseline at `y`.
  static func text(_ x: Double, _ y: Double, _ classes: String, _ text: String) -> String {
    Markup.element(
      "text", ["x": Markup.number(x), "y": Markup.number(y), "class": classes],
      Markup.escaped(text))
  }

  static func line(
    _ classes: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double
  ) -> String {
    path(classes, "M\(pair(x1, y1))L\(pair(x2, y2))")
  }

  static func path(_ classes: String, _ data: String) -> String {
    Markup.element("path", ["class": classes, "d": data])
  }

  static func rectangle(
    _ classes: String, _ x: Double, _ y: Double, _ width: Double, _ height: Double,
    _ content: String = ""
  ) -> String {
    Markup.element(
      "rect",
      [
        "class": classes, "x": Markup.number(x), "y": Markup.number(y),
        "width": Markup.number(max(0, width)), "height": Markup.number(max(0, height)),
      ], content)
  }

  /// What is shown while the pointer rests on an element.
  static func title(_ text: String) -> String {
    Markup.element("title", [:], Markup.escaped(text))
  }

  static func group(_ classes: String, _ content: String) -> String {
    Markup.element("g", ["class": classes], content)
  }

  static func pair(_ x: Double, _ y: Double) -> String {
    "\(Markup.number(x)) \(Markup.number(y))"
  }

  /// A line through points.
  static func polyline(_ points: [(x: Double, y: Double)]) -> String {
    points.isEmpty ? "" : "M" + points.map { pair($0.x, $0.y) }.joined(separator: "L")
  }

  /// A mark around a point.
  static func mark(
    _ marker: ChartStyle.Marker, _ x: Double, _ y: Double, _ classes: String = "mark",
    _ content: String = ""
  ) -> String {
    // A ring goes around another mark in the same place.
    let r = marker == .ring ? 7.0 : 4.5
    let data =
      switch marker {
      case .disc, .ring:
        "M\(pair(x - r, y))a\(r) \(r) 0 1 0 \(r * 2) 0a\(r) \(r) 0 1 0 -\(r * 2) 0z"
      case .square: "M\(pair(x - 4, y - 4))h8v8h-8z"
      case .triangle: "M\(pair(x, y - 5.2))l5 9h-10z"
      case .diamond: "M\(pair(x, y - 5.6))l5.6 5.6l-5.6 5.6l-5.6 -5.6z"
      case .cross:
        "M\(pair(x - 1.7, y - 5))h3.4v3.3h3.3v3.4h-3.3v3.3h-3.4v-3.3h-3.3v-3.4h3.3z"
      }
    let drawn = marker == .ring && classes == "mark" ? "ring" : classes
    return Markup.element("path", ["class": drawn, "d": data], content)
  }
}
