import CrawlStore
import Glibc
import WebURL

/// Measures how fast `CrawlWriter` takes rows, kind by kind and for typical pages.
///
/// Usage: `StoreWrite [folder]`, by default a new folder under the working directory, so that it lies
/// on the disk that crawls are written to. Prints rows a second, and the writer thread's CPU and wall
/// time for each row.
@main
enum StoreWrite {
  static func main() throws {
    let folder = CommandLine.arguments.dropFirst().first ?? "store-write-\(getpid())"
    var bench = try StoreBench(folder)
    try bench.measure("links, batches of 100 pages", rows: 130 * 100, repeats: 150) {
      batch, round in
      for page in 0..<100 { addLinks(130, of: UInt32(round * 100 + page + 1), to: &batch) }
    }
    try bench.measure("links, batches of one page", rows: 130, repeats: 15_000) { batch, round in
      addLinks(130, of: UInt32(round + 1), to: &batch)
    }
    try bench.measure("URLs", rows: 1000, repeats: 1000) { batch, round in
      for index in 0..<1000 { addURL(UInt32(round * 1000 + index + 1), to: &batch) }
    }
    try bench.measure("states, in order", rows: 1000, repeats: 1000) { batch, round in
      for index in 0..<1000 { addState(UInt32(round * 1000 + index + 1), to: &batch) }
    }
    try bench.measure("states, scattered", rows: 1000, repeats: 300) { batch, round in
      for index in 0..<1000 {
        addState(UInt32((round * 1000 + index) &* 7919 % 1_000_000 + 1), to: &batch)
      }
    }
    try bench.measure("pages", rows: 1000, repeats: 300) { batch, round in
      for index in 0..<1000 { addPage(UInt32(round * 1000 + index + 1), to: &batch) }
    }
    try bench.measure("typical pages, 20 a batch", rows: 20, repeats: 5000) { batch, round in
      for index in 0..<20 { addTypicalPage(UInt32(round * 20 + index), to: &batch) }
    }
    try bench.finish()
  }

  /// 130 links, 3 new URLs, one page and one change of state.
  static func addTypicalPage(_ number: UInt32, to batch: inout CrawlBatch) {
    for index in 0..<3 { addURL(1_000_001 + number * 3 + UInt32(index), to: &batch) }
    addLinks(130, of: number + 1, to: &batch)
    addPage(300_001 + number, to: &batch)
    addState(number * 5 + 1, to: &batch)
  }

  static func addLinks(_ count: UInt32, of source: UInt32, to batch: inout CrawlBatch) {
    for index in 0..<count {
      let target = (source &* 40_503 &+ index &* 7919) % 1_000_000 + 1
      batch.links.append(
        LinkRow(source: source, target: target, kind: .anchor, count: 1 + UInt16(index & 1)))
    }
  }

  static func addURL(_ id: UInt32, to batch: inout CrawlBatch) {
    let text = Array(
      "https://docs.example.org/3.11/library/section-\(id % 977)/page-\(id).html".utf8)
    batch.addURL(
      id: id, host: id % 64 + 1, fingerprint: UInt64(id) &* 0x9E37_79B9_7F4A_7C15, text: text.span,
      depth: UInt16(id % 12), via: id / 10 + 1, kind: .anchor, state: .queued, reason: "in scope")
  }

  static func addState(_ id: UInt32, to batch: inout CrawlBatch) {
    batch.states.append(StateRow(url: id, state: .fetched, reason: "200", tries: 1))
  }

  static func addPage(_ id: UInt32, to batch: inout CrawlBatch) {
    var page = PageRow(url: id, fetchedAt: 1_700_000_000_000 + Int64(id))
    page.status = 200
    page.mediaType = "text/html"
    page.charset = "utf-8"
    page.title = "Section \(id % 977). The library, page \(id) — Documentation"
    page.language = "en"
    page.description = "What the library offers for the things that page \(id) is about."
    page.etag = "\"65a0c3-\(id)\""
    page.lastModified = "Tue, 14 Jan 2025 10:00:00 GMT"
    page.server = "nginx/1.22.1"
    page.wireBytes = 21_000
    page.bodyBytes = 96_000
    page.firstByteMicros = 1800
    page.totalMicros = 3200
    page.peerAddress = "127.0.1.1:8080"
    page.httpVersion = "1.1"
    page.outlinks = 310
    page.parseMicros = 1100
    batch.pages.append(page)
  }
}

/// A writer with a stopwatch.
struct StoreBench: ~Copyable {
  private let folder: String
  private var writer: CrawlWriter

  init(_ folder: String) throws {
    self.folder = folder
    writer = try CrawlWriter(creating: folder)
    print("                              rows       rows/s   CPU µs/row  wall µs/row")
  }

  /// Fills and writes `repeats` batches of `rows` rows; only the writing is measured. A commit comes
  /// about every 200,000 rows, and the last one is within the measurement.
  mutating func measure(
    _ name: String, rows: Int, repeats: Int, fill: (inout CrawlBatch, Int) -> Void
  ) throws {
    var batch = CrawlBatch()
    var cpu = 0.0
    var wall = 0.0
    for round in 0..<repeats {
      batch.removeAll(keepingCapacity: true)
      fill(&batch, round)
      let start = (now(CLOCK_THREAD_CPUTIME_ID), now(CLOCK_MONOTONIC))
      try writer.write(batch)
      if round % max(1, 200_000 / rows) == 0 || round == repeats - 1 { try writer.commit() }
      cpu += now(CLOCK_THREAD_CPUTIME_ID) - start.0
      wall += now(CLOCK_MONOTONIC) - start.1
    }
    report(name, rows: rows * repeats, cpu: cpu, wall: wall)
  }

  consuming func finish() throws {
    let folder = folder
    let start = (now(CLOCK_THREAD_CPUTIME_ID), now(CLOCK_MONOTONIC))
    try writer.finish(status: "finished", at: 0)
    let end = (now(CLOCK_THREAD_CPUTIME_ID), now(CLOCK_MONOTONIC))
    print("finish: \(end.0 - start.0) s of CPU, \(end.1 - start.1) s; the crawl is in \(folder)")
  }

  private func report(_ name: String, rows: Int, cpu: Double, wall: Double) {
    let columns = [
      padded("\(rows)", 8), padded("\(Int(Double(rows) / wall))", 12),
      padded(micros(cpu, rows), 12), padded(micros(wall, rows), 12),
    ]
    print(name + String(repeating: " ", count: max(0, 28 - name.count)) + columns.joined())
  }

  private func micros(_ seconds: Double, _ rows: Int) -> String {
    let hundredths = Int((seconds * 1e8 / Double(rows)).rounded())
    return "\(hundredths / 100).\(hundredths % 100 / 10)\(hundredths % 10)"
  }

  private func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}

/// Seconds on one of the system's clocks.
private func now(_ clock: clockid_t) -> Double {
  var time = timespec()
  unsafe clock_gettime(clock, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
