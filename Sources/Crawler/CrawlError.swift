package import CrawlStore
package import EventLoop
package import Frontier
package import Spill

/// Why a crawl could not begin or could not go on. What the web does wrong is never one of these.
package enum CrawlError: Error, CustomStringConvertible {
  /// The result cannot be written.
  case store(StoreError)
  /// The system refuses threads, descriptors or memory.
  case system(SystemError)
  /// An `--include` or `--exclude` is no regular expression.
  case pattern(Pattern.SyntaxError)
  /// The parser processes cannot be started, or keep dying.
  case parsers(String)
  /// Queued URLs beyond the memory limit cannot be kept on disk.
  case queues(SpillError)
  /// What is recorded of a crawl cannot be read, or would be contradicted; what, and how to mend it.
  case record(String)

  /// Whether there was no room for the result.
  package var isDiskFull: Bool {
    switch self {
    case .store(let error): error.code == .diskFull
    case .queues(let error): error.isDiskFull
    default: false
    }
  }

  package var description: String {
    switch self {
    case .store(let error): "\(error)"
    case .system(let error): "\(error); raise the limits of this shell (ulimit -a)"
    case .pattern(let error): "\(error); patterns are those of PCRE"
    case .parsers(let why): "the parser processes fail: \(why)"
    case .queues(let error):
      "\(error); make room or raise --frontier-memory, then resume: what was committed is safe"
    case .record(let what): what
    }
  }
}
