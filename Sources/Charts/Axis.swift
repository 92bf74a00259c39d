/// One side of a chart.
package struct Axis: Sendable {
  /// What it shows, with the unit.
  package var name: String
  package var scale: Scale
  /// Where ticks are, instead of round values.
  package var ticks: [Double]?
  /// What a tick says.
  package var label: @Sendable (Double) -> String

  package init(
    _ name: String, _ scale: Scale, ticks: [Double]? = nil,
    label: @escaping @Sendable (Double) -> String
  ) {
    (self.name, self.scale, self.ticks, self.label) = (name, scale, ticks, label)
  }

  /// Ticks with their labels; the labels of those that come too close to the one before are left out.
  func horizontal(_ place: (Double) -> Double, wanted: Int) -> [(x: Double, label: String?)] {
    var free = -Double.infinity
    return (ticks ?? scale.ticks(wanted)).map { tick in
      let (x, text) = (place(tick), label(tick))
      let half = TextWidth.of(text, size: Drawing.fontSize) / 2
      guard x - half >= free else { return (x, nil) }
      free = x + half + 6
      return (x, text)
    }
  }
}
