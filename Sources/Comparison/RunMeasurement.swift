/// What one run of one combination cost and brought.
package struct RunMeasurement: Sendable {
  package var combination: Combination
  /// Which turn it was: in each round every combination runs once, each time in another order.
  package var round: Int
  /// From the first request to the last row, in seconds; starting the program and ending it left out.
  package var seconds: Double
  /// Answers of servers, robots.txt files not counted.
  package var pages: Int
  /// Body bytes over the wire.
  package var wireBytes: Int64
  /// Fetches that failed, repeated tries included.
  package var failures: Int
  /// How long each page's transfer took, in microseconds, in no order.
  package var latencies: [Int32]
  /// The process that fetches: its CPU time in seconds, and what the kernel counted for it.
  package var crawler = ProcessCost()
  /// All parser processes together; their threads and memory are sums of each one's peak.
  package var parsers = ProcessCost()
  /// CPU time of the server in seconds during the run; nil where it is not ours.
  package var serverCPU: Double?
  /// What the run found: a digest of all URLs with their status, independent of order.
  package var findings: String
  /// What its tasks did and when; empty for runs whose timeline was not asked for.
  package var timeline: [TimelineSpan] = []

  package init(
    combination: Combination, round: Int, seconds: Double, pages: Int, wireBytes: Int64,
    failures: Int, latencies: [Int32], findings: String
  ) {
    self.combination = combination
    self.round = round
    self.seconds = seconds
    self.pages = pages
    self.wireBytes = wireBytes
    self.failures = failures
    self.latencies = latencies
    self.findings = findings
  }

  package var pagesPerSecond: Double { seconds > 0 ? Double(pages) / seconds : 0 }
}

/// What the kernel counted for a process, or for several.
package struct ProcessCost: Sendable, Hashable {
  /// CPU time in user mode, in seconds.
  package var user = 0.0
  /// CPU time in the kernel, in seconds.
  package var system = 0.0
  /// Times that a thread gave the processor up because it had to wait.
  package var voluntarySwitches: Int64 = 0
  /// Times that a thread was made to give it up.
  package var involuntarySwitches: Int64 = 0
  /// The most threads at once.
  package var threads = 0
  /// The most memory at once, in bytes.
  package var peakBytes: Int64 = 0

  package init() {}
}

/// What one task did for a while.
package struct TimelineSpan: Sendable, Hashable {
  package enum Activity: String, Sendable, CaseIterable {
    /// For a URL that may be fetched.
    case waiting
    /// For the server.
    case fetching
    /// For a parser process that works on its page.
    case parsing
    /// It works: judging, recording, handing links to the frontier.
    case working
  }

  /// The task's number, from 0.
  package var task: Int
  package var activity: Activity
  /// Microseconds since the crawl began.
  package var start: Int
  package var end: Int

  package init(task: Int, activity: Activity, start: Int, end: Int) {
    (self.task, self.activity, self.start, self.end) = (task, activity, start, end)
  }
}
