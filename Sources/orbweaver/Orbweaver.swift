import ArgumentParser
import Bodies
import Crawler
import Glibc

/// The program `orbweaver`: one command a file, declared here.
@main
struct Orbweaver: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "orbweaver",
    abstract: "A fast and polite web crawler that leaves a link graph behind.",
    discussion: """
      'orbweaver crawl https://example.org' crawls a site into output/example.org-TIME/crawl.db; \
      'orbweaver resume FOLDER' goes on with a crawl that ended before its time; \
      'orbweaver stats', 'ls' and 'why URL' show what a crawl, running or ended, has come to; \
      'orbweaver robots URL' says whether robots.txt lets it, and by which line; \
      'orbweaver compare' measures several ways to crawl the same pages; \
      'orbweaver web' serves a synthetic web to try that on.

      \(ExitStatus.helpText)
      """,
    version: CrawlPlan.version,
    subcommands: [
      CrawlCommand.self, ResumeCommand.self, StatsCommand.self, ListCommand.self,
      WhyCommand.self, RobotsCommand.self, CompareCommand.self, WebCommand.self,
    ])

  static func main() async {
    Heap.settle()
    // A reader that went away (`orbweaver … | head`) is found out by the write.
    _ = signal(SIGPIPE, SIG_IGN)
    // A limit on the size of files (ulimit -f) is found out by the write, too.
    _ = signal(SIGXFSZ, SIG_IGN)
    let status = await run(Array(CommandLine.arguments.dropFirst()))
    Glibc.exit(status)
  }

  /// Parses and runs.
  ///
  /// - Returns: the exit status.
  private static func run(_ arguments: [String]) async -> Int32 {
    do {
      var command = try parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      return ExitStatus.done.rawValue
    } catch {
      return report(error, arguments)
    }
  }

  /// Says what went wrong, if anything did, in one line.
  ///
  /// - Returns: the exit status.
  private static func report(_ error: any Error, _ arguments: [String]) -> Int32 {
    if let complaint = error as? Complaint {
      Console().say(complaint.description)
      return complaint.status.rawValue
    }
    if let code = error as? ExitCode { return code.rawValue }
    if exitCode(for: error) == .success {
      Console.output(fullMessage(for: error) + "\n")
      return ExitStatus.done.rawValue
    }
    Console().say(UsageMessage(message(for: error), arguments: arguments).description)
    return ExitStatus.usage.rawValue
  }
}

extension ExitStatus {
  /// All of them, for `--help` and the manual.
  static let helpText =
    "Exit status:\n"
    + allCases.map { "\($0.rawValue)  \($0.meaning)" }.joined(separator: "\n")
}
