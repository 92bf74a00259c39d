import ArgumentParser
import CrawlStore
import Glibc

/// `orbweaver stats`: a crawl in numbers.
struct StatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats",
    abstract: "Show a crawl, running or ended, in numbers.",
    discussion: """
      URLs by state and reason, pages by status, errors, hosts, depths, media types, times, links and \
      sitemaps, as they stood at one commit; the sums are checked, and the command fails where they do \
      not add up. The crawl is only read, and not held up. --csv prints lines of table, name, detail, \
      measure and value; --json one object.
      """)

  @OptionGroup var place: CrawlPlace

  @Option(
    help: .init("How many hosts and media types are shown. (default: 10)", valueName: "n"),
    transform: Count.atLeast(1))
  var top = 10

  @Flag(name: .shortAndLong, help: "Also show the settings. (default: off)")
  var verbose = false

  @OptionGroup(title: "Form") var form: OutputForm

  func run() throws {
    let folder = try place.path()
    let stats = try CrawlPlace.reading(folder) { reader throws(StoreError) in
      try reader.stats(top: top)
    }
    let report = StatsReport(
      folder: folder, stats: stats, life: CrawlLife.of(folder), now: Int64(time(nil)) * 1000)
    try OutputBuffer.write(
      form.json
        ? report.json + "\n"
        : form.csv ? report.csv(isVerbose: verbose) : report.text(isVerbose: verbose))
    guard stats.isSound else {
      throw Complaint(
        .failure, folder, "its sums do not add up (see 'checks')", mend: "restore it from a copy")
    }
  }
}
