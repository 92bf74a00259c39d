import Charts
import Notation

/// Who waited and who worked, task by task: one panel a mode, all with the same length of time.
extension ComparisonCharts {
  private static let mostTasks = 48
  /// Microseconds; what happens in more than this is too small to be seen.
  private static let window = 400_000

  private static let activities = [
    TimelineChart.Activity("working", .vermillion, height: 1),
    TimelineChart.Activity("parsing", .orange, height: 0.8),
    TimelineChart.Activity("fetching", .blue, height: 0.55),
    TimelineChart.Activity("waiting for a URL", .grey, height: 0.2),
  ]

  private static func place(_ activity: TimelineSpan.Activity) -> Int {
    switch activity {
    case .working: 0
    case .parsing: 1
    case .fetching: 2
    case .waiting: 3
    }
  }

  var timelines: PageChart? {
    let runs = figures.comparison.combinations.compactMap { combination in
      figures.comparison.runs.last { $0.combination == combination && !$0.timeline.isEmpty }
    }
    guard !runs.isEmpty else { return nil }
    let panels = runs.map { TimelinePanel($0, name: figures.names.name($0.combination)) }
    return PageChart(
      title: "Who waits and who works", note: Self.note(panels), isBroad: true
    ) { width, _ in
      let width = width > 500 ? 900 : width
      return TimelineChart.legend(Self.activities, width: width)
        + panels.map { $0.svg(width) }.joined()
    }
  }

  private static func note(_ panels: [TimelinePanel]) -> String {
    let length = Figure.time(Double(window)).trimmed
    let text = "Each row is a task, in \(length) out of the middle of a run of the last round."
    let cut = panels.filter { $0.tasks > mostTasks }.map {
      "\($0.name) had \($0.tasks) tasks, of which \(mostTasks) are shown"
    }
    return cut.isEmpty ? text : "\(text) \(cut.joined(separator: "; "))."
  }

  private struct TimelinePanel {
    let name: String
    /// How many there were.
    let tasks: Int
    private let rows: [TimelineChart.Row]
    private let shown: ClosedRange<Double>

    init(_ run: RunMeasurement, name: String) {
      let tasks = Dictionary(grouping: run.timeline, by: \.task)
      let end = run.timeline.map(\.end).max() ?? 0
      let start = max(0, (end - window) / 2)
      self.name = name
      self.tasks = tasks.count
      shown = 0...Double(min(window, max(1, end)))
      rows = tasks.keys.sorted().prefix(mostTasks).map { task in
        Self.row(task, tasks[task] ?? [], from: start)
      }
    }

    private static func row(
      _ task: Int, _ spans: [TimelineSpan], from start: Int
    ) -> TimelineChart.Row {
      let moved = spans.filter { $0.end > start && $0.start < start + window }.map { span in
        TimelineChart.Span(
          place(span.activity), Double(span.start - start), Double(span.end - start))
      }
      return TimelineChart.Row("\(task)", moved, title: title(task, spans, from: start))
    }

    /// What the task did with the time that is shown.
    private static func title(_ task: Int, _ spans: [TimelineSpan], from start: Int) -> String {
      var sums = activities.map { _ in 0 }
      for span in spans {
        let (from, to) = (max(span.start, start), min(span.end, start + window))
        if from < to { sums[place(span.activity)] += to - from }
      }
      let words = zip(activities, sums).map { "\($0.name) \(Figure.time(Double($1)))" }
      return "task \(task): \(words.joined(separator: ", "))"
    }

    func svg(_ width: Double) -> String {
      let chart = TimelineChart(
        label: "Timeline of \(name)", activities: activities, rows: rows,
        axis: Axis("\(name): time", .linear(in: shown)) { $0 == 0 ? "0" : Figure.time($0).trimmed })
      return Markup.element("h3", [:], Markup.escaped(name)) + chart.svg(width: width)
    }
  }
}
