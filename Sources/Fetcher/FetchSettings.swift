import Glibc
package import WebURL

/// How one crawl fetches: the same for every request of a fetcher.
package struct FetchSettings: Sendable {
  /// The whole `User-Agent` header.
  package var userAgent: String
  /// Further request headers, each as `Name: value`.
  package var headers: [String] = []
  /// Until a connection stands, TLS included.
  package var connectTimeout: Duration = .seconds(10)
  /// For a whole transfer.
  package var totalTimeout: Duration = .seconds(60)
  /// How long a transfer may go without a byte.
  package var stallTimeout: Duration = .seconds(20)
  /// Bytes of bodies that are received in a second, as they come over the wire, over all transfers; nil
  /// for no limit. A quarter of a second's bytes, and what a transfer reads at once, may come faster.
  package var bytesPerSecond: Int?
  /// The most bytes of a body, counted both on the wire and decoded.
  package var maximumBody: Int = 16 << 20
  /// A proxy's URL; empty for none; nil for what the environment says, as curl does.
  package var proxy: String?
  /// A file of certificate authorities in PEM, in place of the system's.
  package var certificateAuthorities: String?
  /// Whether the server's certificate must be valid for its name.
  package var verifiesTLS = true
  /// A cookie file in Netscape's format. Cookies are kept only when there is one.
  package var cookieFile: String?
  /// Whether cookies are kept without such a file, too.
  package var keepsCookies = false
  /// The memory that a transfer reads into, in bytes: larger means fewer system calls.
  package var receiveBuffer = 64 << 10
  /// How many idle connections are kept open.
  package var maximumConnections = 1024
  /// How many connections may be open, those in use included; nil for no limit. An idle one gives way to
  /// a new one; where all are in use, a fetch waits.
  package var openConnections: Int?

  package init(userAgent: String) { self.userAgent = userAgent }

  /// Whether servers are connected to without a proxy, whatever the URL. Where the environment names a
  /// proxy for some, all count as reached by it.
  var isDirect: Bool {
    if let proxy { return proxy.isEmpty }
    return Self.proxyVariables.allSatisfy { unsafe getenv($0).map { unsafe $0[0] == 0 } ?? true }
  }

  /// The variables that libcurl reads; `HTTP_PROXY` is none of them.
  private static let proxyVariables = [
    "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
  ]
}

/// Asked before a connection to a host is made, once its address is known: whether that may be now. If
/// not, the fetch ends as `FetchFailure.Code.addressFound`.
///
/// Called on the fetcher's loop, for new connections only, once for each address that is tried: one fetch
/// may try several, one after the other and at the same time (RFC 8305). After a no it is not asked again
/// for that fetch. Whoever answers must not call the fetcher.
///
/// - Parameters:
///   - host: as in the request.
///   - address: where the host was found.
package typealias AddressGate =
  @Sendable (_ host: UInt32, _ address: ServerAddress) -> Bool

/// One thing to fetch.
package struct FetchRequest: Sendable {
  /// What of the answer's body is wanted.
  package enum Wanted: Sendable {
    /// All of it.
    case everything
    /// Only a body that is HTML or XHTML; of anything else no more than it takes to know, and than
    /// keeps the connection usable.
    case markup
    /// The first bytes, whatever comes after.
    case prefix(Int)
  }

  /// An absolute http or https URL.
  package var url: String
  package var wanted: Wanted
  /// By what number the fetcher's gate knows the host; nil to connect without asking.
  package var host: UInt32?
  /// Headers for this request beside those of all, each as `Name: value`.
  package var headers: [String]

  package init(
    url: String, wanted: Wanted = .everything, host: UInt32? = nil, headers: [String] = []
  ) {
    self.url = url
    self.wanted = wanted
    self.host = host
    self.headers = headers
  }
}
