import Echo
import Glibc
import Testing

/// The two echo servers.
enum EchoKind: String, CaseIterable {
  case callbacks = "echo-server"
  case select = "echo-server-select"
}

/// One of them, running.
final class EchoService {
  let lesson: Lesson
  let port: UInt16

  /// - Parameters:
  ///   - patience: its idle timeout, in seconds.
  ///   - descriptors: how many it may have open; nil for as many as this process.
  init(_ kind: EchoKind, patience: Double = 60, descriptors: Int? = nil) async throws {
    lesson = try Lesson(
      kind.rawValue, ["--idle-timeout", "\(patience)"], descriptors: descriptors)
    try await lesson.wait(forLines: 1)
    let port = lesson.lines[0].split(separator: ":").last.flatMap { UInt16($0) }
    self.port = try #require(port, "\(lesson.lines)")
  }

  deinit { lesson.send(SIGKILL) }

  /// Asks for its counts, again and again until they are as wanted. The time limit ends a wait in vain.
  func wait(until isTrue: ([String: Int]) -> Bool) async throws {
    repeat {
      let count = lesson.lines.count
      lesson.send(SIGUSR1)
      try await lesson.wait(forLines: count + 1)
    } while !isTrue(counts)
  }

  /// Ends it in good order. Returns its last counts: `open`, `served`, `most at once` …
  func stop() async throws -> [String: Int] {
    lesson.send(SIGTERM)
    #expect(try await lesson.end() == 0)
    return counts
  }

  /// The counts that it printed last: "open 0, served 3 …".
  private var counts: [String: Int] {
    let pairs = (lesson.lines.last ?? "").split(separator: ", ").map { part in
      let words = part.split(separator: " ")
      return (words.dropLast().joined(separator: " "), words.last.flatMap { Int($0) } ?? -1)
    }
    return Dictionary(pairs) { first, _ in first }
  }
}

/// A client that a test plays by hand. It waits with poll(2), at most twenty seconds at a time.
final class EchoCaller {
  /// Nothing happened for twenty seconds.
  struct TimedOut: Error {}

  private let socket: LoopbackSocket

  init(port: UInt16) throws {
    socket = try .connecting(to: port)
    try wait(for: POLLOUT)
    if let failure = socket.failure { throw failure }
  }

  private func wait(for event: Int32) throws {
    var entry = pollfd(fd: socket.descriptor, events: Int16(event), revents: 0)
    guard unsafe poll(&entry, 1, 20_000) > 0 else { throw TimedOut() }
  }

  /// Sends all of it.
  func send(_ text: String) throws {
    var bytes = Array(text.utf8)
    while !bytes.isEmpty {
      try wait(for: POLLOUT)
      if case .bytes(let count) = socket.send(bytes) { bytes.removeFirst(count) }
    }
  }

  /// Sends for ever, and reads nothing.
  ///
  /// - Returns: how many bytes went out before the server broke the connection.
  func sendUntilBroken() throws -> Int {
    let bytes = [UInt8](repeating: UInt8(ascii: "x"), count: 65_536)
    var sum = 0
    while true {
      try wait(for: POLLOUT)
      switch socket.send(bytes) {
      case .bytes(let count): sum += count
      case .wouldBlock: continue
      case .ended, .failed: return sum
      }
    }
  }

  /// Reads so much, or less if the server ends the connection before.
  func receive(_ count: Int = .max) throws -> String {
    var (bytes, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 65_536))
    reading: while bytes.count < count {
      try wait(for: POLLIN)
      switch socket.receive(into: &buffer) {
      case .bytes(let count): bytes += buffer[..<count]
      case .wouldBlock: continue
      case .ended, .failed: break reading
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  func endOutput() { socket.endOutput() }

  /// Makes its end a reset: what a computer sends that knows nothing of the connection any more.
  func resetOnClose() {
    var option = linger(l_onoff: 1, l_linger: 0)
    _ = unsafe setsockopt(
      socket.descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
  }
}
