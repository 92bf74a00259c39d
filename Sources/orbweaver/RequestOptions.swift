import ArgumentParser
import Crawler

/// How a single request is made.
struct RequestOptions: ParsableArguments {
  @Option(
    name: [.customShort("T"), .long],
    help: .init(
      """
      How long a fetch may take in all: 30s, 500ms, 2m. \
      (default: \(TimeSpan(CrawlPlan.standard.timeout)))
      """,
      valueName: "time"),
    transform: TimeSpan.positive)
  var timeout = TimeSpan(CrawlPlan.standard.timeout)

  @Option(
    help: .init(
      """
      How long connecting may take, name lookup and TLS included: 10s, 500ms. \
      (default: \(TimeSpan(CrawlPlan.standard.connectTimeout)))
      """,
      valueName: "time"),
    transform: TimeSpan.positive)
  var connectTimeout = TimeSpan(CrawlPlan.standard.connectTimeout)

  @Option(
    help: .init(
      """
      The most bytes of a page, decoded or on the wire: 512K, 10M. \
      (default: \(ByteSize(CrawlPlan.standard.maximumBody)))
      """,
      valueName: "bytes"),
    transform: ByteSize.positive)
  var maxBody = ByteSize(CrawlPlan.standard.maximumBody)

  @Option(
    name: [.customShort("U"), .long],
    help: .init(
      "The User-Agent header. Say who you are and where you can be reached.", valueName: "text"))
  var userAgent = CrawlPlan.standard.userAgent

  @Option(
    name: [.customShort("H"), .long],
    help: .init(
      "A further request header, sent to every host; repeatable. (default: none)",
      valueName: "name: value"),
    transform: RequestHeader.check)
  var header: [String] = []

  @Option(
    name: [.customShort("x"), .long],
    help: .init(
      """
      The proxy for all requests: http://, https://, socks4:// or socks5://host:port; '' for none. \
      (default: what http_proxy, https_proxy, all_proxy and no_proxy say)
      """,
      valueName: "url"))
  var proxy: String?

  @Option(
    help: .init(
      "A PEM file of the certificate authorities to trust. (default: the system's)",
      valueName: "file"),
    completion: .file(extensions: ["pem", "crt"]))
  var cacert: String?

  @Flag(
    name: [.customShort("k"), .long],
    help: "Take any certificate: servers need not prove who they are. (default: they must)")
  var insecure = false

  @Option(
    help: .init(
      "Send the cookies of this file, in Netscape's format. (default: none)", valueName: "file"),
    completion: .file())
  var loadCookies: String?

  /// - Throws: `Complaint` for a file that cannot be read.
  func apply(to plan: inout CrawlPlan) throws(Complaint) {
    for path in [cacert, loadCookies] { if let path { try InputFile.check(path) } }
    plan.timeout = timeout.duration
    plan.connectTimeout = connectTimeout.duration
    plan.maximumBody = maxBody.bytes
    plan.userAgent = userAgent
    plan.headers = header
    plan.proxy = proxy
    plan.certificateAuthorities = cacert
    plan.verifiesTLS = !insecure
    plan.cookieFile = loadCookies
  }

  /// - Throws: `ValidationError` for what would break the request's head.
  func validate() throws {
    if userAgent.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      throw ValidationError("the user agent has control characters; write one line of text")
    }
  }
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
