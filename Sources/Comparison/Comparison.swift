/// Several ways to crawl the same pages, as they were measured: all that a report is made of.
package struct Comparison: Sendable {
  /// What was crawled, for people: a URL, or the numbers of a synthetic web.
  package var subject: String
  /// How long each answer of the synthetic web waits, in seconds; nil for any other.
  package var latency: Double?
  /// The program's version.
  package var version: String
  /// When it began: milliseconds since 1970, UTC.
  package var startedAt: Int64
  /// Processors that the runs could use.
  package var cores: Int
  /// The processor and the system, for people.
  package var machine: String
  /// In the order in which they are to be shown.
  package var combinations: [Combination]
  /// How often each combination ran, the warm-up not counted.
  package var rounds: Int
  package var runs: [RunMeasurement] = []
  /// System calls a page, by name, from a run of its own under strace(1); empty where they cannot be counted.
  package var systemCalls: [Combination: [String: Double]] = [:]
  /// Why system calls were not counted; nil where they were.
  package var systemCallsMissing: String?
  /// What a selector costs beside connections on which nothing happens; empty where it was not asked for.
  package var selectorCosts: [SelectorCost] = []
  /// Remarks that belong into the report: what was done for politeness, what was cut.
  package var remarks: [String] = []
  /// Differences between what runs found, one line each; empty when all found the same.
  package var disagreements: [String] = []

  package init(
    subject: String, version: String, startedAt: Int64, cores: Int, machine: String,
    combinations: [Combination], rounds: Int
  ) {
    self.subject = subject
    self.version = version
    self.startedAt = startedAt
    self.cores = cores
    self.machine = machine
    self.combinations = combinations
    self.rounds = rounds
  }
}

/// What an event costs on a selector that watches many descriptors of which few are busy.
package struct SelectorCost: Sendable, Hashable {
  /// `epoll`, `poll` or `select`.
  package var selector: String
  /// Connections on which nothing happens.
  package var idle: Int
  /// Connections that are ready in each wait.
  package var busy: Int
  /// Nanoseconds an event, of each repetition; empty where the selector cannot watch so many.
  package var nanoseconds: [Double]

  package init(selector: String, idle: Int, busy: Int, nanoseconds: [Double]) {
    (self.selector, self.idle, self.busy, self.nanoseconds) = (selector, idle, busy, nanoseconds)
  }
}
