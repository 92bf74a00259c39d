import Notation

/// The runs of a comparison as comma-separated values, a line for each; what was not measured is empty.
struct ComparisonCSV {
  let comparison: Comparison

  var text: String {
    let fields = Self.fields
    let names = CSV.line(fields.map(\.name))
    return names + comparison.runs.map { run in CSV.line(fields.map { $0.value(run) }) }.joined()
  }

  private struct Field {
    let name: String
    let value: (RunMeasurement) -> String
  }

  private static var fields: [Field] {
    run + cost("crawler", \.crawler) + cost("parsers", \.parsers)
      + [Field(name: "server_cpu_seconds") { $0.serverCPU.map { "\($0)" } ?? "" }]
      + [Field(name: "findings", value: \.findings)]
  }

  private static var run: [Field] {
    [
      Field(name: "mode", value: \.combination.mode.rawValue),
      Field(name: "concurrency") { "\($0.combination.concurrency)" },
      Field(name: "selector", value: \.combination.selector),
      Field(name: "parsers") { "\($0.combination.parsers)" },
      Field(name: "round") { "\($0.round)" },
      Field(name: "seconds") { "\($0.seconds)" },
      Field(name: "pages") { "\($0.pages)" },
      Field(name: "pages_per_second") { "\($0.pagesPerSecond)" },
      Field(name: "wire_bytes") { "\($0.wireBytes)" },
      Field(name: "failures") { "\($0.failures)" },
      Field(name: "latency_p50_us") { latency($0, 50) },
      Field(name: "latency_p90_us") { latency($0, 90) },
      Field(name: "latency_p99_us") { latency($0, 99) },
      Field(name: "latency_longest_us") { latency($0, 100) },
    ]
  }

  private static func cost(
    _ name: String, _ cost: @escaping (RunMeasurement) -> ProcessCost
  ) -> [Field] {
    [
      Field(name: "\(name)_user_seconds") { "\(cost($0).user)" },
      Field(name: "\(name)_system_seconds") { "\(cost($0).system)" },
      Field(name: "\(name)_voluntary_switches") { "\(cost($0).voluntarySwitches)" },
      Field(name: "\(name)_involuntary_switches") { "\(cost($0).involuntarySwitches)" },
      Field(name: "\(name)_threads") { "\(cost($0).threads)" },
      Field(name: "\(name)_peak_bytes") { "\(cost($0).peakBytes)" },
    ]
  }

  private static func latency(_ run: RunMeasurement, _ percent: Double) -> String {
    run.latency(percent: percent).map { "\(Int($0))" } ?? ""
  }
}
