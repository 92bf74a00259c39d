package import Bodies
private import CCurl
package import EventLoop

/// Fetches URLs with libcurl, on one event loop: one request in, one outcome out.
///
/// Redirects are returned, never followed. Connections are kept and reused, HTTP/2 where the server
/// has it over TLS. An actor on the loop, so that a coroutine of another actor on the same loop
/// awaits a fetch without a hop.
package actor Fetcher {
  private nonisolated let loop: EventLoop
  private let settings: FetchSettings
  private let sockets: SocketTable
  private let share: CurlShare?
  private let multi: CurlMulti
  /// Every transfer there is, so that libcurl's context pointers stay valid.
  private var transfers: [Transfer] = []
  private var idle: [Transfer] = []
  private let bodies: BodyArena
  private let gate: AddressGate?
  private var isCancelled = false
  private let valve: Valve
  /// How many fetches are under way.
  package private(set) var inFlight = 0

  package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.unownedExecutor }

  /// - Parameters:
  ///   - bodies: where the bodies are to lie.
  ///   - gate: says whether a connection may be made to an address. Not asked where a proxy is used:
  ///     servers' addresses are known to the proxy alone.
  /// - Throws: `SystemError` when libcurl cannot be set up.
  package init(
    on loop: EventLoop, settings: FetchSettings, bodies: BodyArena, gate: AddressGate? = nil
  ) async throws(SystemError) {
    self.loop = loop
    self.bodies = bodies
    self.gate = settings.isDirect ? gate : nil
    self.settings = settings
    let sockets = SocketTable(loop: loop)
    multi = try CurlMulti(settings: settings, sockets: sockets)
    let keepsCookies = settings.cookieFile != nil || settings.keepsCookies
    share = keepsCookies ? try CurlShare(of: .oneLoop, keepsCookies: true) : nil
    self.sockets = sockets
    valve = Valve(loop: loop, rate: settings.bytesPerSecond)
    self.sockets.fetcher = self
    valve.fetcher = self
  }

  /// Cancels what is under way and closes every connection. Nothing can be fetched afterwards.
  package func close() {
    cancelAll()
    valve.close()
    multi.close()
  }

  /// Fetches one URL. Never throws: whatever goes wrong is an outcome.
  package func fetch(_ request: FetchRequest) async -> FetchOutcome {
    guard !isCancelled, let transfer = takeTransfer() else { return .stopped }
    transfer.prepare(request)
    inFlight += 1
    let result = await Waiter.suspend { waiter in
      transfer.waiter = waiter
      // Others may have had their turn since the question above.
      if isCancelled || !multi.add(transfer.easy) { finish(transfer, Transfer.cancelled) }
    }
    inFlight -= 1
    defer { idle.append(transfer) }
    return transfer.outcome(result)
  }

  /// Lets bodies flow, or holds them back with the servers, while those who take them cannot keep
  /// up. Requests and headers go on; what a body already brought stays where it is.
  package func letBodiesFlow(_ flow: Bool) {
    guard valve.isShut == flow else { return }
    valve.isShut = !flow
    letWaitingGoOn()
  }

  /// There are bytes again that bodies may bring.
  func bytesMayFlow() {
    valve.timedOut()
    letWaitingGoOn()
  }

  /// Has held bodies go on, as far as they may.
  private func letWaitingGoOn() {
    while let transfer = valve.takeNext() {
      let result = transfer.goOn()
      guard result != CURLE_OK.rawValue else { continue }
      multi.remove(transfer.easy)
      finish(transfer, result)
    }
    takeEnded()
  }

  /// The cookies that are kept, each as a line of a file in Netscape's format. O(cookies).
  package var cookieLines: [String] { share?.cookieLines ?? [] }

  /// Adds cookies from such lines, where cookies are kept.
  package func load(cookies lines: [String]) { share?.add(cookies: lines) }

  /// Ends everything under way as cancelled, and refuses what comes later.
  package func cancelAll() {
    isCancelled = true
    for transfer in transfers where transfer.waiter != nil {
      multi.remove(transfer.easy)
      finish(transfer, Transfer.cancelled)
    }
  }

  // MARK: Between libcurl and the coroutines

  private func takeTransfer() -> Transfer? {
    if let transfer = idle.popLast() { return transfer }
    guard
      let transfer = try? Transfer(
        settings: settings, sockets: sockets, share: share, flow: valve, gate: gate,
        bodies: bodies)
    else { return nil }
    transfers.append(transfer)
    return transfer
  }

  private func finish(_ transfer: Transfer, _ result: CURLcodeValue) {
    let waiter = transfer.waiter
    transfer.waiter = nil
    transfer.end()
    waiter?.resume(returning: result)
  }

  func ready(_ descriptor: Int32, _ readiness: Readiness) {
    guard sockets.isWanted(descriptor) else { return }
    multi.socketReady(descriptor, readiness)
    takeEnded()
  }

  /// Ends what waits for a socket that cannot be watched. O(transfers).
  func endDeaf() {
    for transfer in transfers where transfer.waiter != nil && transfer.isDeaf {
      multi.remove(transfer.easy)
      finish(transfer, CURLE_COULDNT_CONNECT.rawValue)
    }
  }

  func timedOut() {
    multi.timedOut()
    takeEnded()
  }

  private func takeEnded() {
    multi.takeEnded { transfer, result in finish(transfer, result) }
  }
}
