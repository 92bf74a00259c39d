import ArgumentParser
import Crawler
import Glibc
import Robots
import WebURL

extension RobotsReading: ExpressibleByArgument {}

/// `orbweaver robots`: may these URLs be fetched, and which line says so?
struct RobotsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "robots",
    abstract: "Say of URLs whether robots.txt allows them, and by which line.",
    discussion: """
      Asks each site for its robots.txt, redirects followed, and prints a line for each URL: \
      'allowed' or 'disallowed', the URL, and why; in columns on a terminal, separated by tabs \
      elsewhere. Where robots.txt cannot be had (5xx, 429, no connection) nothing is allowed for \
      now; where there is none (4xx) everything is.
      """)

  @Argument(
    help: .init(
      """
      What to ask about: URLs (http where no scheme is given), files with one URL a line and \
      # comments, or - for standard input. (default: none; at least one is needed)
      """,
      valueName: "url | file | -"),
    completion: .file())
  var urls: [String] = []

  @Option(
    name: [.customShort("U"), .long],
    help: .init(
      """
      Whom to ask for: a product token like Googlebot, or a whole User-Agent header, of which the \
      first word counts; * for whom no group names. Requests are sent under our own name.
      """,
      valueName: "token"))
  var userAgent = CrawlPlan.standard.productToken

  @Option(
    help: .init(
      """
      A robots.txt to read in place of the sites' own, or - for standard input; nothing is fetched \
      then. (default: none)
      """,
      valueName: "file"),
    completion: .file())
  var robotsFile: String?

  @Option(
    help: """
      Whose book to go by: 'rfc' is RFC 9309, as a crawl reads it, 'google' is what Google's \
      published parser does, which does not decode what the RFC decodes.
      """)
  var reading = RobotsReading.standard

  @Flag(
    help: """
      End with status \(ExitStatus.disallowed.rawValue) when a URL is not allowed. (default: both \
      answers are a success)
      """)
  var check = false

  @Flag(help: "Print a JSON object a line, with all there is to say. (default: text)")
  var json = false

  @Flag(
    name: .shortAndLong,
    help: """
      Also say, in lines that begin with #, what each robots.txt is: status, group, pause, \
      sitemaps, and lines that are not understood. (default: off)
      """)
  var verbose = false

  @OptionGroup(title: "Each request") var connection: ConnectionOptions

  func validate() throws {
    if urls.isEmpty {
      throw ValidationError("no URL; name one, a file of URLs, or - for standard input")
    }
    if urls.contains("-") && robotsFile == "-" {
      throw ValidationError("standard input can be read once; give one - only")
    }
    _ = try productToken()
  }

  private func productToken() throws -> String {
    if userAgent == "*" { return userAgent }
    guard let token = RobotsAgent.productToken(ofHeader: userAgent) else {
      throw ValidationError(
        "'\(userAgent)' begins with no product token; write letters, digits, - and _, or *")
    }
    return token
  }

  mutating func run() async throws {
    var plan = CrawlPlan.standard
    try connection.apply(to: &plan)
    let inquiry = RobotsInquiry(plan: plan, productToken: try productToken(), reading: reading)
    let urls = try Seeds.read(urls)
    let answers = RobotsAnswers(urls: urls, findings: try await findings(of: urls, inquiry))
    let isTable = isatty(STDOUT_FILENO) == 1
    let style: RobotsAnswers.Style = json ? .json : isTable ? .table : .tabs
    Console.output(answers.text(style, isVerbose: verbose && !json))
    if answers.isAllUnknown { throw ExitCode(ExitStatus.network.rawValue) }
    if check && !answers.isAllAllowed { throw ExitCode(ExitStatus.disallowed.rawValue) }
  }

  /// What each URL's robots.txt says, by origin.
  private func findings(
    of urls: [WebURL], _ inquiry: RobotsInquiry
  ) async throws(Complaint) -> [String: RobotsFinding] {
    let origins = Set(urls.compactMap(\.origin))
    guard let robotsFile else {
      do throws(CrawlError) {
        return try await inquiry.ask(origins)
      } catch { throw Complaint(error) }
    }
    let text =
      robotsFile == "-" ? try InputFile.readStandardInput() : try InputFile.read(robotsFile)
    let finding = inquiry.read(text, named: robotsFile == "-" ? "standard input" : robotsFile)
    return Dictionary(uniqueKeysWithValues: origins.map { ($0, finding) })
  }
}
