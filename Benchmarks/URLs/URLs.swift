import Foundation
import WebURL

/// Parses and resolves the URLs of real pages, on one core: what a parser process does for each link.
///
/// `bench-urls ABSOLUTE RELATIVE ROUNDS` reads a file of absolute URLs, one a line, and one of a base, a
/// tab and a reference a line, and prints one JSON line. Each URL is parsed, brought into canonical form
/// and fingerprinted twice (as a whole, and its origin); seconds are CPU time.
@main
enum URLs {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 4, let rounds = Int(arguments[3]) else {
      print("usage: bench-urls ABSOLUTE RELATIVE ROUNDS")
      exit(2)
    }
    let absolute = try lines(arguments[1])
    let relative = try lines(arguments[2]).map {
      $0.split(separator: 9, omittingEmptySubsequences: false).map(Array.init)
    }
    var work = Work()
    // The first round lets the buffers grow.
    work.parse(absolute)
    work.resolve(relative)
    let parsing = cpuSeconds { for _ in 0..<rounds { work.parse(absolute) } }
    let resolving = cpuSeconds { for _ in 0..<rounds { work.resolve(relative) } }
    print(
      """
      {"absolute": \(absolute.count * rounds), "absolute_seconds": \(parsing), \
      "relative": \(relative.count * rounds), "relative_seconds": \(resolving), \
      "valid": \(work.valid)}
      """)
  }

  private static func lines(_ path: String) throws -> [[UInt8]] {
    Array(try Data(contentsOf: URL(filePath: path))).split(separator: 10).map(Array.init)
  }

  private static func cpuSeconds(_ body: () -> Void) -> Double {
    func now() -> Double {
      var time = timespec()
      unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    let start = now()
    body()
    return now() - start
  }
}

private struct Work: ~Copyable {
  private var resolver = LinkResolver(key: FingerprintKey(1, 2))
  private(set) var valid = 0

  mutating func parse(_ urls: [[UInt8]]) {
    for url in urls where resolver.resolve(url.span) != nil { valid += 1 }
  }

  /// The base is set once for each page, as it is in a crawl.
  mutating func resolve(_ references: [[[UInt8]]]) {
    var last: [UInt8] = []
    for pair in references {
      let (base, reference) = (pair[0], pair[1])
      if base != last {
        _ = resolver.setBase(base.span)
        last = base
      }
      if resolver.resolve(reference.span) != nil { valid += 1 }
    }
  }
}
