private import CLinux
import EventLoop
import Glibc

/// How a child process ended.
enum ChildEnd: Equatable, Sendable {
  case exited(Int32)
  case killed(signal: Int32)
}

/// Runs programs, one after the other, and holds no thread while they work.
///
/// Lives on a loop of its own: a child is bound to the thread that started it, and goes with it.
actor ChildRunner {
  private nonisolated let loop: EventLoop
  private let interruption: Interruption

  nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.unownedExecutor }

  init(on loop: EventLoop, interruption: Interruption) {
    self.loop = loop
    self.interruption = interruption
  }

  /// This program, as a path that stays right while it is replaced, and for other programs.
  static var ownProgram: String { "/proc/\(getpid())/exe" }

  /// Runs a program to its end. A program that cannot be executed exits with 127.
  ///
  /// - Parameters:
  ///   - output: the file that its standard output goes to.
  ///   - errors: the same for its standard error.
  /// - Throws: `SystemError` when no process can be made.
  func run(
    _ program: String, _ arguments: [String], output: String, errors: String
  ) async throws(SystemError) -> ChildEnd {
    let process = try start(program, arguments, output, errors)
    interruption.began(process)
    await wait(for: process)
    interruption.ended()
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) == -1 && errno == EINTR {}
    return orb_wait_signaled(status) != 0
      ? .killed(signal: orb_wait_signal(status)) : .exited(orb_wait_exit_status(status))
  }

  private func start(
    _ program: String, _ arguments: [String], _ output: String, _ errors: String
  ) throws(SystemError) -> Int32 {
    var process: Int32 = 0
    let words = unsafe ([program] + arguments).map { unsafe strdup($0) }
    defer { unsafe words.forEach { unsafe free($0) } }
    let code = unsafe orb_spawn_bound(&process, program, words + [nil], output, errors)
    guard code == 0 else { throw SystemError("fork", errno: code) }
    return process
  }

  /// Suspends until a child has ended. Where the system has no descriptor left for that, returns at once:
  /// the thread then waits.
  private func wait(for process: Int32) async {
    let handle = orb_pidfd_open(process)
    guard handle >= 0 else { return }
    defer { close(handle) }
    await Waiter<Void>.suspend { waiter in
      do throws(SystemError) {
        try loop.register(handle, for: .readable) { [loop] _ in
          loop.unregister(handle)
          waiter.resume()
        }
      } catch { waiter.resume() }
    }
  }
}
