import Bodies
import EventLoop
import HTTPSyntax
import WebURL

/// One easy handle and what it gathers; used for one request after another.
///
/// Lives where its fetcher does, on a loop or on a thread: libcurl calls back only from within the
/// fetcher's own calls.
final class Transfer {
  /// Why our own callback ended the transfer.
  enum Stop { case tooLarge, notWanted, stalled, noMemory, cancelled }

  let easy: CurlEasy
  private var request = FetchRequest(url: "")
  private(set) var headers = ResponseHeaders()
  private var body: BodyWriter
  private var decodedBytes: Int64 = 0
  private(set) var stop: Stop?
  private var discardsBody = false
  private var headersAreRead = false
  /// Whether the empty line after the headers came. A connection that closes before it is good enough
  /// for libcurl, but such an answer is incomplete (RFC 9112, section 8).
  private(set) var headIsWhole = false
  /// Bytes of the body at which it is looked at again, while its kind is not known.
  private var sniffsAt: Int?
  let maximumBody: Int
  private let standingHeaders: [String]
  /// What libcurl sends in place of the standing headers, while it may look there.
  private var ownHeaders: HeaderList?
  let stallTimeout: Duration
  /// When something last came, and how much of the body there was then.
  private var movedAt = ContinuousClock.now
  private var movedBytes: Int64 = 0
  /// Who watches the sockets; nil where libcurl waits for them by itself.
  private let sockets: SocketTable?
  private let gate: AddressGate?
  /// The address to which the gate let no connection be made.
  private(set) var refusedAddress: ServerAddress?
  /// Why a socket cannot be watched; nil where there was none such.
  private(set) var obstacle: SystemError?
  /// Whether the transfer waits for one of those, and so would wait for ever.
  private(set) var isDeaf = false
  private let flow: any BodyFlow
  /// Bytes over the wire that the flow has counted.
  private var countedBytes: Int64 = 0
  /// Since when libcurl waits to be told to go on; nil when it does not.
  private var pausedAt: ContinuousClock.Instant?
  /// Whether it goes on just now because its turn has come.
  private var isInTurn = false
  /// How long it has waited before.
  private var pausedFor: Duration = .zero
  private let totalTimeout: Duration
  /// The coroutine that waits for the end.
  var waiter: Waiter<CURLcodeValue>?
  /// Whether the transfer is to end, asked with every move of it; nil where it is taken away instead.
  var isCancelled: (() -> Bool)?

  init(
    settings: FetchSettings, sockets: SocketTable?, share: CurlShare?, flow: any BodyFlow,
    gate: AddressGate?, bodies: BodyArena
  ) throws(SystemError) {
    body = BodyWriter(in: bodies)
    self.sockets = sockets
    self.gate = gate
    self.flow = flow
    maximumBody = settings.maximumBody
    standingHeaders = settings.headers
    stallTimeout = settings.stallTimeout
    totalTimeout = settings.totalTimeout
    easy = try CurlEasy(settings: settings, share: share)
    easy.callBack(self, sockets)
  }

  /// Starts over for another request.
  func prepare(_ request: FetchRequest) {
    self.request = request
    headers = ResponseHeaders()
    decodedBytes = 0
    stop = nil
    refusedAddress = nil
    (obstacle, isDeaf) = (nil, false)
    discardsBody = false
    headersAreRead = false
    headIsWhole = false
    sniffsAt = nil
    movedBytes = 0
    countedBytes = 0
    easy.aim(at: request.url)
    guard !request.headers.isEmpty || ownHeaders != nil else { return }
    let lines = standingHeaders + request.headers
    let headers = request.headers.isEmpty ? nil : HeaderList(lines)
    easy.send(headers)
    ownHeaders = headers
  }

  /// What came of the body, which is no longer the transfer's then.
  func takeBody() -> Body { body.finish() }

  /// Whether libcurl waits to be told to go on.
  private var isPaused: Bool { pausedAt != nil }

  /// Begins a pause. It is not the server's, and so does not count as time that the transfer takes.
  private func pause() {
    pausedAt = .now
    easy.limitTime(to: nil)
    flow.hold(self)
  }

  /// Ends a pause; libcurl may call back from within. The server's silence counts from here on: the
  /// last look at it may be long ago, when the loop had other things to do.
  ///
  /// - Returns: `CURLE_OK`, or why the transfer failed.
  func goOn() -> CURLcodeValue {
    let now = ContinuousClock.now
    pausedFor += now - (pausedAt ?? now)
    pausedAt = nil
    movedAt = now
    easy.limitTime(to: totalTimeout + pausedFor)
    isInTurn = true
    defer { isInTurn = false }
    return easy.goOn()
  }

  /// Notes that the transfer has ended, paused or not.
  func end() {
    if flow.isPaced { flow.count(easy.wireBytes - countedBytes) }
    if isPaused { flow.forget(self) }
    guard isPaused || pausedFor > .zero else { return }
    (pausedAt, pausedFor) = (nil, .zero)
    easy.limitTime(to: totalTimeout)
  }

  var facts: TransferFacts { easy.facts(bodyBytes: decodedBytes) }

  /// The most bytes, wire or decoded, that this request may bring.
  private var limit: Int {
    if case .prefix(let count) = request.wanted { return count }
    return maximumBody
  }

  // MARK: Called by libcurl

  /// Whether a connection may be made.
  ///
  /// - Parameter address: nil for what is no IP address.
  func mayConnect(to address: ServerAddress?) -> Bool {
    guard let gate, let host = request.host, let address else { return true }
    // libcurl goes on with the host's next address, which is not asked about: the request comes back.
    guard refusedAddress == nil else { return false }
    if gate(host, address) { return true }
    refusedAddress = address
    return false
  }

  /// A socket was made for the request.
  ///
  /// - Returns: whether it can be used.
  func opened(_ descriptor: Int32) -> Bool {
    do throws(SystemError) {
      try sockets?.opened(descriptor)
      return true
    } catch {
      obstacle = error
      return false
    }
  }

  /// The transfer waits for a socket that cannot be watched.
  func goDeaf(for reason: SystemError) { (obstacle, isDeaf) = (reason, true) }

  func readHeader(_ line: Span<UInt8>) {
    movedAt = .now
    // Each answer begins with its status line: what a 100 or 103 said does not count.
    if line.count > 5, line[0] == UInt8(ascii: "H"), line[1] == UInt8(ascii: "T"),
      line[4] == UInt8(ascii: "/")
    {
      headers = ResponseHeaders()
      headIsWhole = false
    } else if line.count <= 2 {
      headIsWhole = true
    } else {
      headers.read(line)
    }
  }

  /// What libcurl is to do after it handed over a part of the body.
  enum Consent { case goOn, pause, stop }

  func readBody(_ bytes: UnsafeBufferPointer<UInt8>) -> Consent {
    let due = flow.isPaced ? easy.wireBytes - countedBytes : 0
    // libcurl keeps what it is told to pause on, and hands it over again.
    guard admits(due) else {
      pause()
      return .pause
    }
    countedBytes += due
    return unsafe take(bytes) ? .goOn : .stop
  }

  /// Whether a part of the body may go on now. A thread waits here until it may, which is not the
  /// server's time either.
  private func admits(_ bytes: Int64) -> Bool {
    let mayBlock = sockets == nil && bytes > 0
    guard mayBlock else { return flow.admits(bytes, isInTurn: isInTurn) }
    let asked = ContinuousClock.now
    let isAdmitted = flow.admits(bytes, isInTurn: isInTurn)
    let now = ContinuousClock.now
    if now - asked >= Self.shortestWait {
      pausedFor += now - asked
      movedAt = now
      easy.limitTime(to: totalTimeout + pausedFor)
    }
    return isAdmitted
  }

  /// Libcurl counts in milliseconds; what is shorter is no wait.
  private static let shortestWait = Duration.milliseconds(1)

  /// - Returns: whether the transfer may go on.
  private func take(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    if !headersAreRead { judgeHeaders() }
    guard stop == nil else { return false }
    decodedBytes += Int64(bytes.count)
    guard decodedBytes <= Int64(limit) else {
      if case .prefix(let count) = request.wanted {
        let room = count - body.count
        stop = .notWanted
        if room > 0 { unsafe add(UnsafeBufferPointer(rebasing: bytes.prefix(room))) }
      } else {
        stop = .tooLarge
      }
      return false
    }
    if !discardsBody {
      unsafe add(bytes)
      if let sniffsAt, body.count >= sniffsAt { judgeBody() }
    }
    return stop == nil
  }

  private func add(_ bytes: UnsafeBufferPointer<UInt8>) {
    if unsafe !body.append(bytes) { stop = .noMemory }
  }

  /// Called with every move of the transfer, and about once a second while it waits.
  ///
  /// - Parameter wireBytes: body bytes that came so far, still coded.
  func mayGoOn(wireBytes: Int64) -> Bool {
    if wireBytes > Int64(max(limit, maximumBody)) {
      if case .prefix = request.wanted { stop = .notWanted } else { stop = .tooLarge }
    } else if isCancelled?() == true {
      stop = .cancelled
    } else if isStalled(wireBytes: wireBytes) {
      stop = .stalled
    }
    return stop == nil
  }

  /// Whether the server has been silent for too long. libcurl's own check looks at the mean speed of
  /// the last five seconds, and so comes late.
  private func isStalled(wireBytes: Int64) -> Bool {
    let now = ContinuousClock.now
    if wireBytes != movedBytes || isPaused || !easy.hasBegun {
      movedBytes = wireBytes
      movedAt = now
    }
    return now - movedAt >= stallTimeout
  }

  /// Decides, once the headers are there, what to do with the body.
  private func judgeHeaders() {
    headersAreRead = true
    let announced = headers.contentLength ?? -1
    if case .markup = request.wanted {
      switch headers.sniffer.verdictByHeaders {
      case .html, .xhtml: break
      case .other: return dropRest()
      case .undecided: sniffsAt = BodySniffer.headerLength
      }
    }
    if announced > Int64(limit) {
      if case .prefix = request.wanted { return }
      if sniffsAt == nil { stop = .tooLarge }
    } else if announced > 0, sniffsAt == nil {
      if !body.reserve(Int(announced)) { stop = .noMemory }
    }
  }

  /// Decides by the body's beginning whether the rest of it is wanted.
  private func judgeBody() {
    switch body.withBytes({ headers.sniffer.verdict(on: $0, isWhole: false) }) {
    case .undecided: sniffsAt = body.count * 2
    case .html, .xhtml: sniffsAt = nil
    case .other:
      sniffsAt = nil
      dropRest()
    }
  }

  /// The body is none that is wanted. A small rest is cheaper to read than a new connection.
  private func dropRest() {
    discardsBody = true
    let announced = headers.contentLength ?? -1
    if announced < 0 || announced - decodedBytes > Self.cheapToDiscard { stop = .notWanted }
  }

  private static let cheapToDiscard = 64 << 10
}
