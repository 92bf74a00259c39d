package import Crawler
import Frontier
import Notation

/// What the progress line says: pages, speed, and how much is left to do. Built from one look at
/// the crawl after the other; writes nothing itself.
package struct ProgressLine {
  private var pageRate = Rate()
  private var byteRate = Rate()
  private var statistics = CrawlStatistics()
  private var isFetching = true

  package init() {}

  /// Takes in how the crawl stands now.
  package mutating func update(_ statistics: CrawlStatistics) {
    // The clock of a crawl stands still once all is fetched.
    isFetching = statistics.elapsed > self.statistics.elapsed || statistics.elapsed == .zero
    self.statistics = statistics
    pageRate.record(Double(statistics.answers), at: statistics.elapsed)
    byteRate.record(Double(statistics.wireBytes), at: statistics.elapsed)
  }

  /// The line for a terminal: as many facts as fit, the most wanted first, and one column less than
  /// there are, because a full line makes some terminals begin the next.
  package func text(columns: Int, isColoured: Bool) -> String {
    var (text, width) = ("", 0)
    for fact in facts {
      let gap = width == 0 ? 0 : 3
      guard width + gap + fact.text.count < columns else { break }
      let alarming = isColoured && fact.isAlarming
      text += String(repeating: " ", count: gap)
      text += alarming ? "\u{1B}[31m\(fact.text)\u{1B}[0m" : fact.text
      width += gap + fact.text.count
    }
    return text
  }

  /// The line for a log, with the time at its start.
  package var plain: String {
    "\(Quantity.time(statistics.elapsed)): " + facts.map(\.text).joined(separator: ", ")
  }

  private var pages: Fact {
    Fact(text: Quantity.counted(statistics.answers, "page", "pages"))
  }

  private struct Fact {
    let text: String
    var isAlarming = false
  }

  private var facts: [Fact] {
    guard isFetching else { return [pages, Fact(text: "all fetched, building the indexes")] }
    return [
      pages,
      Fact(text: "\(Quantity.rate(pageRate.perSecond)) pages/s"),
      Fact(text: "\(Quantity.bytes(byteRate.perSecond))/s"),
      Fact(text: "\(Quantity.grouped(statistics.urls.queued)) queued"),
      Fact(text: "\(Quantity.grouped(statistics.inFlight)) in flight"),
      Fact(text: Quantity.counted(statistics.urls.hosts, "host", "hosts")),
      Fact(
        text: Quantity.counted(statistics.errorCount, "error", "errors"),
        isAlarming: statistics.errorCount > 0),
    ]
  }
}
