import Notation

/// The tables of a comparison.
package struct ReportTables: Sendable {
  private let figures: ComparisonFigures

  package init(_ figures: ComparisonFigures) { self.figures = figures }

  /// Those that have rows, in the order in which they are shown.
  package var all: [ReportTable] {
    [speed, latency, costs, memory, mechanisms, selectors].filter { !$0.rows.isEmpty }
      .map(\.withoutEmptyColumns)
  }

  package var speed: ReportTable {
    ReportTable(
      "Speed",
      columns: ["", "pages/s", "95 % interval", "× sync", "95 % interval", "runs", "failures"],
      rows: figures.combinations.map { combination in
        let (rate, speedUp) = (combination[.rate], figures.speedUp(combination))
        return [
          figures.name(combination), Self.cell(rate, Quantity.rate),
          Figure.interval(rate, Quantity.rate), Self.cell(speedUp, Figure.threeDigits),
          Figure.interval(speedUp, Figure.threeDigits), "\(combination.runs.count)",
          combination.failures > 0 ? Quantity.grouped(combination.failures) : Figure.none,
        ]
      })
  }

  package static let percentiles: [(name: String, percent: Double)] = [
    ("p50", 50), ("p90", 90), ("p99", 99), ("p99.9", 99.9),
  ]

  /// Of all rounds together.
  package var latency: ReportTable {
    ReportTable(
      "Latency of a transfer, all rounds together",
      columns: [""] + Self.percentiles.map(\.name) + ["longest", "transfers"],
      rows: figures.combinations.filter { $0.latencies.count > 0 }.map { combination in
        let latencies = combination.latencies
        let times =
          Self.percentiles.map { latencies.percentile($0.percent) } + [latencies.longest]
        return [figures.name(combination)] + times.map { $0.map(Figure.time) ?? Figure.none }
          + [Quantity.grouped(latencies.count)]
      })
  }

  package var costs: ReportTable {
    ReportTable(
      "Cost of a page: CPU time, context switches and system calls (of the process that fetches)",
      columns: [
        "", "user", "system", "parsers", "server", "voluntary", "involuntary", "syscalls",
      ],
      rows: figures.combinations.map { combination in
        let times: [Metric] = [.userCPU, .systemCPU, .parserCPU, .serverCPU]
        let switches: [Metric] = [.voluntarySwitches, .involuntarySwitches]
        return [figures.name(combination)]
          + times.map { Self.cell(combination[$0], Self.seconds) }
          + switches.map { Self.cell(combination[$0], Figure.threeDigits) }
          + [figures.systemCalls(combination).map(Figure.threeDigits) ?? Figure.none]
      })
  }

  package var memory: ReportTable {
    ReportTable(
      "Threads and memory at the peak",
      columns: ["", "threads", "crawler", "parsers", "a task in flight", "95 % interval"],
      rows: figures.combinations.map { combination in
        let task = figures.taskBytes(combination)
        return [
          figures.name(combination),
          Self.cell(combination[.threads]) { Figure.threeDigits($0).trimmed },
          Self.cell(combination[.crawlerPeak], Figure.bytes),
          Self.cell(combination[.parsersPeak], Figure.bytes), Self.cell(task, Figure.bytes),
          Figure.interval(task, Figure.bytes),
        ]
      })
  }

  /// Ratios whose interval has 1 are marked: they show no difference.
  package var mechanisms: ReportTable {
    ReportTable(
      "Coroutines to threads, all else equal (* shows no difference)",
      columns: ["", "pages/s", "CPU a page", "switches a page", "memory"],
      rows: figures.mechanisms.map { mechanism in
        [figures.names.setting(mechanism.combination)]
          + MechanismComparison.metrics.map { metric in
            mechanism.ratio(metric).map(Self.ratio) ?? Figure.none
          }
      })
  }

  package var selectors: ReportTable {
    ReportTable(
      "What an event costs beside idle connections",
      columns: ["", "idle", "busy", "ns an event", "95 % interval"],
      rows: figures.comparison.selectorCosts.map { cost in
        [
          cost.selector, Quantity.grouped(cost.idle), Quantity.grouped(cost.busy),
          Self.cell(cost.estimate, Figure.threeDigits),
          Figure.interval(cost.estimate, Figure.threeDigits),
        ]
      })
  }

  static func seconds(_ seconds: Double) -> String { Figure.time(seconds * 1e6) }

  private static func cell(_ estimate: Estimate?, _ write: (Double) -> String) -> String {
    estimate.map { write($0.median) } ?? Figure.none
  }

  private static func ratio(_ ratio: Estimate) -> String {
    Figure.told(ratio, Figure.threeDigits) + (ratio.comparedToOne == .notShown ? " *" : "")
  }
}
