import ArgumentParser
import Crawler

/// How servers are reached, for every command that asks them something. What is not named stays as it is
/// in the plan.
struct ConnectionOptions: ParsableArguments {
  @Option(
    name: [.customShort("T"), .long],
    help: .init(
      """
      How long a fetch may take in all: 30s, 500ms, 2m. \
      (default: \(TimeSpan(CrawlPlan.standard.timeout)))
      """,
      valueName: "time"),
    transform: TimeSpan.positive)
  var timeout: TimeSpan?

  @Option(
    help: .init(
      """
      How long connecting may take, name lookup and TLS included: 10s, 500ms. \
      (default: \(TimeSpan(CrawlPlan.standard.connectTimeout)))
      """,
      valueName: "time"),
    transform: TimeSpan.positive)
  var connectTimeout: TimeSpan?

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

  /// - Throws: `Complaint` for a file that cannot be read.
  func apply(to plan: inout CrawlPlan) throws(Complaint) {
    if let cacert { try InputFile.check(cacert) }
    if let timeout { plan.timeout = timeout.duration }
    if let connectTimeout { plan.connectTimeout = connectTimeout.duration }
    if let proxy { plan.proxy = proxy }
    if let cacert { plan.certificateAuthorities = cacert }
    if insecure { plan.verifiesTLS = false }
  }
}
