import Notation

/// A comparison as JSON. `format` is raised when a member changes its meaning or goes; new ones may come.
/// What is not known is null; an estimate is an object of `median`, `low`, `high` and `count`, of which
/// `low` and `high` are null where there is no interval.
struct ComparisonJSON {
  let figures: ComparisonFigures

  static let format: Int64 = 1

  var text: String {
    var object = head
    object.add("verdict", ComparisonVerdict(figures).text)
    object.add("fastest", figures.fastest.map { figures.name($0) })
    object.add("rest_latency_seconds", figures.restLatency)
    object.add("combinations", lines: figures.combinations.map(combination))
    object.add("coroutines_to_threads", lines: figures.mechanisms.map(mechanism))
    object.add("selector_costs", lines: figures.comparison.selectorCosts.map(Self.cost))
    object.add("runs", lines: figures.comparison.runs.map(Self.run))
    return object.spread
  }

  private var head: JSONObject {
    let comparison = figures.comparison
    var object = JSONObject()
    object.add("format", Self.format)
    object.add("version", comparison.version)
    object.add("subject", comparison.subject)
    object.add("latency_seconds", comparison.latency)
    object.add("started_at", Timestamp.text(comparison.startedAt))
    object.add("cores", Int64(comparison.cores))
    object.add("machine", comparison.machine)
    object.add("rounds", Int64(comparison.rounds))
    object.add("remarks", comparison.remarks)
    object.add("disagreements", comparison.disagreements)
    object.add("system_calls_missing", comparison.systemCallsMissing)
    return object
  }

  // MARK: Derived

  private func combination(_ combination: CombinationFigures) -> JSONObject {
    var object = JSONObject()
    object.add("name", figures.name(combination))
    object.add(combination.combination)
    object.add("runs", Int64(combination.runs.count))
    object.add("pages", Int64(combination.pages))
    object.add("failures", Int64(combination.failures))
    for metric in Metric.allCases { object.add(metric.rawValue, combination[metric]) }
    object.add("speed_up", figures.speedUp(combination))
    object.add("bytes_per_task", figures.taskBytes(combination))
    object.add("latency_us", Self.latencies(combination.latencies))
    object.add("system_calls_per_page", calls(combination.combination))
    object.add("loads", loads(combination))
    return object
  }

  private static func latencies(_ latencies: LatencyDistribution) -> JSONObject {
    var object = JSONObject()
    for (name, percent) in ReportTables.percentiles {
      object.add(name, latencies.percentile(percent))
    }
    object.add("longest", latencies.longest)
    object.add("count", Int64(latencies.count))
    return object
  }

  private func calls(_ combination: Combination) -> JSONObject? {
    guard let calls = figures.comparison.systemCalls[combination] else { return nil }
    var object = JSONObject()
    for (name, count) in calls.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      object.add(name, count)
    }
    return object
  }

  private func loads(_ combination: CombinationFigures) -> JSONObject? {
    guard let loads = figures.loads(combination) else { return nil }
    var object = JSONObject()
    for limit in Loads.Limit.allCases where limit != .distantServer {
      object.add(limit.rawValue, loads.shares[limit])
    }
    object.add("hit", loads.hit?.rawValue)
    return object
  }

  private func mechanism(_ mechanism: MechanismComparison) -> JSONObject {
    var object = JSONObject()
    object.add("concurrency", Int64(mechanism.combination.concurrency))
    object.add("selector", mechanism.combination.selector)
    object.add("parsers", Int64(mechanism.combination.parsers))
    for metric in MechanismComparison.metrics {
      object.add(metric.rawValue, mechanism.ratio(metric))
    }
    return object
  }

  private static func cost(_ cost: SelectorCost) -> JSONObject {
    var object = JSONObject()
    object.add("selector", cost.selector)
    object.add("idle", Int64(cost.idle))
    object.add("busy", Int64(cost.busy))
    object.add("nanoseconds", cost.nanoseconds)
    object.add("nanoseconds_per_event", cost.estimate)
    return object
  }

  // MARK: Measured

  private static func run(_ run: RunMeasurement) -> JSONObject {
    var object = JSONObject()
    object.add(run.combination)
    object.add("round", Int64(run.round))
    object.add("seconds", run.seconds)
    object.add("pages", Int64(run.pages))
    object.add("pages_per_second", run.pagesPerSecond)
    object.add("wire_bytes", run.wireBytes)
    object.add("failures", Int64(run.failures))
    object.add("crawler", process(run.crawler))
    object.add("parsers_together", process(run.parsers))
    object.add("server_cpu_seconds", run.serverCPU)
    object.add("findings", run.findings)
    object.add("latencies_us", raw: latencies(run))
    object.add("timeline", raw: timeline(run.timeline))
    return object
  }

  private static func process(_ cost: ProcessCost) -> JSONObject {
    var object = JSONObject()
    object.add("user_seconds", cost.user)
    object.add("system_seconds", cost.system)
    object.add("voluntary_switches", cost.voluntarySwitches)
    object.add("involuntary_switches", cost.involuntarySwitches)
    object.add("threads", Int64(cost.threads))
    object.add("peak_bytes", cost.peakBytes)
    return object
  }

  /// Pairs of a latency, to three digits, and how many transfers had it.
  private static func latencies(_ run: RunMeasurement) -> String {
    let pairs = LatencyDistribution(run.latencies).values.map { "[\($0.microseconds),\($0.count)]" }
    return "[" + pairs.joined(separator: ",") + "]"
  }

  /// Lists of a task, what it did, from when and to when, in microseconds.
  private static func timeline(_ spans: [TimelineSpan]) -> String {
    let lists = spans.map { "[\($0.task),\"\($0.activity.rawValue)\",\($0.start),\($0.end)]" }
    return "[" + lists.joined(separator: ",") + "]"
  }
}

extension JSONObject {
  fileprivate mutating func add(_ combination: Combination) {
    add("mode", combination.mode.rawValue)
    add("concurrency", Int64(combination.concurrency))
    add("selector", combination.selector)
    add("parsers", Int64(combination.parsers))
  }

  fileprivate mutating func add(_ name: String, _ estimate: Estimate?) {
    var object = JSONObject()
    object.add("median", estimate?.median)
    object.add("low", estimate?.interval?.lowerBound)
    object.add("high", estimate?.interval?.upperBound)
    object.add("count", (estimate?.count).map { Int64($0) })
    add(name, estimate == nil ? nil : object)
  }
}
