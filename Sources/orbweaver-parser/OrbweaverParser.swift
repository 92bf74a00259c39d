import Glibc
import ParserWire

/// The parser process: started by `orbweaver`, it turns pages into facts until its socket closes.
@main
enum OrbweaverParser {
  static func main() {
    guard WorkerSocket.isThere else {
      complain(
        "orbweaver-parser is started by orbweaver and is of no use on its own; see `orbweaver --help`."
      )
      exit(2)
    }
    do throws(WorkerFailure) {
      var worker = try Worker()
      try worker.run()
    } catch {
      complain("orbweaver-parser: \(error.reason)")
      exit(1)
    }
  }

  private static func complain(_ line: String) {
    let text = line + "\n"
    // Nobody is left to be told when stderr is gone.
    unsafe _ = text.utf8.withContiguousStorageIfAvailable {
      unsafe write(2, $0.baseAddress, $0.count)
    }
  }
}

/// Why a worker ends before its socket closes: its surroundings are not as they must be.
struct WorkerFailure: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }

  init(_ error: WireError) { reason = error.description }

  /// A system call that failed, with the name of the error.
  static func system(_ call: String) -> WorkerFailure {
    let code = errno
    return WorkerFailure("\(call): \(unsafe String(cString: strerror(code)))")
  }
}
