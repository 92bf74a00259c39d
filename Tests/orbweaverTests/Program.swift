import Foundation
import TestSupport

/// The real program, as it was built beside the tests.
struct Program {
  /// What a run of it left behind.
  struct Outcome: Sendable {
    let status: Int32
    let output: String
    let errors: String
  }

  /// The folder that the build puts programs and tests into.
  static let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent()
  /// The checkout that the tests were built from.
  static let checkout = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  var program = folder.appendingPathComponent("orbweaver").path
  /// What is different from this process's environment.
  var environment: [String: String] = [:]
  var input = ""
  let workplace: Workplace

  /// Runs it to its end.
  func run(_ arguments: [String]) async throws -> Outcome {
    let running = try start(arguments)
    return try await running.outcome()
  }

  /// Starts it and returns at once.
  func start(_ arguments: [String]) throws -> RunningProgram {
    var surroundings = ProcessInfo.processInfo.environment
    for (name, value) in environment { surroundings[name] = value }
    return try RunningProgram(
      program, arguments, environment: surroundings, input: input, in: workplace)
  }
}

/// A program that was started, with its output going to files.
final class RunningProgram {
  private let process: ChildProcess
  /// Must not go away before the program does.
  private let workplace: Workplace
  private let outputPath: String
  private let errorPath: String

  init(
    _ program: String, _ arguments: [String], environment: [String: String], input: String,
    in workplace: Workplace
  ) throws {
    self.workplace = workplace
    let name = workplace.logs + "/" + UUID().uuidString
    (outputPath, errorPath) = (name + ".out", name + ".err")
    try Data(input.utf8).write(to: URL(fileURLWithPath: name + ".in"))
    var surroundings = ChildProcess.Surroundings()
    surroundings.input = name + ".in"
    (surroundings.output, surroundings.errors) = (outputPath, errorPath)
    surroundings.folder = workplace.path
    surroundings.environment = environment
    process = try ChildProcess(program, arguments, in: surroundings)
  }

  var isRunning: Bool { process.isRunning }
  var output: String { (try? String(contentsOfFile: outputPath, encoding: .utf8)) ?? "" }
  var errors: String { (try? String(contentsOfFile: errorPath, encoding: .utf8)) ?? "" }

  func send(_ signal: Int32) { process.send(signal) }

  /// Waits for its end. A program that died of a signal has the status 128 and the signal's number,
  /// as in a shell. The tests' time limit ends a wait in vain.
  func outcome() async throws -> Program.Outcome {
    while isRunning { try await Task.sleep(for: .milliseconds(2)) }
    return Program.Outcome(status: process.wait(), output: output, errors: errors)
  }

  /// Ended before it did what a test waited for.
  struct EndedEarly: Error {
    let output: String
    let errors: String
  }

  /// Waits until a condition holds. The tests' time limit ends a wait in vain.
  ///
  /// - Throws: `EndedEarly` when the program ends before.
  func wait(until isTrue: (RunningProgram) async throws -> Bool) async throws {
    while try await !isTrue(self) {
      let hasEnded = !isRunning
      try await Task.sleep(for: .milliseconds(5))
      // What it did at the very end still counts.
      if hasEnded, try await !isTrue(self) { throw EndedEarly(output: output, errors: errors) }
    }
  }
}

/// A new folder to run programs in, removed with all that is in it.
final class Workplace {
  let path: String
  let logs: String

  init() throws {
    let name = "orbweaver-command-\(UUID().uuidString)"
    let base = FileManager.default.temporaryDirectory.appendingPathComponent(name)
    path = base.appendingPathComponent("work").path
    logs = base.appendingPathComponent("logs").path
    for folder in [path, logs] {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
  }

  deinit {
    let base = URL(fileURLWithPath: path).deletingLastPathComponent()
    try? FileManager.default.removeItem(at: base)
  }

  func write(_ name: String, _ text: String) throws {
    let url = URL(fileURLWithPath: path).appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  /// All files and folders below it, sorted.
  var names: [String] { (FileManager.default.subpaths(atPath: path) ?? []).sorted() }
}
