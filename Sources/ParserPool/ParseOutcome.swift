package import ParserWire

/// What became of a page in the parser pool. A page that breaks its parser is an outcome.
package enum ParseOutcome: Sendable {
  /// - Parameter cpuMicroseconds: what the page took in its parser process.
  case parsed(PageFacts, cpuMicroseconds: UInt32)
  /// The same for a request that said `.sitemap`, and for no other.
  case sitemap(SitemapFacts, cpuMicroseconds: UInt32)
  case failed(ParseFailure)
}

/// Why a page could not be parsed.
package struct ParseFailure: Sendable, Hashable, CustomStringConvertible {
  /// The kinds of failure, few enough to count by.
  package enum Code: String, Sendable, CaseIterable {
    /// The parser process died of the page.
    case crashed
    /// The page took more CPU time than a page may.
    case cpuTime = "cpu-time"
    /// The page took longer than a page may.
    case time
    /// The parser process answered what it should not.
    case garbled
    /// The page does not fit into the shared memory.
    case tooLarge = "too-large"
    /// No parser process can be started, or they all die at once.
    case unavailable
    /// The crawl was stopped.
    case cancelled
  }

  package let code: Code
  /// More for people: the signal, the limit.
  package let detail: String

  package init(_ code: Code, _ detail: String = "") {
    self.code = code
    self.detail = detail
  }

  package var description: String {
    "parse failed: \(code.rawValue)" + (detail.isEmpty ? "" : " (\(detail))")
  }
}

/// How a pool of parser processes is run.
package struct PoolSettings: Sendable {
  /// The path of `orbweaver-parser`.
  package var program: String
  /// How many processes at most; they start as work comes.
  package var processes: Int
  /// What each process is told.
  package var worker: WorkerSettings
  /// How long a page may take by the wall clock.
  package var timePerPage: Duration = .seconds(20)
  /// A process that has grown beyond this is replaced when its work is done. KiB.
  package var maximumResidentKiB: UInt32 = 512 << 10
  /// Deaths in a row, with no page parsed in between, that count as a crash loop.
  package var deathsInARow = 16

  package init(program: String, processes: Int, worker: WorkerSettings) {
    self.program = program
    self.processes = processes
    self.worker = worker
  }
}
