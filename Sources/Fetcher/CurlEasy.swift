private import CCurl
import EventLoop
import Glibc

/// One easy handle: the options of a transfer, and its results. Freed once, by construction.
@safe struct CurlEasy: ~Copyable {
  let raw: UnsafeMutableRawPointer
  private let headers: HeaderList
  /// Held, because a share must outlive its handles.
  private let share: CurlShare?
  /// Where libcurl says more than its result code does.
  private let errorBuffer: UnsafeMutablePointer<CChar>

  /// - Parameter share: what the handle has in common with others; nil for nothing.
  /// - Throws: `SystemError` when there is no memory.
  init(settings: FetchSettings, share: CurlShare?) throws(SystemError) {
    guard let raw = unsafe curl_easy_init() else {
      throw SystemError("curl_easy_init", errno: ENOMEM)
    }
    unsafe self.raw = unsafe raw
    headers = HeaderList(settings.headers)
    self.share = share
    unsafe errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
    unsafe errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    unsafe orb_easy_pointer(raw, CURLOPT_ERRORBUFFER, errorBuffer)
    setTimes(settings)
    setConnection(settings)
    set(CURLOPT_USERAGENT, settings.userAgent)
    set(CURLOPT_ACCEPT_ENCODING, "")
    if !settings.headers.isEmpty { send(nil) }
    guard let share else { return }
    unsafe orb_easy_pointer(raw, CURLOPT_SHARE, share.raw)
    // No name switches the engine on, and reads nothing.
    if share.keepsCookies { set(CURLOPT_COOKIEFILE, settings.cookieFile ?? "") }
  }

  deinit {
    unsafe curl_easy_cleanup(raw)
    unsafe errorBuffer.deallocate()
  }

  private func set(_ option: CURLoption, _ value: Int) {
    unsafe orb_easy_long(raw, option, value)
  }

  private func set(_ option: CURLoption, _ value: String) {
    unsafe orb_easy_string(raw, option, value)
  }

  /// Has libcurl call back with these objects, which must outlive the handle and its connections.
  ///
  /// - Parameter sockets: who watches the sockets; nil where libcurl waits for them by itself.
  func callBack(_ transfer: Transfer, _ sockets: SocketTable?) {
    let context = unsafe Unmanaged.passUnretained(transfer).toOpaque()
    unsafe orb_easy_pointer(raw, CURLOPT_PRIVATE, context)
    unsafe orb_easy_on_data(raw, CURLOPT_WRITEFUNCTION, bodyArrived)
    unsafe orb_easy_pointer(raw, CURLOPT_WRITEDATA, context)
    unsafe orb_easy_on_data(raw, CURLOPT_HEADERFUNCTION, headerArrived)
    unsafe orb_easy_pointer(raw, CURLOPT_HEADERDATA, context)
    unsafe orb_easy_on_progress(raw, bytesMoved)
    unsafe orb_easy_pointer(raw, CURLOPT_XFERINFODATA, context)
    set(CURLOPT_NOPROGRESS, 0)
    unsafe orb_easy_on_open(raw, socketWanted)
    unsafe orb_easy_pointer(raw, CURLOPT_OPENSOCKETDATA, context)
    guard let sockets else { return }
    let table = unsafe Unmanaged.passUnretained(sockets).toOpaque()
    unsafe orb_easy_on_close(raw, socketDone)
    unsafe orb_easy_pointer(raw, CURLOPT_CLOSESOCKETDATA, table)
  }

  private func setTimes(_ settings: FetchSettings) {
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_CONNECTTIMEOUT_MS, settings.connectTimeout.milliseconds)
    limitTime(to: settings.totalTimeout)
    // Has libcurl report progress every second, even when there is none; the stall itself is found
    // by the transfer.
    set(CURLOPT_LOW_SPEED_LIMIT, 1)
    set(CURLOPT_LOW_SPEED_TIME, settings.totalTimeout.milliseconds / 1000 + 1)
  }

  private func setConnection(_ settings: FetchSettings) {
    set(CURLOPT_PROTOCOLS_STR, "http,https")
    set(CURLOPT_FOLLOWLOCATION, 0)
    set(CURLOPT_PATH_AS_IS, 1)
    set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
    set(CURLOPT_TCP_NODELAY, 1)
    set(CURLOPT_BUFFERSIZE, settings.receiveBuffer)
    set(CURLOPT_DNS_CACHE_TIMEOUT, 300)
    // A name that is given up must not hold the loop until the resolver's thread has ended.
    set(CURLOPT_QUICK_EXIT, 1)
    set(CURLOPT_SSL_VERIFYPEER, settings.verifiesTLS ? 1 : 0)
    set(CURLOPT_SSL_VERIFYHOST, settings.verifiesTLS ? 2 : 0)
    if let file = settings.certificateAuthorities { set(CURLOPT_CAINFO, file) }
    if let proxy = settings.proxy { set(CURLOPT_PROXY, proxy) }
  }

  // MARK: One transfer

  /// Aims the handle at a URL; all else stays as it was made.
  func aim(at url: String) {
    set(CURLOPT_URL, url)
    // Over TLS the server may offer HTTP/2: then wait for that connection and share it.
    set(CURLOPT_PIPEWAIT, url.utf8.starts(with: "https".utf8) ? 1 : 0)
  }

  /// Makes the transfer, and blocks until it has ended.
  func perform() -> CURLcodeValue { unsafe curl_easy_perform(raw).rawValue }

  /// Sets how many idle connections the handle keeps for itself, where it belongs to no multi handle.
  func keepConnections(_ count: Int) { set(CURLOPT_MAXCONNECTS, count) }

  /// Sets how long the whole transfer may take from its start; nil for no limit. May be called while it
  /// runs: libcurl looks at it whenever it looks at the transfer, which is once a second at least.
  func limitTime(to limit: Duration?) {
    set(CURLOPT_TIMEOUT_MS, limit?.milliseconds ?? 0)
  }

  /// Sends these headers, which must outlive the transfer; nil for those it was made with.
  func send(_ list: HeaderList?) {
    unsafe orb_easy_list(raw, CURLOPT_HTTPHEADER, (list ?? headers).first)
  }

  /// Goes on after a pause; libcurl may call back from within.
  ///
  /// - Returns: 0, or why the transfer cannot go on. libcurl leaves it to the caller to end it then.
  func goOn() -> CURLcodeValue { unsafe curl_easy_pause(raw, CURLPAUSE_CONT).rawValue }

  /// Whether the connection stands and the request is on its way.
  var hasBegun: Bool { unsafe orb_easy_get_offset(raw, CURLINFO_PRETRANSFER_TIME_T) > 0 }

  /// Whether a proxy was asked for a tunnel and said no.
  var wasRefusedTunnel: Bool { unsafe orb_easy_get_long(raw, CURLINFO_HTTP_CONNECTCODE) >= 300 }

  /// What went wrong with the last transfer, for people.
  func errorText(_ code: CURLcodeValue) -> String {
    let said = unsafe String(cString: errorBuffer)
    return unsafe said.isEmpty ? String(cString: curl_easy_strerror(CURLcode(code))) : said
  }

  var statusCode: Int { unsafe orb_easy_get_long(raw, CURLINFO_RESPONSE_CODE) }

  /// Body bytes as they came over the wire.
  var wireBytes: Int64 { unsafe orb_easy_get_offset(raw, CURLINFO_SIZE_DOWNLOAD_T) }

  /// What libcurl measured.
  func facts(bodyBytes: Int64) -> TransferFacts {
    var facts = TransferFacts()
    facts.dnsMicroseconds = microseconds(CURLINFO_NAMELOOKUP_TIME_T)
    facts.connectMicroseconds = microseconds(CURLINFO_CONNECT_TIME_T)
    facts.tlsMicroseconds = microseconds(CURLINFO_APPCONNECT_TIME_T)
    facts.firstByteMicroseconds = microseconds(CURLINFO_STARTTRANSFER_TIME_T)
    facts.totalMicroseconds = microseconds(CURLINFO_TOTAL_TIME_T)
    facts.wireBytes = wireBytes
    facts.bodyBytes = bodyBytes
    if let address = unsafe orb_easy_get_string(raw, CURLINFO_PRIMARY_IP) {
      facts.peerAddress = unsafe String(cString: address)
    }
    facts.httpVersion = httpVersion
    return facts
  }

  private func microseconds(_ info: CURLINFO) -> Int32 {
    Int32(clamping: unsafe orb_easy_get_offset(raw, info))
  }

  private var httpVersion: String {
    switch unsafe orb_easy_get_long(raw, CURLINFO_HTTP_VERSION) {
    case Int(CURL_HTTP_VERSION_1_0): "1.0"
    case Int(CURL_HTTP_VERSION_1_1): "1.1"
    case Int(CURL_HTTP_VERSION_2_0): "2"
    case Int(CURL_HTTP_VERSION_3): "3"
    default: ""
    }
  }
}

extension Duration {
  /// Whole milliseconds, at least 1: libcurl reads 0 as "no limit".
  fileprivate var milliseconds: Int {
    let (seconds, attoseconds) = components
    return max(1, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
  }
}

/// Header lines as libcurl takes them. Freed once, by construction.
@safe final class HeaderList {
  fileprivate let first: UnsafeMutablePointer<curl_slist>?

  init(_ lines: [String]) {
    var list: UnsafeMutablePointer<curl_slist>?
    for line in lines { unsafe list = unsafe curl_slist_append(list, line) }
    unsafe first = unsafe list
  }

  deinit { unsafe curl_slist_free_all(first) }
}
