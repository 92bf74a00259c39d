import Glibc
import Notation
import Synchronization

/// The terminal, or whatever standard error leads to: messages, and under them a status line that
/// is redrawn in place. Any thread may speak; lines never mix.
package final class Console: Sendable {
  /// The status line that is on the screen, empty for none.
  private let status = Mutex("")

  package init() {}

  /// Whether standard error is a terminal that can move its cursor.
  package static var canRedraw: Bool {
    isatty(STDERR_FILENO) == 1 && !["", "dumb"].contains(environment("TERM") ?? "")
  }

  /// The width of the terminal now, which may change while the program runs; 80 where nobody knows.
  package static var columns: Int {
    var size = winsize()
    let known = unsafe ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return known ? Int(size.ws_col) : 80
  }

  /// A variable of the environment.
  package static func environment(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  /// Says a line on standard error, after the program's name.
  package func say(_ line: String) { sayPlain("orbweaver: \(line)") }

  /// Says a line on standard error as it stands.
  package func sayPlain(_ line: String) {
    status.withLock { status in
      let below = status.isEmpty ? "" : status
      let above = status.isEmpty ? "" : Self.eraseLine
      Self.write(above + Self.printable(line) + "\n" + below, to: STDERR_FILENO)
    }
  }

  /// Puts a status line in the place of the one before; an empty one removes it. The line must be
  /// shorter than the terminal is wide.
  package func show(status line: String) {
    status.withLock { status in
      guard !(status.isEmpty && line.isEmpty) else { return }
      Self.write(Self.eraseLine + line, to: STDERR_FILENO)
      status = line
    }
  }

  /// Writes results to standard output, at once.
  ///
  /// - Returns: false when nobody reads any more, or they cannot be written.
  @discardableResult
  package static func output(_ text: String) -> Bool { write(text, to: STDOUT_FILENO) }

  /// To the first column, and everything in the line deleted (ECMA-48, EL 0).
  private static let eraseLine = "\r\u{1B}[K"

  /// What came from outside (file names, URLs) must neither break lines nor steer the terminal.
  package static func printable(_ line: String) -> String { Printable.text(line) }

  /// Writes it all, unless nobody reads any more.
  @discardableResult
  private static func write(_ text: String, to descriptor: Int32) -> Bool {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
