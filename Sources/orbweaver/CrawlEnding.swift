import ArgumentParser
import Crawler
import Frontier
import Notation

/// What a crawl's end means for the program's: the summary, a word on how to go on, and the exit
/// status.
struct CrawlEnding {
  let summary: CrawlSummary
  let console: Console

  /// Reports the end.
  ///
  /// - Throws: `Complaint` when nothing was reached, and `ExitCode` for every other end that is not
  ///   a success.
  func report(quietly: Bool) throws {
    if !quietly {
      let table = SummaryTable(
        end: summary.end, statistics: summary.statistics, directory: summary.directory,
        sitemaps: summary.sitemaps)
      Console.output(table.description)
      if isAllExcluded {
        console.say("every seed was excluded; see the reasons in crawl.db, or try --robots ignore")
      }
    }
    guard summary.end == .finished else {
      if !quietly { console.say(howToGoOn) }
      throw ExitCode(summary.end.status.rawValue)
    }
    if summary.reachedNothing && !isAllExcluded {
      let kinds = summary.statistics.errors.keys.sorted().joined(separator: ", ")
      throw Complaint(
        .network, "no seed could be reached", kinds.isEmpty ? "no answer" : kinds,
        mend: "check the network, the proxy (-x) and the seeds")
    }
  }

  private var isAllExcluded: Bool {
    let urls = summary.statistics.urls
    return summary.reachedNothing && urls.failed == 0 && urls.excluded > 0
  }

  private var howToGoOn: String {
    let left = Quantity.counted(summary.statistics.urls.queued, "URL is", "URLs are")
    let limit =
      switch summary.end {
      case .pageLimit: " --max-pages N"
      case .byteLimit: " --max-bytes SIZE"
      case .finished, .interrupted, .timeLimit: ""
      }
    return "\(left) still queued; go on with: orbweaver resume \(summary.directory)\(limit)"
  }
}

extension CrawlEnd {
  var status: ExitStatus {
    switch self {
    case .finished: .done
    case .interrupted: .interrupted
    case .pageLimit: .pageLimit
    case .byteLimit: .byteLimit
    case .timeLimit: .timeLimit
    }
  }
}

extension Complaint {
  /// What stopped a crawl, for the person who started it.
  init(_ error: CrawlError) {
    let status: ExitStatus =
      switch error {
      case .store, .queues: error.isDiskFull ? .diskFull : .files
      case .record: .files
      case .pattern: .usage
      case .system, .parsers: .failure
      }
    self.init(status, error.description)
  }
}
