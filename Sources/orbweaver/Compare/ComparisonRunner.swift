import Comparison
import CrawlStore
import EventLoop
import Notation

/// Runs the crawls of a comparison, each in a process of its own, one after the other, and gathers what
/// they cost and found.
struct ComparisonRunner {
  let grid: ComparisonGrid
  let folder: ComparisonFolder
  let children: ChildRunner
  /// Nil where the pages come from elsewhere.
  let server: LocalServer?
  let interruption: Interruption
  let console: Console
  /// Whether what the runs wrote stays.
  let keepsRuns: Bool
  /// What came of it so far.
  var comparison: Comparison
  /// Runs that failed.
  private(set) var failures = 0
  /// The run that all others are held against.
  private var reference: (run: RunMeasurement, files: RunFiles)?

  init(
    grid: ComparisonGrid, folder: ComparisonFolder, children: ChildRunner, server: LocalServer?,
    interruption: Interruption, console: Console, keepsRuns: Bool, comparison: Comparison
  ) {
    self.grid = grid
    self.folder = folder
    self.children = children
    self.server = server
    self.interruption = interruption
    self.console = console
    self.keepsRuns = keepsRuns
    self.comparison = comparison
  }

  // MARK: The warm-up

  /// Crawls once, so that servers and caches are as warm for the first run as for the last, and finds out
  /// what the runs will crawl.
  ///
  /// - Returns: the arguments of the runs; nil when somebody asked to end.
  /// - Throws: `Complaint` when it fails, since all others would.
  mutating func warmUp(_ arguments: RunArguments) async throws(Complaint) -> RunArguments? {
    let files = folder.run("warm-up")
    defer { discard(files) }
    let end = try await crawl(arguments, grid.warmUp, files)
    if interruption.isRequested { return nil }
    guard case .exited(let code) = end, let status = ExitStatus(rawValue: code),
      status == .done || status == .pageLimit
    else { throw Self.complaint(end, files) }
    let pages = try Self.measurement(files).pages
    guard pages > 0 else {
      throw Complaint(
        .failure, "the warm-up", "it fetched no page",
        mend: "see why with: orbweaver crawl, then orbweaver why")
    }
    console.say("warm-up: \(grid.warmUp.label), \(Quantity.counted(pages, "page", "pages"))")
    return status == .done ? arguments : try fix(arguments, to: files)
  }

  /// There is more than a run may fetch, and which part of it is fetched first is chance: all runs get
  /// the pages that the warm-up came to.
  private mutating func fix(
    _ arguments: RunArguments, to files: RunFiles
  ) throws(Complaint) -> RunArguments {
    let urls = try CrawlPlace.reading(files.path) { reader throws(StoreError) in
      try reader.fetchedURLs()
    }
    let list = folder.seedList("pages")
    try OutputFile.write(urls.joined(separator: "\n") + "\n", to: list)
    comparison.remarks.append(
      "There is more than the limit of pages lets a run fetch: all runs fetched the "
        + "\(Quantity.counted(urls.count, "URL", "URLs")) that the warm-up had fetched, and followed "
        + "no links.")
    return arguments.fixed(to: list)
  }

  private static func complaint(_ end: ChildEnd, _ files: RunFiles) -> Complaint {
    guard case .exited(let code) = end, let status = ExitStatus(rawValue: code) else {
      return Complaint(
        .failure, "the warm-up", "\(end.words): \(files.lastWords)", mend: "mend that first")
    }
    return Complaint(status, "the warm-up: \(files.lastWords)")
  }

  // MARK: The runs

  /// Runs all combinations in all rounds, until somebody asks to end.
  mutating func runRounds(_ arguments: RunArguments) async throws(Complaint) {
    let total = grid.combinations.count * grid.rounds
    var number = 0
    for round in 1...grid.rounds {
      for combination in grid.order(ofRound: round) {
        number += 1
        let said = try await run(combination, round, arguments)
        if interruption.isRequested { return }
        console.say("run \(number) of \(total): \(combination.label): \(said)")
      }
    }
  }

  /// - Returns: what became of it, for people.
  private mutating func run(
    _ combination: Combination, _ round: Int, _ arguments: RunArguments
  ) async throws(Complaint) -> String {
    let files = folder.run("\(round)-\(combination.fileName)")
    let cpu = await server?.cpuSeconds
    let end = try await crawl(arguments, combination, files)
    if interruption.isRequested {
      discard(files)
      return end.words
    }
    guard end == .exited(ExitStatus.done.rawValue) || end == .exited(ExitStatus.pageLimit.rawValue)
    else { return failed(combination, round, "\(end.words): \(files.lastWords)", files) }
    do throws(Complaint) {
      var run = try Self.read(files, combination, round)
      if let cpu, let now = await server?.cpuSeconds { run.serverCPU = now - cpu }
      if round != grid.rounds || !grid.shownTimelines.contains(combination) { run.timeline = [] }
      let findings = try compareFindings(of: run, files)
      comparison.runs.append(run)
      let rate = Quantity.rate(run.pagesPerSecond)
      return "\(Quantity.counted(run.pages, "page", "pages")), \(rate) pages/s\(findings)"
    } catch {
      return failed(combination, round, error.description, files)
    }
  }

  private mutating func failed(
    _ combination: Combination, _ round: Int, _ words: String, _ files: RunFiles
  ) -> String {
    failures += 1
    comparison.remarks.append("\(combination.label), round \(round), failed: \(words)")
    discard(files)
    return "failed: \(words)"
  }

  /// Runs one crawl to its end.
  ///
  /// - Parameter tracer: what executes it, with its options; it is not measured then, since a thread that
  ///   looks at it now and then would be traced as well.
  func crawl(
    _ arguments: RunArguments, _ combination: Combination, _ files: RunFiles,
    under tracer: [String] = []
  ) async throws(Complaint) -> ChildEnd {
    let line = arguments.line(
      for: combination, folder: files.path,
      measurements: tracer.isEmpty ? files.measurements : nil)
    let words = tracer + [ChildRunner.ownProgram] + line
    do throws(SystemError) {
      return try await children.run(
        words[0], Array(words.dropFirst()), output: files.output, errors: files.errors)
    } catch {
      throw Complaint(
        .failure, "a run", "\(error)", mend: "raise the limits of this shell (ulimit -a)")
    }
  }

  func discard(_ files: RunFiles) { if !keepsRuns { files.remove() } }

  // MARK: What a run left behind

  static func measurement(_ files: RunFiles) throws(Complaint) -> CrawlMeasurement {
    let bytes = try InputFile.read(files.measurements)
    do throws(CrawlMeasurement.Unreadable) {
      return try CrawlMeasurement(reading: String(decoding: bytes, as: UTF8.self))
    } catch {
      throw Complaint(.files, files.measurements, "\(error)", mend: "run it again")
    }
  }

  private static func read(
    _ files: RunFiles, _ combination: Combination, _ round: Int
  ) throws(Complaint) -> RunMeasurement {
    let cost = try measurement(files)
    let (latencies, findings) = try CrawlPlace.reading(files.path) { reader throws(StoreError) in
      (try reader.latencies(), try reader.findings())
    }
    var run = RunMeasurement(
      combination: combination, round: round, seconds: cost.seconds, pages: cost.pages,
      wireBytes: cost.wireBytes, failures: cost.failures, latencies: latencies,
      findings: "\(findings)")
    (run.crawler, run.parsers, run.timeline) = (cost.crawler, cost.parsers, cost.timeline)
    return run
  }

  /// Holds what a run found against what the first one found, and notes what differs.
  ///
  /// - Returns: a word on it, where it differs.
  private mutating func compareFindings(
    of run: RunMeasurement, _ files: RunFiles
  ) throws(Complaint) -> String {
    guard let reference else {
      self.reference = (run, files)
      return ""
    }
    defer { discard(files) }
    guard run.findings != reference.run.findings else { return "" }
    let differences = try CrawlPlace.reading(reference.files.path) { first throws(StoreError) in
      try first.differences(from: CrawlReader(files.path), limit: Disagreement.shownLines)
    }
    let disagreement = Disagreement(
      first: reference.run.name, second: run.name, differences: differences)
    comparison.disagreements += disagreement.lines
    return "; it did not find what \(reference.run.name) found"
  }
}

extension ChildEnd {
  /// For people.
  var words: String {
    switch self {
    case .exited(let status): "exit \(status)"
    case .killed(let signal): "signal \(signal)"
    }
  }
}

extension RunMeasurement {
  /// Which run it was, for people.
  fileprivate var name: String { "\(combination.label), round \(round)" }
}

extension Combination {
  /// What files of its runs are called.
  var fileName: String { "\(mode.rawValue)-\(concurrency)-\(selector)-\(parsers)" }
}
