import ArgumentParser
import Echo
import EventLoop
import Glibc

/// The twin of `echo-server` on select(2), the oldest way to wait for many sockets at once.
///
/// There are no callbacks: a loop asks which of three lists are ready (to be read, to be written, in
/// trouble) and serves those. The lists are sets of bits, and select leaves in them only what is ready,
/// so all are made anew for each wait, and searched after it: a wait costs by the sockets that are
/// watched. And they have room for descriptors below 1024 only; who comes beyond that is refused.
///
///     swift run echo-server-select --port 7000 &
///     swift run echo-client 7000 --clients 900
///
/// prints where it listens; what it has counted on SIGUSR1, and at the end, which comes by Ctrl-C.
@main struct EchoServerSelect: ParsableCommand {
  @OptionGroup var options: ServerOptions

  func run() throws {
    DescriptorLimit.raise()
    Signals.block()
    Signals.note()
    let listener = try LoopbackSocket.listening(on: options.port)
    print("listening on 127.0.0.1:\(listener.port)")
    var server = try SelectServer(listener: listener, patience: options.patience)
    var signals: Set<Int32> = []
    while signals.isSubset(of: [SIGUSR1]) {
      fflush(nil)
      try server.turn()
      signals = Signals.noted()
      if !signals.isEmpty { print(server.tally) }
    }
  }
}

private struct SelectServer: ~Copyable {
  private let listener: LoopbackSocket
  private let patience: Duration
  /// By descriptor.
  private var conversations: [Int32: Conversation] = [:]
  private var scratch = [UInt8](repeating: 0, count: 16_384)
  /// Whether there are descriptors left. If not, the listener would be ready without end, so it is
  /// not asked in the next wait.
  private var hasRoom = true
  private(set) var tally = Tally()

  init(listener: consuming LoopbackSocket, patience: Duration) throws(SystemError) {
    guard listener.descriptor < DescriptorSet.limit else {
      throw SystemError("select(2) cannot watch the listener", errno: EMFILE)
    }
    self.listener = listener
    self.patience = patience
  }

  /// One wait, and all that it brings.
  mutating func turn() throws {
    var (reading, writing, failing) = (DescriptorSet(), DescriptorSet(), DescriptorSet())
    if hasRoom { reading.insert(listener.descriptor) }
    for (descriptor, conversation) in conversations {
      if conversation.interest.contains(.readable) { reading.insert(descriptor) }
      if conversation.interest.contains(.writable) { writing.insert(descriptor) }
      failing.insert(descriptor)
    }
    guard try wait(&reading, &writing, &failing) else { return }
    hasRoom = true
    if reading.contains(listener.descriptor) { accept() }
    let now = ContinuousClock.now
    for (descriptor, conversation) in conversations {
      let isReady = reading.contains(descriptor) || writing.contains(descriptor)
      let isBroken = failing.contains(descriptor)
      if isBroken || isReady && !conversation.goOn(&scratch, now: now) {
        leave(descriptor)
      } else if conversation.isIdle(for: patience, now: now) {
        leave(descriptor, forIdleness: true)
      }
    }
  }

  /// Leaves in the lists only what is ready. Returns whether they can be read: not after a signal.
  private func wait(
    _ reading: inout DescriptorSet, _ writing: inout DescriptorSet, _ failing: inout DescriptorSet
  ) throws(SystemError) -> Bool {
    let (seconds, attoseconds) = (patience / 4).components
    var timeout = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
    // pselect is select that admits signals for as long as it waits, and at no other moment.
    var noSignal = sigset_t()
    unsafe sigemptyset(&noSignal)
    let count = unsafe pselect(
      DescriptorSet.limit, &reading.bits, &writing.bits, &failing.bits, &timeout, &noSignal)
    if count == -1, errno != EINTR { throw SystemError("pselect") }
    return count != -1
  }

  private mutating func accept() {
    do throws(SystemError) {
      while let socket = try listener.accept() {
        let descriptor = socket.descriptor
        guard descriptor < DescriptorSet.limit else {
          _ = socket.send(Array("refused: select(2) has no room for more clients\n".utf8))
          tally.wasRefused()
          continue
        }
        conversations[descriptor] = Conversation(over: socket, now: .now)
        tally.came()
      }
    } catch {
      hasRoom = false
    }
  }

  private mutating func leave(_ descriptor: Int32, forIdleness: Bool = false) {
    conversations[descriptor] = nil
    tally.went(forIdleness: forIdleness)
  }
}
