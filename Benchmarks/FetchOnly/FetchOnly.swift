import Bodies
import EventLoop
import Fetcher
import Foundation

/// Fetches each URL of a list once, so many at a time, on one event loop, and throws the bodies away.
///
/// `bench-fetch LISTFILE CONCURRENCY [ROUNDS]` prints one JSON line.
@main struct FetchOnly {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 3, let concurrency = Int(arguments[2]) else {
      print("usage: bench-fetch LISTFILE CONCURRENCY [ROUNDS]")
      exit(2)
    }
    let rounds = arguments.count > 3 ? Int(arguments[3]) ?? 1 : 1
    let urls = try String(contentsOfFile: arguments[1], encoding: .utf8)
      .split(separator: "\n").map(String.init)
    let loop = try EventLoop.start(named: "bench")
    defer { loop.stop() }
    let bench = Bench(
      on: loop, urls: Array(repeatElement(urls, count: rounds).joined()),
      fetcher: try await Fetcher(
        on: loop, settings: FetchSettings(userAgent: "bench-fetch"), bodies: BodyArena()))
    try await bench.run(concurrency: concurrency)
  }
}

private actor Bench {
  nonisolated let loop: EventLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.unownedExecutor }
  private let urls: [String]
  private let fetcher: Fetcher
  private var next = 0
  private var bytes = 0
  private var failures = 0

  init(on loop: EventLoop, urls: [String], fetcher: Fetcher) {
    self.loop = loop
    self.urls = urls
    self.fetcher = fetcher
  }

  func run(concurrency: Int) async throws {
    let start = ContinuousClock.now
    let cpuStart = cpuSeconds()
    await withDiscardingTaskGroup { group in
      for _ in 0..<concurrency {
        group.addTask(executorPreference: loop.executor) { await self.work() }
      }
    }
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    let elapsed = Double(seconds) + Double(attoseconds) / 1e18
    await fetcher.close()
    print(
      """
      {"pages": \(urls.count), "bytes": \(bytes), "failures": \(failures), \
      "seconds": \(elapsed), "cpu_seconds": \(cpuSeconds() - cpuStart)}
      """)
  }

  private func work() async {
    while next < urls.count {
      let url = urls[next]
      next += 1
      switch await fetcher.fetch(FetchRequest(url: url)) {
      case .response(let response):
        bytes += response.body.count
      case .failure: failures += 1
      }
    }
  }

  private func cpuSeconds() -> Double {
    var usage = rusage()
    unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let user = Double(usage.ru_utime.tv_sec) + Double(usage.ru_utime.tv_usec) / 1e6
    return user + Double(usage.ru_stime.tv_sec) + Double(usage.ru_stime.tv_usec) / 1e6
  }
}
