import Foundation
package import Glibc

/// A program that runs beside the test. Killed, if need be, when the object goes.
///
/// Not Foundation's `Process`: that one watches its children through `select`, which fails in a
/// process that has more than 1,024 descriptors open, as tests with thousands of connections do.
package final class ChildProcess {
  /// The program could not be started.
  package struct LaunchError: Error {
    /// The program.
    package let program: String
    /// What posix_spawn said.
    package let errno: Int32
  }

  /// Where a program's input comes from, where its outputs go, and what surrounds it.
  package struct Surroundings {
    package var input = "/dev/null"
    package var output = "/dev/null"
    package var errors = "/dev/null"
    /// nil for this process's own.
    package var folder: String?
    package var environment = ProcessInfo.processInfo.environment

    package init() {}
  }

  /// The number that the system knows it by.
  package let pid: pid_t
  private var status: Int32?

  /// - Throws: `LaunchError`.
  package init(
    _ program: String, _ arguments: [String], in surroundings: Surroundings = Surroundings()
  ) throws {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    let creating = O_WRONLY | O_CREAT | O_TRUNC
    let files = [surroundings.input, surroundings.output, surroundings.errors]
    for (descriptor, path) in files.enumerated() {
      let mode = descriptor == 0 ? O_RDONLY : creating
      unsafe posix_spawn_file_actions_addopen(&actions, Int32(descriptor), path, mode, 0o600)
    }
    // Threads that tests run on may block signals, which a child would inherit.
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    // `env -C` goes to the folder and becomes the program.
    let prefix = surroundings.folder.map { ["/usr/bin/env", "-C", $0] } ?? []
    let line = prefix + [program] + arguments
    let words = unsafe line.map { unsafe strdup($0) }
    let variables = unsafe surroundings.environment.map { unsafe strdup("\($0)=\($1)") }
    defer { unsafe (words + variables).forEach { unsafe free($0) } }
    var pid: pid_t = 0
    let code = unsafe posix_spawn(
      &pid, line[0], &actions, &attributes, words + [nil], variables + [nil])
    guard code == 0 else { throw LaunchError(program: program, errno: code) }
    self.pid = pid
  }

  deinit {
    guard isRunning else { return }
    send(SIGKILL)
    wait()
  }

  /// Whether it has not ended yet.
  package var isRunning: Bool {
    reap(WNOHANG)
    return status == nil
  }

  package func send(_ signal: Int32) { if status == nil { kill(pid, signal) } }

  /// Waits for its end.
  ///
  /// - Returns: its exit status; 128 and the signal's number, as in a shell, when it died of one.
  @discardableResult
  package func wait() -> Int32 {
    reap(0)
    return status ?? -1
  }

  private func reap(_ options: Int32) {
    guard status == nil else { return }
    var word: Int32 = 0
    var result: pid_t
    repeat { result = unsafe waitpid(pid, &word, options) } while result == -1 && errno == EINTR
    guard result == pid else { return }
    let signal = word & 0x7f
    status = signal == 0 ? (word >> 8) & 0xff : 128 + signal
  }
}
