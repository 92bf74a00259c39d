import Comparison
import CrawlStore
import Glibc
import Notation

/// System calls are counted in runs of their own, since tracing slows them down.
extension ComparisonRunner {
  /// How long a traced run may take, as far as one can tell before, in seconds.
  private static let longestTrace = 60.0
  /// What tracing adds to a page, in seconds: some 50 system calls, and two stops of the process for each.
  private static let tracingAPage = 0.003

  /// Counts the system calls of each combination, as far as strace can, and somebody does not ask to end.
  mutating func countSystemCalls(_ arguments: RunArguments) async throws(Complaint) {
    guard let strace = Self.strace else {
      comparison.systemCallsMissing = "strace is not installed"
      return
    }
    for combination in grid.combinations where !interruption.isRequested {
      guard let seconds = expectedSeconds(of: combination) else { continue }
      guard seconds <= Self.longestTrace else {
        comparison.remarks.append(
          "The system calls of \(combination.label) were not counted: that would have taken more than "
            + "a minute.")
        continue
      }
      if let words = try await count(combination, arguments, strace) {
        comparison.systemCallsMissing = words
        return
      }
    }
  }

  /// - Returns: why they could not be counted; nil where they were.
  private mutating func count(
    _ combination: Combination, _ arguments: RunArguments, _ strace: String
  ) async throws(Complaint) -> String? {
    let files = folder.run("calls-\(combination.fileName)")
    defer { discard(files) }
    // It lets go of what executes another program, so that parsers are not counted.
    let tracer = [strace, "-f", "-c", "-b", "execve", "-o", files.systemCalls]
    let end = try await crawl(arguments, combination, files, under: tracer)
    if interruption.isRequested { return nil }
    guard let bytes = try? InputFile.read(files.systemCalls),
      let calls = StraceSummary.calls(in: String(decoding: bytes, as: UTF8.self)),
      let pages = try? Self.pages(in: files), pages > 0
    else { return "strace cannot count here (\(end.words): \(files.lastWords))" }
    comparison.systemCalls[combination] = calls.mapValues { Double($0) / Double(pages) }
    let total = calls.values.reduce(0, +) / pages
    console.say("system calls of \(combination.label): \(Quantity.grouped(total)) a page")
    return nil
  }

  private static func pages(in files: RunFiles) throws(Complaint) -> Int {
    try CrawlPlace.reading(files.path) { reader throws(StoreError) in try reader.latencies().count }
  }

  /// How long a run is likely to take under strace; nil for a combination of which no run is whole.
  private func expectedSeconds(of combination: Combination) -> Double? {
    let runs = comparison.runs.filter { $0.combination == combination }
    return runs.map { $0.seconds + Double($0.pages) * Self.tracingAPage }.max()
  }

  /// Where strace is.
  private static var strace: String? {
    let folders = (Console.environment("PATH") ?? "").split(separator: ":")
    return folders.map { "\($0)/strace" }.first { unsafe access($0, X_OK) == 0 }
  }
}
