import Glibc
import Testing

/// A program that runs beside the test, with no input and no output.
final class ChildProcess {
  private let pid: pid_t
  private var isGone = false

  init(_ program: String, _ arguments: [String]) throws {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for descriptor in 0..<3 as Range<Int32> {
      unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    let words = unsafe ([program] + arguments).map { unsafe strdup($0) }
    defer { unsafe words.forEach { unsafe free($0) } }
    var pid: pid_t = 0
    try #require(unsafe posix_spawn(&pid, program, &actions, nil, words + [nil], nil) == 0)
    self.pid = pid
  }

  deinit {
    if isGone { return }
    // The threads that tests run on may block gentler signals, and a child inherits that.
    kill(pid, SIGKILL)
    wait()
  }

  /// Waits for its end, and returns whether that was a good one.
  @discardableResult
  func wait() -> Bool {
    var status: Int32 = 0
    while unsafe waitpid(pid, &status, 0) == -1 && errno == EINTR {}
    isGone = true
    return status == 0
  }
}
