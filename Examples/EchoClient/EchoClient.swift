import ArgumentParser
import Echo
import EventLoop

/// Many clients of an echo server, each a coroutine.
///
/// The server is told by callbacks what is ready, and has to keep in mind where each conversation
/// stands. A coroutine keeps that by itself: each client below reads from top to bottom, as if it were
/// alone, and yet all of them are connected before the first one speaks, and all run on one thread.
///
///     swift run echo-client 7000 --message 'hello, echo'
///
/// prints what comes back, part by part; for more than ten clients, how many were answered, and the
/// time. Exits with 1 if any was not.
@main struct EchoClient: AsyncParsableCommand {
  @Argument(help: "The port of the server on 127.0.0.1.") var port: UInt16
  @Option(help: "How many sockets to open.") var clients = 3
  @Option(help: "What to send on each, in parts.") var message = "hello, echo"

  func validate() throws {
    guard clients > 0, !message.isEmpty else { throw ValidationError("there is nothing to send") }
  }

  // @concurrent: not on the loop, which cannot wait for its own end.
  @concurrent func run() async throws {
    DescriptorLimit.raise()
    let loop = try EventLoop.start(named: "clients")
    defer { loop.stop() }
    let start = ContinuousClock.now
    let crowd = Crowd(on: loop, message: Array(message.utf8), isTalkative: clients <= 10)
    for _ in 0..<clients { try await crowd.connect(to: port) }
    let answered = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<clients {
        group.addTask(executorPreference: loop.executor) { await crowd.converse(number) }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    let time = ((.now - start) / .milliseconds(10)).rounded() / 100
    print("\(clients) clients at once, \(answered) answered, \(time) s")
    if answered < clients { throw ExitCode.failure }
  }
}

/// All clients. They share a loop, so they share their state without a lock.
private actor Crowd {
  nonisolated let loop: EventLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.unownedExecutor }
  private final class Client {
    let socket: LoopbackSocket
    init(socket: consuming LoopbackSocket) { self.socket = socket }
  }
  private var clients: [Client] = []
  private var scratch = [UInt8](repeating: 0, count: 16_384)
  private let parts: [ArraySlice<UInt8>]
  private let isTalkative: Bool

  init(on loop: EventLoop, message: [UInt8], isTalkative: Bool) {
    (self.loop, self.isTalkative) = (loop, isTalkative)
    // Three parts, or as many as it takes: one has to fit into the buffers on its way.
    let size = min(max(1, (message.count + 2) / 3), 16_384)
    parts = stride(from: 0, to: message.count, by: size).map { message[$0...].prefix(size) }
  }

  func connect(to port: UInt16) async throws {
    let client = Client(socket: try .connecting(to: port))
    try await wait(for: .writable, client)
    if let failure = client.socket.failure { throw failure }
    clients.append(client)
  }

  /// Sends a part, reads it back, and so on to the end. Returns whether all came back as it should.
  func converse(_ number: Int) async -> Bool {
    let client = clients[number]
    for part in parts {
      guard let answer = try? await exchange(part, client) else { return false }
      if isTalkative { print("client \(number): \(String(decoding: answer, as: UTF8.self))") }
      guard answer.elementsEqual(part.lazy.map(Conversation.upperCase)) else { return false }
    }
    return true
  }

  private func exchange(_ part: ArraySlice<UInt8>, _ client: Client) async throws -> [UInt8] {
    var (unsent, answer) = (Array(part), [UInt8]())
    while answer.count < part.count {
      let isSending = !unsent.isEmpty
      switch isSending ? client.socket.send(unsent) : client.socket.receive(into: &scratch) {
      case .bytes(let count) where isSending: unsent.removeFirst(count)
      case .bytes(let count): answer += scratch[..<count]
      case .wouldBlock: try await wait(for: isSending ? .writable : .readable, client)
      case .ended: return answer
      case .failed: throw SystemError("connection")
      }
    }
    return answer
  }

  /// Suspends the calling coroutine until its socket is ready: a callback that resumes it.
  private func wait(for interest: Readiness, _ client: Client) async throws {
    let descriptor = client.socket.descriptor
    let failure = await Waiter<SystemError?>.suspend { waiter in
      do throws(SystemError) {
        try loop.register(descriptor, for: interest) { [loop] _ in
          loop.unregister(descriptor)
          waiter.resume(returning: nil)
        }
      } catch {
        waiter.resume(returning: error)
      }
    }
    if let failure { throw failure }
  }
}
