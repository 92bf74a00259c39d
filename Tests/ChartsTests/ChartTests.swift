import Charts
import Foundation
import TestSupport
import Testing

/// Whole drawings, read back as XML by a reader that is not ours.
struct ChartTests {
  private static let hostile = #"<script>alert("1")</script> & 'x' ]]>"#

  private static var line: LineChart {
    let points = [1.0, 8, 64].map {
      LineChart.Point(x: $0, y: $0 * 19, interval: $0 * 18...$0 * 20, title: hostile)
    }
    return LineChart(
      label: hostile,
      x: Axis(hostile, .logarithmic(exactly: [1, 64]), ticks: [1, 8, 64]) { "\($0)" },
      y: Axis("pages/s", .logarithmic(around: [19, 1_216])) { "\(Int($0))" },
      series: [
        LineChart.Series(hostile, ChartStyle(.blue), points),
        LineChart.Series("one", ChartStyle(.green, .square), [points[0]]),
        LineChart.Series("none", ChartStyle(.orange), []),
      ])
  }

  private static var drawings: [String] {
    let axis = Axis("ms", .linear(to: [80])) { "\($0)" }
    let bars = BarChart(
      label: hostile,
      kinds: [.init(hostile, .blue), .init("system", .blue, isHatched: true)],
      rows: [
        .init(hostile, [40, 20], total: "60", title: hostile),
        .init("0", [0, 0], total: "0", title: ""),
      ],
      axis: axis)
    let ratios = IntervalChart(
      label: hostile,
      groups: [
        .init(
          hostile, ChartStyle(.blue),
          [
            .init(hostile, 1.5, 1.4...1.6, text: "1.5", title: hostile),
            .init("one round", 0.2, nil, text: "0.2", title: ""),
          ])
      ], less: "less", more: "more")
    let activity = TimelineChart.Activity(hostile, .sky, height: 0.5)
    let timeline = TimelineChart(
      label: hostile, activities: [activity],
      rows: [.init(hostile, [.init(0, 0, 20), .init(0, 70, 300)], title: hostile)], axis: axis)
    return [
      line.svg(width: 700, height: 320), line.svg(width: 340, height: 320),
      bars.svg(width: 700, identifier: "bars"), ratios.svg(width: 700), ratios.svg(width: 200),
      timeline.svg(width: 340), TimelineChart.legend([activity], width: 340),
    ]
  }

  @Test func drawingsAreXMLInWhichNoTextIsMarkup() throws {
    for drawing in Self.drawings {
      let outline = XMLOutline(drawing)
      #expect(outline.isWellFormed, "\(outline.place): \(drawing)")
      #expect(!outline.elements.contains("script"))
      #expect(outline.elements.first == "svg")
      let coordinates = Self.coordinates(outline)
      #expect(!coordinates.isEmpty && coordinates.allSatisfy { $0.isFinite })
      #expect(!drawing.contains("nan") && !drawing.contains("inf"))
    }
  }

  /// All coordinates, of which those that are no numbers are NaN.
  private static func coordinates(_ outline: XMLOutline) -> [Double] {
    let single = ["x", "y", "width", "height"].flatMap(outline.values)
    let paths = outline.values(of: "d").flatMap { path in
      path.split { $0 == " " || $0.isLetter }.map(String.init)
    }
    return (single + paths).map { Double($0) ?? .nan }
  }

  @Test func whatStandsOutsideTheTimeShownIsCutOff() {
    let axis = Axis("ms", .linear(in: 0...100)) { "\(Int($0))" }
    let chart = TimelineChart(
      label: "", activities: [.init("fetching", .blue, height: 1)],
      rows: [.init("0", [.init(0, -50, 50), .init(0, 90, 500), .init(0, 200, 300)], title: "")],
      axis: axis)
    let svg = chart.svg(width: 400)
    // Two of the three spans are seen, none beyond the plot's right edge.
    #expect(svg.matches(of: /M[\d.]+ [\d.]+H/).count >= 2)
    let ends = svg.matches(of: /H([\d.]+)/).compactMap { Double($0.output.1) }
    #expect(ends.allSatisfy { $0 <= 390 })
    #expect(svg.matches(of: /v[\d.]+H/).count == 2)
  }

  /// Never by colour alone: each style of a chart has a mark or a dash of its own.
  @Test func everyHueHasAColourInBothModes() {
    for hue in ChartStyle.Hue.allCases {
      #expect(ChartStyle.sheet.split(separator: "--hue\(hue.rawValue):#").count == 3)
      #expect(ChartStyle.sheet.contains(".h\(hue.rawValue){--c:var(--hue\(hue.rawValue))}"))
    }
  }
}
