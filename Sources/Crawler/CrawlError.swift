package import CrawlStore
package import EventLoop
package import Frontier

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
  /// What is recorded of a crawl cannot be read, or would be contradicted; what, and how to mend it.
  case record(String)

  /// Whether there was no room for the result.
  package var isDiskFull: Bool {
    if case .store(let error) = self { error.code == .diskFull } else { false }
  }

  package var description: String {
    switch self {
    case .store(let error): "\(error)"
    case .system(let error): "\(error); raise the limits of this shell (ulimit -a)"
    case .pattern(let error): "\(error); patterns are those of PCRE"
    case .parsers(let why): "the parser processes fail: \(why)"
    case .record(let what): what
    }
  }
}
