package import CrawlStore
import Notation

/// What `orbweaver stats` prints.
package struct StatsReport {
  private let folder: String
  private let stats: StoredStats
  private let life: CrawlLife
  private let now: Int64

  /// - Parameter now: Unix time in milliseconds, by which a crawl that runs has lasted.
  package init(folder: String, stats: StoredStats, life: CrawlLife, now: Int64) {
    (self.folder, self.stats, self.life, self.now) = (folder, stats, life, now)
  }

  // MARK: What the crawl says of itself

  private var status: String {
    let status = stats.facts["status"] ?? "unknown"
    return status == "running" && life == .left ? "killed" : status
  }

  private var process: Int32? {
    if case .written(let process) = life { process } else { nil }
  }

  private var startedAt: Int64? { stats.facts["started_at"].flatMap { Int64($0) } }
  /// Nil while it runs: a crawl that was resumed still has the time when it ended before.
  private var finishedAt: Int64? {
    stats.facts["status"] == "running" ? nil : stats.facts["finished_at"].flatMap { Int64($0) }
  }

  private var seconds: Double? {
    guard let startedAt else { return nil }
    let end = status == "running" ? now : finishedAt ?? stats.lastAnswerAt ?? startedAt
    return Double(max(0, end - startedAt)) / 1000
  }

  private var pages: Int64 {
    stats.tables.first { $0.name == "statuses" }?.rows.reduce(0) { $0 + ($1[2].integer ?? 0) } ?? 0
  }

  private var summary: [(name: String, value: StoredValue)] {
    let rate = seconds.flatMap { $0 > 0 ? (Double(pages) / $0 * 10).rounded() / 10 : nil }
    return [
      ("folder", .text(folder)), ("status", .text(status)),
      ("process", process.map { .integer(Int64($0)) } ?? .null),
      ("program", stats.facts["program"].map { .text($0) } ?? .null),
      ("started_at", startedAt.map { .text(Timestamp.text($0)) } ?? .null),
      ("finished_at", finishedAt.map { .text(Timestamp.text($0)) } ?? .null),
      ("seconds", seconds.map { .real($0) } ?? .null),
      ("pages", .integer(pages)),
      ("pages_per_second", rate.map { .real($0) } ?? .null),
    ]
  }

  // MARK: JSON

  package var json: String {
    var object = JSONObject()
    for (name, value) in summary { object.add(name, value) }
    object.add("sound", raw: "\(stats.isSound)")
    if let urls = stats.urls.objects.first { object.add("urls", raw: urls.description) }
    object.add("checks", stats.checks.objects)
    for table in stats.tables {
      if table.labels > 0 {
        object.add(table.name, table.objects)
      } else {
        object.add(table.name, raw: table.objects.first?.description ?? "null")
      }
    }
    object.add("settings", settings.objects)
    return object.description
  }

  private var settings: StoredTable {
    StoredTable(
      "settings", columns: ["name", "value"], labels: 1,
      rows: stats.settings.map { $0.map(StoredValue.text) })
  }

  // MARK: CSV

  package func csv(isVerbose: Bool) -> String {
    var text = CSV.line(["table", "name", "detail", "measure", "value"])
    for (name, value) in summary { text += CSV.line(["crawl", "", "", name, value.plain]) }
    for table in [stats.urls, stats.checks] + stats.tables + (isVerbose ? [settings] : []) {
      for row in table.rows { text += Self.lines(table, row) }
    }
    return text
  }

  private static func lines(_ table: StoredTable, _ row: [StoredValue]) -> String {
    let labels = row.prefix(table.labels).map(\.plain) + ["", ""]
    return (table.labels..<row.count).reduce(into: "") { text, column in
      text += CSV.line(
        [table.name] + labels.prefix(2) + [table.columns[column], row[column].plain])
    }
  }

  // MARK: Text

  package func text(isVerbose: Bool) -> String {
    var lines = [("crawl", Console.printable(folder)), ("status", statusLine)]
    if let program = stats.facts["program"] { lines.append(("by", Console.printable(program))) }
    if let times = timeLine { lines.append(("time", times)) }
    lines.append(("URLs", sum))
    var text = lines.reduce(into: "") { $0 += TextTable.bold($1.0.padded(to: 8)) + $1.1 + "\n" }
    for table in stats.tables where !table.rows.isEmpty { text += TextTable(table: table).text }
    if !stats.isSound { text += TextTable(table: stats.checks).text }
    return isVerbose ? text + TextTable(table: settings).text : text
  }

  private var statusLine: String {
    switch (status, process) {
    case ("running", let process?): "running, process \(process)"
    case ("running", nil): "running, or killed"
    case ("killed", _): "killed: it says 'running', but no process writes it"
    default: Console.printable(status)
    }
  }

  private var timeLine: String? {
    guard let startedAt, let seconds else { return nil }
    let rate = Quantity.rate(Double(pages) / max(seconds, 1e-3))
    return "\(Timestamp.text(startedAt)), \(Quantity.time(.milliseconds(Int64(seconds * 1000))))"
      + ", \(Quantity.counted(Int(pages), "page", "pages")), \(rate) pages/s"
  }

  /// The sum as it is, with what it should be where it is not.
  private var sum: String {
    func number(_ column: String) -> Int64 { stats.urls[0, column].integer ?? 0 }
    let states = ["fetched", "queued", "failed", "excluded"]
    let terms = states.map { "\(Quantity.grouped(number($0))) \($0)" }.joined(separator: " + ")
    let known = number("discovered")
    let equals = states.reduce(0) { $0 + number($1) } == known ? "=" : "≠"
    return "\(Quantity.grouped(known)) discovered \(equals) \(terms), on "
      + Quantity.counted(Int(number("hosts")), "host", "hosts")
  }
}

extension String {
  /// With spaces up to a width.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
