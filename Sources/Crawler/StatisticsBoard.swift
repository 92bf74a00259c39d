import Fetcher
import Frontier
import ParserPool
import Synchronization

/// Where the workers of all loops count, and anybody may look.
final class StatisticsBoard: Sendable {
  private struct Counts {
    var statistics = CrawlStatistics()
    var start: ContinuousClock.Instant?
    var end: ContinuousClock.Instant?
  }

  private let counts = Mutex(Counts())

  func begin(at time: ContinuousClock.Instant) { counts.withLock { $0.start = time } }

  func end(at time: ContinuousClock.Instant) { counts.withLock { $0.end = time } }

  /// - Parameter urls: the frontier's own count.
  func snapshot(urls: FrontierCounts, now: ContinuousClock.Instant) -> CrawlStatistics {
    counts.withLock { counts in
      var statistics = counts.statistics
      statistics.urls = urls
      statistics.inFlight = urls.inFlight
      if let start = counts.start { statistics.elapsed = (counts.end ?? now) - start }
      return statistics
    }
  }

  func answered(_ response: FetchResponse) {
    counts.withLock { counts in
      let digit = min(max(response.status / 100, 0), 5)
      counts.statistics.answersByClass[digit] += 1
      counts.statistics.wireBytes += response.transfer.wireBytes
      counts.statistics.bodyBytes += response.transfer.bodyBytes
    }
  }

  func parsed(occurrences: UInt32, links: Int, cpuMicroseconds: UInt32) {
    counts.withLock { counts in
      counts.statistics.parsedPages += 1
      counts.statistics.linkOccurrences += Int64(occurrences)
      counts.statistics.links += Int64(links)
      counts.statistics.parserCPU += .microseconds(Int64(cpuMicroseconds))
    }
  }

  func failed(_ kind: String) {
    counts.withLock { $0.statistics.errors[kind, default: 0] += 1 }
  }

  func parserDeaths(_ count: Int) {
    counts.withLock { $0.statistics.parserDeaths = count }
  }
}
