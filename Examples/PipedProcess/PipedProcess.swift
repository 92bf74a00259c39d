package import EventLoop
import Glibc

/// This program once more, as a process of its own that answers lines with lines, over two pipes.
///
/// An actor on a loop: whoever asks is suspended until the answer comes, and the thread is free
/// meanwhile. One question at a time; lines are short enough for a pipe to carry them in one piece.
package actor PipedProcess {
  private nonisolated let loop: EventLoop
  package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.unownedExecutor }
  private let process: pid_t
  private let questions: Int32
  private let answers: Int32

  /// Starts the process. It ends when it can read no more questions.
  ///
  /// - Parameter argument: what it is told on its command line.
  package init(on loop: EventLoop, argument: String) throws(SystemError) {
    self.loop = loop
    let (asking, answering) = (try Self.pipe(), try Self.pipe())
    (questions, answers) = (asking.writing, answering.reading)
    process = try Self.spawn(argument, input: asking.reading, output: answering.writing)
    close(asking.reading)
    close(answering.writing)
    // To ask a process that has died is an error here, and no signal.
    signal(SIGPIPE, SIG_IGN)
  }

  /// Both ends close themselves in a process that is started, but for what `spawn` hands on: an end
  /// that stayed open somewhere else would keep the reader waiting for ever.
  private static func pipe() throws(SystemError) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    try SystemError.check(unsafe Glibc.pipe(&ends), "pipe")
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  private static func spawn(
    _ argument: String, input: Int32, output: Int32
  ) throws(SystemError) -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, input, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
    let line = [CommandLine.arguments[0], argument]
    let words = unsafe line.map { unsafe strdup($0) }
    defer { unsafe words.forEach { unsafe free($0) } }
    var process: pid_t = 0
    // No environment: it needs none.
    let code = unsafe posix_spawn(&process, "/proc/self/exe", &actions, nil, words + [nil], nil)
    guard code == 0 else { throw SystemError("posix_spawn", errno: code) }
    return process
  }

  /// Asks a question and waits for the answer, both without their line ends.
  package func ask(_ question: String) async throws(SystemError) -> String {
    let bytes = Array("\(question)\n".utf8)
    try SystemError.check(unsafe write(questions, bytes, bytes.count), "write to a process")
    try await waitForAnswer()
    var answer = [UInt8](repeating: 0, count: 4096)
    let count = try SystemError.check(
      unsafe read(answers, &answer, answer.count), "read from a process")
    guard count > 0 else { throw SystemError("process that was asked ended", errno: EPIPE) }
    return String(decoding: answer[..<(count - 1)], as: UTF8.self)
  }

  private func waitForAnswer() async throws(SystemError) {
    let failure = await Waiter<SystemError?>.suspend { waiter in
      do throws(SystemError) {
        try loop.register(answers, for: .readable) { [loop, answers] _ in
          loop.unregister(answers)
          waiter.resume(returning: nil)
        }
      } catch {
        waiter.resume(returning: error)
      }
    }
    if let failure { throw failure }
  }

  /// What the process does with its life: it answers whatever it is asked, until nobody will ask.
  package static func answer(_ answer: (String) -> String) {
    while let question = readLine() {
      let bytes = Array("\(answer(question))\n".utf8)
      guard unsafe write(STDOUT_FILENO, bytes, bytes.count) == bytes.count else { return }
    }
  }

  /// Lets the process end, and waits for that.
  package func end() {
    close(questions)
    close(answers)
    while waitpid(process, nil, 0) == -1 && errno == EINTR {}
  }
}
