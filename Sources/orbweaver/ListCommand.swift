import ArgumentParser
import CrawlStore
import Frontier
import Glibc
import WebURL

/// The states that a URL of a crawl on disk may be in.
enum ListedState: String, CaseIterable, ExpressibleByArgument {
  case queued, fetched, failed, excluded

  var state: URLState {
    switch self {
    case .queued: .queued
    case .fetched: .fetched
    case .failed: .failed
    case .excluded: .excluded
    }
  }
}

/// `orbweaver ls`: the URLs of a crawl.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls",
    abstract: "List the URLs of a crawl, running or ended.",
    discussion: """
      A line for each URL, in the order in which they were found: in columns on a terminal, separated \
      by tabs elsewhere. Filters that are given together must all hold. The fields are \
      \(URLField.allCases.map(\.rawValue).joined(separator: ", ")).
      """)

  @OptionGroup var place: CrawlPlace

  @Option(help: "Only URLs in this state. (default: all)")
  var state: ListedState?

  @Option(
    help: .init(
      "Only URLs that were answered with this status, or one of a class. (default: all)",
      valueName: "404 | 4xx"),
    transform: StatusRange.read)
  var status: ClosedRange<Int>?

  @Option(help: .init("Only URLs of this host, a name or an origin. (default: all)"))
  var host: String?

  @Option(
    help: .init(
      "Only URLs whose reason holds this text, in any case. (default: all)", valueName: "text"))
  var reason: String?

  @Option(
    help: .init("Only URLs so many links from a seed. (default: all)", valueName: "links"),
    transform: Count.atLeast(0))
  var depth: Int?

  @Flag(help: "Only pages whose content, or nearly, an earlier page had. (default: all)")
  var duplicates = false

  @Option(
    help: .init(
      "Only URLs in which this regular expression (PCRE) matches. (default: all)",
      valueName: "regex"))
  var match: String?

  @Option(
    help: .init("List no more than this many. (default: no limit)", valueName: "n"),
    transform: Count.atLeast(1))
  var limit: Int?

  @Option(
    help: .init(
      "What to show of each, with commas between. (default: state,status,url; with --json all)",
      valueName: "fields"),
    transform: Self.readFields)
  var fields: [URLField]?

  @OptionGroup(title: "Form") var form: OutputForm

  @Flag(help: "Print values separated by tabs, with a line of names. (default: text)")
  var tsv = false

  func validate() throws {
    if tsv && (form.csv || form.json) {
      throw ValidationError("--tsv, --csv and --json contradict each other; give one")
    }
  }

  private static func readFields(_ text: String) throws -> [URLField] {
    try text.split(separator: ",").map { name in
      guard let field = URLField(rawValue: String(name)) else {
        let all = URLField.allCases.map(\.rawValue).joined(separator: ", ")
        throw Misreading(description: "there is no field '\(name)'; the fields are \(all)")
      }
      return field
    }
  }

  func run() throws {
    let folder = try place.path()
    let writer = ListWriter(
      fields ?? (form.json ? URLField.allCases : [.state, .status, .url]), style)
    let pattern = try makePattern()
    var left = limit ?? .max
    var buffer = OutputBuffer(writer.head)
    try CrawlPlace.reading(folder) { reader throws(StoreError) in
      try reader.list(writer.fields, of: filter, matching: { pattern.matches($0) }) { row in
        left -= 1
        return buffer.add(writer.line(row)) && left > 0
      }
    }
    try buffer.finish()
  }

  private var style: ListWriter.Style {
    if form.json { return .json }
    if form.csv { return .csv }
    if tsv { return .tsv }
    return isatty(STDOUT_FILENO) == 1 ? .columns : .tabs
  }

  private var filter: URLFilter {
    var filter = URLFilter()
    filter.state = state?.state
    filter.statuses = status
    filter.host = host
    filter.reason = reason
    filter.depth = depth
    filter.isDuplicate = duplicates ? true : nil
    return filter
  }

  /// The expression, or one that matches everything.
  private func makePattern() throws(Complaint) -> Pattern {
    do throws(Pattern.SyntaxError) {
      return try Pattern(match ?? "")
    } catch {
      throw Complaint(.usage, "\(error); patterns are those of PCRE")
    }
  }
}

/// A status, or a class of them.
enum StatusRange {
  static func read(_ text: String) throws -> ClosedRange<Int> {
    if let status = Int(text), (100...999).contains(status) { return status...status }
    if text.count == 3, text.lowercased().hasSuffix("xx"), let digit = Int(text.prefix(1)),
      digit > 0
    {
      return digit * 100...digit * 100 + 99
    }
    throw Misreading(description: "write a status like 404, or a class like 4xx")
  }
}
