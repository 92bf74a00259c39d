import ArgumentParser
import Crawler
import Robots

/// How a single request is made. What is not named stays as it is in the plan.
struct RequestOptions: ParsableArguments {
  @OptionGroup var connection: ConnectionOptions

  @Option(
    help: .init(
      """
      The most bytes of a page, decoded or on the wire: 512K, 10M. \
      (default: \(ByteSize(CrawlPlan.standard.maximumBody)))
      """,
      valueName: "bytes"),
    transform: ByteSize.positive)
  var maxBody: ByteSize?

  @Option(
    help: """
      Which bodies to download: those of pages, and of the rest no more than it takes to know what it \
      is; or all of them. (default: markup)
      """)
  var bodies: Bodies?

  @Option(
    name: [.customShort("U"), .long],
    help: .init(
      """
      The User-Agent header. Say who you are and where you can be reached. Its first word, up to a \
      slash, is the name by which robots.txt and meta robots address the crawl. \
      (default: \(CrawlPlan.standard.userAgent))
      """, valueName: "text"))
  var userAgent: String?

  @Option(
    name: [.customShort("H"), .long],
    help: .init(
      "A further request header, sent to every host; repeatable. (default: none)",
      valueName: "name: value"),
    transform: RequestHeader.check)
  var header: [String] = []

  @Option(
    help: .init(
      "Send the cookies of this file, in Netscape's format. (default: none)", valueName: "file"),
    completion: .file())
  var loadCookies: String?

  /// - Throws: `Complaint` for a file that cannot be read.
  func apply(to plan: inout CrawlPlan) throws(Complaint) {
    if let loadCookies { try InputFile.check(loadCookies) }
    try connection.apply(to: &plan)
    if let maxBody { plan.maximumBody = maxBody.bytes }
    if let bodies { plan.keepsAllBodies = bodies == .all }
    if let userAgent {
      plan.userAgent = userAgent
      plan.productToken = RobotsAgent.productToken(ofHeader: userAgent) ?? plan.productToken
    }
    if !header.isEmpty { plan.headers = header }
    if let loadCookies { plan.cookieFile = loadCookies }
  }

  /// - Throws: `ValidationError` for what would break the request's head.
  func validate() throws {
    if let userAgent, userAgent.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      throw ValidationError("the user agent has control characters; write one line of text")
    }
  }
}

/// The choices of `--bodies`.
enum Bodies: String, CaseIterable, ExpressibleByArgument {
  case markup, all
}

/// A header line as RFC 9110, section 5, has it.
package enum RequestHeader {
  /// - Throws: `Misreading` for a line that is none.
  package static func check(_ line: String) throws -> String {
    let name = line.utf8.prefix { $0 != UInt8(ascii: ":") }
    guard !name.isEmpty, name.count < line.utf8.count, name.allSatisfy(isTokenByte),
      line.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 })
    else {
      throw Misreading(description: "write 'Name: value' on one line")
    }
    return line
  }

  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}
