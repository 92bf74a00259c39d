package import EventLoop
import Glibc

/// An HTTP/1.1 server for one machine's own tests, demos and benchmarks: a synthetic web or pages
/// made by hand, many hosts on one port, thousands of connections on one event loop.
///
/// It binds to addresses in 127.0.0.0/8 alone. Everything runs on the loop's thread. Between
/// `start()` and `stop()` the loop keeps it alive.
///
/// ```swift
/// let slow = CannedResponse.html("<a href=/next>next</a>").with(.delay(.seconds(1)))
/// let server = SyntheticServer(pages: ["/": slow, "/next": .status(500)], on: loop)
/// try await server.run { port in … }
/// ```
package actor SyntheticServer {
  private let loop: EventLoop
  private let source: ServedSite.Source
  let hosts: Int
  let naming: HostNaming
  let options: ServerOptions
  private var listeners: Listeners?
  private var sweep: TimerID?
  var connections: [Int: Connection] = [:]
  var site: ServedSite?
  var log: [LoggedRequest] = []
  private(set) var tally = ServerCounters()
  /// Where received bytes land first, one for all connections.
  var scratch = [UInt8](repeating: 0, count: 65_536)

  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe loop.unownedExecutor
  }

  /// A server for a synthetic web.
  package init(shape: WebShape, options: ServerOptions = .init(), on loop: EventLoop) {
    shape.check()
    self.loop = loop
    self.options = options
    source = .model(shape)
    hosts = shape.hosts
    naming = shape.naming
  }

  /// A server for pages made by hand, by path: `/a`, `/a?b=c`, or with a host `127.0.0.2/a`. All
  /// other paths are answered with 404.
  package init(
    pages: [String: CannedResponse], hosts: Int = 1, naming: HostNaming = .loopbackAddresses,
    options: ServerOptions = .init(), on loop: EventLoop
  ) {
    self.init(hosts: hosts, naming: naming, options: options, on: loop) { _ in pages }
  }

  /// As `init(pages:)`, for pages that have to know the port that they are served on.
  package init(
    hosts: Int = 1, naming: HostNaming = .loopbackAddresses, options: ServerOptions = .init(),
    on loop: EventLoop, pages: @escaping @Sendable (UInt16) -> [String: CannedResponse]
  ) {
    precondition(hosts >= 1 && hosts <= naming.limit, "\(naming) cannot name \(hosts) hosts")
    self.loop = loop
    self.options = options
    source = .canned(pages)
    self.hosts = hosts
    self.naming = naming
  }

  // MARK: Life

  /// Listens, and answers from now on.
  ///
  /// - Returns: the port.
  /// - Throws: `SystemError`: the port is in use, or descriptors have run out.
  package func start() throws(SystemError) -> UInt16 {
    precondition(listeners == nil, "a server is started once at a time")
    let opened = try Listeners.open(hosts: hosts, naming: naming, port: options.port)
    listeners = opened
    site = ServedSite(source, naming: naming, port: opened.port, cacheLimit: options.cacheBytes)
    for descriptor in opened.sockets.keys {
      do throws(SystemError) {
        try watch(descriptor, for: .readable) { [self] _ in
          assumeIsolated { $0.acceptAll(from: descriptor) }
        }
      } catch {
        stop()
        throw error
      }
    }
    scheduleSweep()
    return opened.port
  }

  /// Closes every connection and every listening socket. A server that is stopped can be started
  /// again.
  package func stop() {
    for connection in connections.values { unwatch(connection.socket.descriptor) }
    connections.removeAll()
    tally.connectionsOpen = 0
    for descriptor in listeners?.sockets.keys ?? [:].keys { unwatch(descriptor) }
    listeners = nil
    if let sweep { loop.reactor.assumeIsolated { $0.cancel(sweep) } }
    sweep = nil
    site = nil
  }

  /// Starts, runs the closure off the loop, and stops, whatever happens.
  @concurrent package nonisolated func run<Result: Sendable>(
    _ body: @Sendable (_ port: UInt16) async throws -> Result
  ) async throws -> Result {
    let port = try await start()
    do {
      let result = try await body(port)
      await stop()
      return result
    } catch {
      await stop()
      throw error
    }
  }

  // MARK: Questions

  /// The synthetic web that is served, once started; `nil` for pages made by hand.
  package var model: SiteModel? { site?.model }

  package var counters: ServerCounters { tally }

  /// The requests so far in the order of their arrival, where `logsRequests` was set.
  package var requests: [LoggedRequest] { log }

  /// Changes a page made by hand from now on; `nil` removes it. Only while the server runs.
  package func setPage(_ path: String, _ response: CannedResponse?) {
    site?.setPage(path, response)
  }

  // MARK: Connections come and go

  /// How many connections are accepted before others are served.
  private static let acceptBatch = 64

  private func acceptAll(from descriptor: Int32) {
    guard let listener = listeners?.sockets[descriptor] else { return }
    for _ in 0..<SyntheticServer.acceptBatch {
      do throws(SystemError) {
        guard let socket = try listener.accept() else { return }
        admit(socket, to: listener.host)
      } catch {
        return restListening(descriptor)
      }
    }
  }

  /// A listener that is ready while no descriptor is free would keep the loop busy for nothing.
  private func restListening(_ descriptor: Int32) {
    setInterest(descriptor, [])
    after(.milliseconds(50)) { server in
      // After a stop the number may be another descriptor's.
      guard server.listeners?.sockets[descriptor] != nil else { return }
      server.setInterest(descriptor, .readable)
    }
  }

  private func admit(_ socket: consuming Socket, to host: Int) {
    tally.connectionsAccepted += 1
    let number = tally.connectionsAccepted
    let descriptor = socket.descriptor
    let connection = Connection(number: number, host: host, socket: socket, acceptedAt: .now)
    do throws(SystemError) {
      try watch(descriptor, for: .readable) { [self] readiness in
        assumeIsolated { $0.connectionIsReady(number, readiness) }
      }
      connections[number] = connection
      tally.connectionsOpen += 1
    } catch {
      // The kernel has no memory for one more: the connection closes as it goes out of scope.
    }
  }

  func close(_ connection: Connection) {
    guard connections.removeValue(forKey: connection.number) != nil else { return }
    tally.connectionsOpen -= 1
    unwatch(connection.socket.descriptor)
  }

  private func scheduleSweep() {
    let interval = min(.seconds(1), options.idleTimeout / 4)
    sweep = after(max(.milliseconds(10), interval)) { server in
      server.closeIdle()
      server.scheduleSweep()
    }
  }

  private func closeIdle() {
    let oldest = ContinuousClock.now - options.idleTimeout
    for connection in connections.values
    where connection.canExpire && connection.lastActivity < oldest { close(connection) }
  }

  // MARK: Counting

  func count(requests: Int = 0, refusals: Int = 0, bytesSent: Int = 0) {
    tally.requests += requests
    tally.refusals += refusals
    tally.bytesSent += bytesSent
  }

  // MARK: The loop

  private func watch(
    _ descriptor: Int32, for interest: Readiness, _ handler: @escaping Reactor.ReadyHandler
  ) throws(SystemError) {
    let result = loop.reactor.assumeIsolated { reactor -> Result<Void, SystemError> in
      do throws(SystemError) {
        return .success(try reactor.register(descriptor, for: interest, handler))
      } catch {
        return .failure(error)
      }
    }
    try result.get()
  }

  private func unwatch(_ descriptor: Int32) {
    loop.reactor.assumeIsolated { $0.unregister(descriptor) }
  }

  /// What is watched already can be watched for something else: a failure means that it is gone.
  func setInterest(_ descriptor: Int32, _ interest: Readiness) {
    loop.reactor.assumeIsolated { try? $0.modify(descriptor, for: interest) }
  }

  @discardableResult
  func after(
    _ delay: Duration, _ action: @escaping @Sendable (isolated SyntheticServer) -> Void
  ) -> TimerID {
    loop.reactor.assumeIsolated { reactor in
      reactor.schedule(at: .now + delay) { [self] in assumeIsolated(action) }
    }
  }
}
