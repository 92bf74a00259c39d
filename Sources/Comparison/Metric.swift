/// What is told of each combination, one value a run.
package enum Metric: String, CaseIterable, Sendable {
  /// Pages a second.
  case rate = "pages_per_second"
  /// The median time of a transfer, in microseconds.
  case typicalLatency = "latency_p50_us"
  /// What one transfer in a hundred exceeds, in microseconds.
  case slowLatency = "latency_p99_us"
  /// CPU seconds a page of the process that fetches, in user mode and in the kernel.
  case userCPU = "crawler_user_seconds_per_page"
  case systemCPU = "crawler_system_seconds_per_page"
  /// Both of these together.
  case crawlerCPU = "crawler_cpu_seconds_per_page"
  /// CPU seconds a page of all parser processes.
  case parserCPU = "parsers_cpu_seconds_per_page"
  /// CPU seconds a page of the server, where it is ours.
  case serverCPU = "server_cpu_seconds_per_page"
  /// Context switches a page of the process that fetches.
  case voluntarySwitches = "voluntary_switches_per_page"
  case involuntarySwitches = "involuntary_switches_per_page"
  /// Both of these together.
  case switches = "switches_per_page"
  /// The most threads at once of the process that fetches.
  case threads
  /// The most memory at once, in bytes, of the process that fetches, and of the parsers together.
  case crawlerPeak = "crawler_peak_bytes"
  case parsersPeak = "parsers_peak_bytes"

  /// The value of one run; nil where it has none: a cost a page of a run without pages.
  package func value(of run: RunMeasurement) -> Double? {
    switch self {
    case .rate: run.pagesPerSecond
    case .typicalLatency: run.latency(percent: 50)
    case .slowLatency: run.latency(percent: 99)
    case .threads: Double(run.crawler.threads)
    case .crawlerPeak: Double(run.crawler.peakBytes)
    case .parsersPeak: Double(run.parsers.peakBytes)
    default: run.pages > 0 ? total(of: run).map { $0 / Double(run.pages) } : nil
    }
  }

  /// What a cost a page is divided from.
  private func total(of run: RunMeasurement) -> Double? {
    switch self {
    case .userCPU: run.crawler.user
    case .systemCPU: run.crawler.system
    case .crawlerCPU: run.crawler.cpu
    case .parserCPU: run.parsers.cpu
    case .serverCPU: run.serverCPU
    case .voluntarySwitches: Double(run.crawler.voluntarySwitches)
    case .involuntarySwitches: Double(run.crawler.involuntarySwitches)
    case .switches: Double(run.crawler.voluntarySwitches + run.crawler.involuntarySwitches)
    default: nil
    }
  }
}

extension ProcessCost {
  /// CPU time in both modes, in seconds.
  package var cpu: Double { user + system }
}

extension RunMeasurement {
  /// The transfer time in microseconds that so many percent of the run's transfers did not exceed, by the
  /// nearest rank; nil where there were none.
  ///
  /// - Complexity: O(n log n).
  package func latency(percent: Double) -> Double? {
    guard !latencies.isEmpty else { return nil }
    let rank = Int((percent / 100 * Double(latencies.count)).rounded(.up))
    return Double(latencies.sorted()[min(max(rank, 1), latencies.count) - 1])
  }
}
