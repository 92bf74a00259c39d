import ArgumentParser
import Comparison
import Notation

/// What came of a comparison, and what that means for the program's end.
struct ComparisonEnding: Sendable {
  let comparison: Comparison
  let folder: ComparisonFolder
  let failures: Int
  let isInterrupted: Bool

  /// Prints the report and writes its files.
  ///
  /// - Throws: `Complaint` when runs failed or did not find the same, or a file cannot be written, and
  ///   `ExitCode` when somebody asked to end.
  func report(on console: Console) throws {
    guard !comparison.runs.isEmpty || !isInterrupted else {
      folder.removeEmpty()
      throw ExitCode(ExitStatus.interrupted.rawValue)
    }
    let output = ComparisonOutput(comparison)
    var paths: [String] = []
    for file in output.files {
      paths.append(folder.file(file.name))
      try OutputFile.write(file.content, to: folder.file(file.name))
    }
    try OutputBuffer.write(
      output.text + "\n" + paths.map { "result  \($0)\n" }.joined())
    if isInterrupted { throw ExitCode(ExitStatus.interrupted.rawValue) }
    if failures > 0 {
      throw Complaint(
        .failure, Quantity.counted(failures, "run", "runs"), "failed",
        mend: "the report says why, as a remark")
    }
    if !comparison.disagreements.isEmpty {
      throw Complaint(
        .failure, "the runs", "they did not all find the same, so they cannot be compared",
        mend: "see the disagreements in the report")
    }
  }
}
