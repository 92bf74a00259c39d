import Charts
import Notation

/// A comparison as one page that needs nothing besides itself: well-formed XML as well as HTML, drawn by
/// this program as SVG, with no script, no font and no image from elsewhere.
struct ComparisonPage {
  let figures: ComparisonFigures

  var text: String {
    let title = "orbweaver compare: \(figures.comparison.subject)"
    let head =
      #"<meta charset="utf-8"/>"#
      + #"<meta name="viewport" content="width=device-width, initial-scale=1"/>"#
      + #"<meta name="color-scheme" content="light dark"/>"#
      + Markup.element("title", [:], Markup.escaped(title))
      + Markup.element("style", [:], ChartStyle.sheet + PageStyle.sheet)
    let body = Markup.element("main", [:], header + charts + tables + notes)
    return "<!DOCTYPE html>\n"
      + Markup.element(
        "html", ["lang": "en", "xmlns": "http://www.w3.org/1999/xhtml"],
        Markup.element("head", [:], head) + Markup.element("body", [:], body)) + "\n"
  }

  // MARK: Head

  private var header: String {
    let comparison = figures.comparison
    let facts = [
      Quantity.counted(figures.combinations.count, "way to crawl", "ways to crawl"),
      Quantity.counted(comparison.rounds, "round", "rounds"),
      Quantity.counted(comparison.cores, "processor", "processors"),
      comparison.machine, Timestamp.text(comparison.startedAt), "orbweaver \(comparison.version)",
    ]
    return Markup.element(
      "header", [:],
      Self.text("p", "kicker", "orbweaver compare")
        + Markup.element("h1", [:], Self.breakable(comparison.subject))
        + Self.text("p", "verdict", ComparisonVerdict(figures).text)
        + Self.text("p", "facts", facts.joined(separator: " · ")))
  }

  /// A text that breaks where URLs and lists of numbers may.
  private static func breakable(_ text: String) -> String {
    let escaped = Markup.escaped(text)
    return escaped.replacing("/", with: "/<wbr/>").replacing(",", with: ",<wbr/>")
  }

  // MARK: Charts

  private var charts: String {
    let figures = ComparisonCharts(figures).all.enumerated().map { number, chart in
      figure(chart, "chart-\(number)")
    }
    return figures.isEmpty
      ? "" : Markup.element("div", ["class": "charts"], figures.joined(separator: "\n"))
  }

  /// A drawing for each width of screen: one that is only made smaller cannot be read.
  private func figure(_ chart: PageChart, _ identifier: String) -> String {
    let drawings = [("wide", 660.0), ("narrow", 340.0)].map { name, width in
      Markup.element(
        "div", ["class": name], chart.svg(width, "\(identifier)-\(name)"))
    }
    return Markup.element(
      "figure", ["class": chart.isBroad ? "broad" : "half", "id": identifier],
      Markup.element(
        "figcaption", [:],
        Self.text("h2", "", chart.title) + Self.text("p", "", chart.note))
        + drawings.joined())
  }

  // MARK: Tables and notes

  private var tables: String {
    ReportTables(figures).all.map { table in
      let head = table.columns.map { name in
        name.isEmpty ? "<td></td>" : Markup.element("th", ["scope": "col"], Markup.escaped(name))
      }
      let rows = table.rows.map { row in
        let cells = row.dropFirst().map { Markup.element("td", [:], Markup.escaped($0)) }
        return Markup.element(
          "tr", [:],
          Markup.element("th", ["scope": "row"], Markup.escaped(row.first ?? "")) + cells.joined())
      }
      let content =
        Markup.element("caption", [:], Markup.escaped(table.title))
        + Markup.element("thead", [:], Markup.element("tr", [:], head.joined()))
        + Markup.element("tbody", [:], rows.joined(separator: "\n"))
      // A region that can be scrolled has to be reached by the keyboard, and then to be named.
      return Markup.element(
        "div",
        ["class": "scrolled", "role": "region", "tabindex": "0", "aria-label": table.title],
        Markup.element("table", [:], content))
    }.joined(separator: "\n")
  }

  private var notes: String {
    let comparison = figures.comparison
    let missing = comparison.systemCallsMissing.map { ["No system calls were counted: \($0)."] }
    let notes = comparison.disagreements + comparison.remarks + (missing ?? [])
    let method =
      "Values are medians over the rounds. Intervals are 95 % bootstrap intervals of the median "
      + "(\(Quantity.grouped(Bootstrap.resamples)) resamples); ratios are taken round by round. "
      + "Latencies are of all rounds together. A task in flight is charged with what the peak of "
      + "memory rose from the smallest concurrency of its kind. The files compare.json and "
      + "compare.csv have each run."
    let list = notes.map { Self.text("li", "", $0) }.joined()
    return Markup.element(
      "footer", [:],
      (list.isEmpty ? "" : Self.text("h2", "", "Notes") + Markup.element("ul", [:], list))
        + Self.text("h2", "", "How it was measured") + Self.text("p", "", method))
  }

  private static func text(_ name: String, _ style: String, _ text: String) -> String {
    let content = Markup.escaped(text)
    // An element of HTML that is empty has an end tag all the same.
    if content.isEmpty { return "" }
    return Markup.element(name, style.isEmpty ? [:] : ["class": style], content)
  }
}
