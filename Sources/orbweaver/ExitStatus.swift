/// How the program ends, as its caller sees it. Documented in `docs/exit-codes.md`.
///
/// The numbers are a promise to scripts: add, never renumber.
package enum ExitStatus: Int32, CaseIterable, Sendable {
  /// Everything asked for was done.
  case done = 0
  /// The program or its surroundings failed: no memory, no descriptors, no parser processes.
  case failure = 1
  /// An option or an argument is wrong.
  case usage = 2
  /// A file or folder cannot be read or written.
  case files = 3
  /// Not one seed could be reached.
  case network = 4
  /// robots.txt disallows a URL, and that was the question (`robots --check`).
  case disallowed = 5
  /// The disk that the result is written to is full, or a quota or a limit on a file's size is reached.
  case diskFull = 6
  /// Somebody asked the crawl to stop, and it did so in good order.
  case interrupted = 11
  /// As many pages as `--max-pages` allows were fetched.
  case pageLimit = 14
  /// The time that `--max-time` allows was up.
  case timeLimit = 15
  /// As many bytes as `--max-bytes` allows had come.
  case byteLimit = 16
  /// A second signal ended the program at once: 128 and the number of SIGINT, as shells have it.
  case killed = 130

  /// What the number means, for `--help`, the manual and the documentation.
  package var meaning: String {
    switch self {
    case .done: "done"
    case .failure: "the program failed, or its surroundings did"
    case .usage: "an option or an argument is wrong"
    case .files: "a file or folder cannot be read or written"
    case .network: "no seed could be reached"
    case .disallowed: "robots.txt disallows a URL (robots --check)"
    case .diskFull: "the disk is full; what was committed is safe, and can be resumed"
    case .interrupted: "stopped by Ctrl-C or a signal, in good order"
    case .pageLimit: "ended at the limit of --max-pages"
    case .timeLimit: "ended at the limit of --max-time"
    case .byteLimit: "ended at the limit of --max-bytes"
    case .killed: "quit at once by a second Ctrl-C"
    }
  }
}
