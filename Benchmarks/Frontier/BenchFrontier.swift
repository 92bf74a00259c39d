import Frontier
import Glibc
import WebURL

/// Measures the frontier alone: no network, no parser, no database.
///
/// Usage: `bench-frontier [--urls N] [--hosts N] [--order bfs|dfs|priority] [--memory MiB] [--resume]`.
/// Pages of 50 links are leased, completed and handed in, nine links in ten to URLs that are known
/// already, drawn evenly from all: the least favourable choice for the processor's caches. Every time
/// the number of known URLs has grown tenfold, and at the end, a line says what an operation cost
/// lately and what memory and disk there is for each URL. Then as many URLs as were leased before are
/// leased, with nothing handed in.
@main
enum BenchFrontier {
  static func main() throws {
    let options = try Options(CommandLine.arguments.dropFirst())
    if options.measuresResume {
      try ResumeBench(options).run()
    } else {
      var bench = try FrontierLoad(options)
      bench.run()
    }
  }
}

/// What the command line says.
struct Options {
  var urls = 10_000_000
  var hosts = 1000
  var order = CrawlOrder.breadthFirst
  var memory = 256
  var measuresResume = false

  struct Misuse: Error, CustomStringConvertible {
    let description: String
  }

  init(_ arguments: ArraySlice<String>) throws(Misuse) {
    var arguments = arguments
    while let name = arguments.popFirst() {
      if name == "--resume" {
        measuresResume = true
        continue
      }
      let value = arguments.popFirst() ?? ""
      let number = Int(value).flatMap { $0 > 0 ? $0 : nil }
      switch name {
      case "--urls": urls = number ?? urls
      case "--hosts": hosts = number ?? hosts
      case "--memory": memory = number ?? memory
      case "--order": order = CrawlOrder(rawValue: value) ?? order
      default: throw Misuse(description: "no such option: \(name)")
      }
    }
  }

  var settings: FrontierSettings {
    var settings = FrontierSettings()
    settings.politeness.obeysRobots = false
    settings.politeness.pause = .fixed(.seconds(1))
    settings.order = order
    settings.memory = memory << 20
    settings.spillDirectory = "."
    return settings
  }
}

/// A stopwatch that runs in pieces.
struct Stopwatch {
  private(set) var nanoseconds: Int64 = 0
  private(set) var operations = 0
  private var start: Int64 = 0

  mutating func resume() { start = Self.now }

  mutating func pause(after operations: Int) {
    nanoseconds += Self.now - start
    self.operations += operations
  }

  var seconds: Double { Double(nanoseconds) / 1e9 }
  var perSecond: Double { operations == 0 ? 0 : Double(operations) / seconds }
  var nanosecondsEach: Double { operations == 0 ? 0 : Double(nanoseconds) / Double(operations) }

  private static var now: Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}

/// What the system says of this process's memory.
enum ProcessMemory {
  /// Bytes in use now.
  static var resident: Int { field("VmRSS:") }
  /// The most that ever were.
  static var peak: Int { field("VmHWM:") }

  private static func field(_ name: String) -> Int {
    guard let file = unsafe fopen("/proc/self/status", "r") else { return 0 }
    defer { unsafe fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while unsafe fgets(&line, 256, file) != nil {
      let text = String(
        decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      guard text.hasPrefix(name) else { continue }
      let digits = text.filter(\.isNumber)
      return (Int(digits) ?? 0) << 10
    }
    return 0
  }
}
