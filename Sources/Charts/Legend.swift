/// What the signs of a chart mean, in lines above it.
struct Legend {
  struct Entry {
    let name: String
    let sign: (_ x: Double, _ y: Double) -> String
    var width: Double = 22
  }

  let entries: [Entry]

  /// The drawing and its height.
  func draw(left: Double, top: Double, width: Double) -> (svg: String, height: Double) {
    guard !entries.isEmpty else { return ("", 0) }
    var (x, y, svg) = (left, top + Drawing.lineHeight / 2, "")
    for entry in entries {
      let needed = entry.width + 6 + TextWidth.of(entry.name, size: Drawing.fontSize)
      if x > left && x + needed > left + width {
        x = left
        y += Drawing.lineHeight + 2
      }
      svg += entry.sign(x, y)
      svg += Drawing.text(x + entry.width + 5, y + 4, "", entry.name)
      x += needed + 14
    }
    return (svg, y + Drawing.lineHeight / 2 + 4 - top)
  }
}
