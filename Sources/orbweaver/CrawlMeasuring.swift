import Comparison
import Crawler
import EventLoop

/// Measures a crawl of this process, and writes what it cost to a file.
struct CrawlMeasuring {
  private let path: String
  private let threads = ThreadWatch()
  private let own = ProcessUsage.ofThisProcess
  private let children = ProcessUsage.ofEndedChildren

  /// Begins to measure.
  ///
  /// - Throws: `Complaint` when the file cannot be written: better now than after the crawl.
  init(into path: String) throws(Complaint) {
    try OutputFile.write("", to: path)
    self.path = path
  }

  /// Writes what the crawl cost, which must have ended: its parser processes count from then on.
  func finish(_ summary: CrawlSummary) throws(Complaint) {
    var measurement = CrawlMeasurement()
    let statistics = summary.statistics
    measurement.seconds = statistics.elapsed / .seconds(1)
    measurement.pages = statistics.answers
    measurement.wireBytes = statistics.wireBytes
    measurement.failures = statistics.errorCount
    let watched = threads.stop()
    measurement.crawler = (ProcessUsage.ofThisProcess - own - watched.usage).cost
    measurement.crawler.threads = watched.most
    measurement.crawler.peakBytes = ResidentPeak.bytes() ?? 0
    measurement.parsers = (ProcessUsage.ofEndedChildren - children).cost
    // A parser process has one thread.
    measurement.parsers.threads = summary.parserProcesses
    measurement.parsers.peakBytes = summary.parserPeakBytes
    measurement.timeline = summary.timeline.map(TimelineSpan.init)
    try OutputFile.write(measurement.text, to: path)
  }
}

extension TimelineSpan {
  fileprivate init(_ span: Timeline.Span) {
    let activity: Activity =
      switch span.activity {
      case .waiting: .waiting
      case .fetching: .fetching
      case .parsing: .parsing
      case .working: .working
      }
    self.init(
      task: span.worker, activity: activity, start: Int(span.start / .microseconds(1)),
      end: Int(span.end / .microseconds(1)))
  }
}

extension ProcessUsage {
  fileprivate var cost: ProcessCost {
    var cost = ProcessCost()
    (cost.user, cost.system) = (max(0, user), max(0, system))
    cost.voluntarySwitches = max(0, voluntarySwitches)
    cost.involuntarySwitches = max(0, involuntarySwitches)
    return cost
  }
}
