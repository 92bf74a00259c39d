import Foundation
import TestSupport
import Testing

/// All tests of this room, one after the other: several measure time, and two processors are soon busy.
@Suite(.serialized, .timeLimit(.minutes(1))) enum Examples {}

/// An example that was started as a process, with what it prints going to a file.
final class Lesson {
  private let process: ChildProcess
  private let outputPath: String

  /// - Parameter descriptors: how many it may have open; nil for as many as this process.
  init(_ name: String, _ arguments: [String] = [], descriptors: Int? = nil) throws {
    let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      .deletingLastPathComponent()
    let temporary = FileManager.default.temporaryDirectory
    outputPath = temporary.appendingPathComponent("orbweaver-lesson-\(UUID().uuidString)").path
    var surroundings = ChildProcess.Surroundings()
    surroundings.output = outputPath
    // The shell sets the limit and becomes the program.
    let limit = descriptors.map { "ulimit -n \($0);" } ?? ""
    let program = folder.appendingPathComponent(name).path
    process = try ChildProcess(
      "/bin/sh", ["-c", "\(limit) exec \"$0\" \"$@\"", program] + arguments, in: surroundings)
  }

  deinit { try? FileManager.default.removeItem(atPath: outputPath) }

  /// Runs one to its end. Fails the test when it exits with anything but 0.
  ///
  /// - Parameter tries: how often it may be begun. One that holds a claim against the clock may fail on
  ///   a machine that gives it no processor for a second; a claim that is wrong fails each time.
  static func lines(
    of name: String, _ arguments: [String] = [], tries: Int = 1
  ) async throws -> [String] {
    let lesson = try Lesson(name, arguments)
    let status = try await lesson.end()
    if status != 0, tries > 1 { return try await lines(of: name, arguments, tries: tries - 1) }
    try #require(status == 0, "\(lesson.lines)")
    return lesson.lines
  }

  /// The whole lines that it has printed so far.
  var lines: [String] {
    let text = (try? String(contentsOfFile: outputPath, encoding: .utf8)) ?? ""
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  func send(_ signal: Int32) { process.send(signal) }

  /// Waits for its end, and says with what it exited. The time limit ends a wait in vain.
  func end() async throws -> Int32 {
    while process.isRunning { try await Task.sleep(for: .milliseconds(2)) }
    return process.wait()
  }

  /// It ended before it did what a test waits for.
  struct EndedEarly: Error {
    let lines: [String]
  }

  /// Waits until it has printed so many lines.
  func wait(forLines count: Int) async throws {
    while lines.count < count {
      guard process.isRunning else { throw EndedEarly(lines: lines) }
      try await Task.sleep(for: .milliseconds(2))
    }
  }

  /// How many threads it has now.
  var threads: Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.pid)/task").count) ?? 0
  }

  /// The processor time that it has used, as the kernel counts it: in hundredths of a second.
  var processorTime: Duration {
    let text = (try? String(contentsOfFile: "/proc/\(process.pid)/stat", encoding: .utf8)) ?? ""
    // proc(5): the name, which is the second field, ends with the last parenthesis.
    let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
    let ticks = fields.count > 13 ? (Int(fields[12]) ?? 0) + (Int(fields[13]) ?? 0) : 0
    return .milliseconds(ticks * 10)
  }
}
