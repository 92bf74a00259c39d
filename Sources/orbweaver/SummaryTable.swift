package import Crawler
import Frontier
import Notation

/// The table at the end of a crawl: a name, a number aligned to the right, and a remark, a line.
package struct SummaryTable: CustomStringConvertible {
  private struct Row {
    let name: String
    let number: String
    let remark: String
  }

  private var rows: [Row] = []
  private let directory: String

  package init(
    end: CrawlEnd, statistics: CrawlStatistics, directory: String, sitemaps: SitemapFindings? = nil
  ) {
    self.directory = directory
    add("ended", "", end.explanation)
    addPages(statistics)
    addBytes(statistics)
    addLinks(statistics)
    addURLs(statistics)
    if let sitemaps { addSitemaps(sitemaps) }
    addErrors(statistics)
  }

  /// The table, with a newline at the end of each row.
  package var description: String {
    let nameWidth = (rows.map(\.name.count).max() ?? 0) + 2
    let numberWidth = rows.map(\.number.count).max() ?? 0
    var text = ""
    for row in rows where row.number.isEmpty {
      text += pad(row.name, to: nameWidth) + row.remark + "\n"
    }
    for row in rows where !row.number.isEmpty {
      let gap = String(repeating: " ", count: numberWidth - row.number.count)
      let remark = row.remark.isEmpty ? "" : "  " + row.remark
      text += pad(row.name, to: nameWidth) + gap + row.number + remark + "\n"
    }
    return text + pad("result", to: nameWidth) + Console.printable(directory) + "\n"
  }

  private func pad(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private mutating func add(_ name: String, _ number: String, _ remark: String = "") {
    rows.append(Row(name: name, number: number, remark: remark))
  }

  private mutating func add(_ name: String, _ number: some BinaryInteger, _ remark: String = "") {
    add(name, Quantity.grouped(number), remark)
  }

  // MARK: Rows

  private mutating func addPages(_ statistics: CrawlStatistics) {
    let seconds = max(statistics.elapsed / .seconds(1), 1e-9)
    let rate = Quantity.rate(Double(statistics.answers) / seconds)
    add("time", Quantity.time(statistics.elapsed))
    add("pages", statistics.answers, "\(rate) pages/s")
    for (digit, count) in statistics.answersByClass.enumerated() where count > 0 {
      add("  \(digit)xx", count)
    }
  }

  private mutating func addBytes(_ statistics: CrawlStatistics) {
    let seconds = max(statistics.elapsed / .seconds(1), 1e-9)
    let rate = Quantity.bytes(Double(statistics.wireBytes) / seconds)
    add("bytes", Quantity.bytes(Double(statistics.wireBytes)), "on the wire, \(rate)/s")
    add("  decoded", Quantity.bytes(Double(statistics.bodyBytes)))
  }

  private mutating func addLinks(_ statistics: CrawlStatistics) {
    let pages = Quantity.counted(statistics.parsedPages, "page", "pages")
    add("links", statistics.linkOccurrences, "on \(pages) parsed")
    add("  distinct", statistics.links, "from one page to one URL")
  }

  private mutating func addURLs(_ statistics: CrawlStatistics) {
    let urls = statistics.urls
    add("URLs", urls.known, "on \(Quantity.counted(urls.hosts, "host", "hosts"))")
    add("  fetched", urls.fetched)
    add("  failed", urls.failed)
    add("  excluded", urls.excluded, "by scope, robots.txt or limits")
    add("  queued", urls.queued + urls.leased)
  }

  private mutating func addSitemaps(_ sitemaps: SitemapFindings) {
    let files = Quantity.counted(sitemaps.sitemaps, "sitemap", "sitemaps")
    add("sitemap", sitemaps.listed, "listed, in \(files)")
    add("  orphans", sitemaps.orphans, "pages listed that nothing links to")
    add("  missing", sitemaps.missing, "pages linked that are not listed")
  }

  private mutating func addErrors(_ statistics: CrawlStatistics) {
    add("errors", statistics.errorCount, statistics.errorCount > 0 ? "repeated tries included" : "")
    let kinds = statistics.errors.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    for (kind, count) in kinds { add("  \(Console.printable(kind))", count) }
  }
}

extension CrawlEnd {
  /// In a person's words.
  var explanation: String {
    switch self {
    case .finished: "finished: nothing is left to fetch"
    case .interrupted: "interrupted"
    case .pageLimit: "page limit: --max-pages are fetched"
    case .byteLimit: "byte limit: --max-bytes have come"
    case .timeLimit: "time limit: --max-time is up"
    }
  }
}
