import ArgumentParser
import Echo
import EventLoop
import Glibc

/// An echo server in upper case, on a selector with callbacks.
///
/// One thread serves ten thousand clients. It waits for all of their sockets at once: each is
/// registered with the selector (epoll) together with the function to be called when it is ready, and
/// a wait costs by the sockets that are ready, not by those that are watched. Nothing that is called
/// may block, so what a client does not take is kept, up to a limit (see `Conversation`).
///
///     swift run echo-server --port 7000 &
///     swift run echo-client 7000 --clients 10000
///
/// prints where it listens; what it has counted on SIGUSR1, and at the end, which comes by Ctrl-C.
@main struct EchoServer: ParsableCommand {
  @OptionGroup var options: ServerOptions

  func run() throws {
    DescriptorLimit.raise()
    Signals.block()
    let listener = try LoopbackSocket.listening(on: options.port)
    print("listening on 127.0.0.1:\(listener.port)")
    fflush(nil)
    let loop = try EventLoop.start(named: "echo")
    let server = Server(on: loop, listener: listener, patience: options.patience)
    loop.execute { server.assumeIsolated { $0.open() } }

    var isReportWanted = true
    while isReportWanted {
      isReportWanted = Signals.next() == SIGUSR1
      loop.execute { server.assumeIsolated { $0.report() } }
    }
    loop.stop()
  }
}

/// All of it runs on the loop's thread.
private actor Server {
  nonisolated let loop: EventLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.unownedExecutor }
  private let listener: LoopbackSocket
  private let patience: Duration
  /// By descriptor.
  private var conversations: [Int32: Conversation] = [:]
  private var scratch = [UInt8](repeating: 0, count: 16_384)
  private var tally = Tally()

  init(on loop: EventLoop, listener: consuming LoopbackSocket, patience: Duration) {
    (self.loop, self.patience) = (loop, patience)
    self.listener = listener
  }

  func open() {
    do throws(SystemError) {
      try loop.register(listener.descriptor, for: .readable) { [self] _ in
        assumeIsolated { $0.accept() }
      }
    } catch {
      print(error)
      exit(1)
    }
    sweep()
  }

  func report() {
    print(tally)
    fflush(nil)
  }

  private func accept() {
    do throws(SystemError) {
      while let socket = try listener.accept() {
        try take(in: Conversation(over: socket, now: .now))
      }
    } catch {
      // Out of descriptors. Whoever waits goes on waiting, and the selector would say so again and
      // again; so it is not asked until there is room.
      try? loop.modify(listener.descriptor, for: [])
    }
  }

  private func take(in conversation: Conversation) throws(SystemError) {
    let descriptor = conversation.socket.descriptor
    try loop.register(descriptor, for: conversation.interest) { [self] readiness in
      assumeIsolated { $0.serve(descriptor, readiness) }
    }
    conversations[descriptor] = conversation
    tally.came()
  }

  /// The callback of every client.
  private func serve(_ descriptor: Int32, _ readiness: Readiness) {
    guard let conversation = conversations[descriptor] else { return }
    let goesOn = !readiness.contains(.failed) && conversation.goOn(&scratch, now: .now)
    guard goesOn, (try? loop.modify(descriptor, for: conversation.interest)) != nil else {
      return leave(descriptor)
    }
  }

  private func leave(_ descriptor: Int32, forIdleness: Bool = false) {
    loop.unregister(descriptor)
    conversations[descriptor] = nil
    tally.went(forIdleness: forIdleness)
    try? loop.modify(listener.descriptor, for: .readable)
  }

  /// Leaves those who have been idle for too long, and comes again.
  private func sweep() {
    let now = ContinuousClock.now
    let idle = conversations.filter { $0.value.isIdle(for: patience, now: now) }
    for descriptor in idle.keys { leave(descriptor, forIdleness: true) }
    try? loop.modify(listener.descriptor, for: .readable)
    _ = loop.schedule(at: now + patience / 4) { [self] in assumeIsolated { $0.sweep() } }
  }
}
