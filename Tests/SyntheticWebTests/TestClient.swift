import Glibc

/// A blocking client for one connection, as simple as can be: what it reads is what came.
///
/// Its calls run off the event loop: one that blocked the loop would wait for itself.
final class TestClient: Sendable {
  let descriptor: Int32

  struct Failed: Error {
    var call: String
    var code: Int32
  }

  /// What a whole answer is made of.
  struct Answer: Equatable {
    var status: Int
    var head: String
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
  }

  /// - Parameter address: the last two numbers of 127.0.x.y, as x * 256 + y.
  init(port: UInt16, address: UInt32 = 1, timeout: Int = 20) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw Failed(call: "socket", code: errno) }
    var limit = timeval(tv_sec: timeout, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
    _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    var target = sockaddr_in()
    target.sin_family = sa_family_t(AF_INET)
    target.sin_port = port.bigEndian
    target.sin_addr.s_addr = (0x7F00_0000 | address).bigEndian
    let result = unsafe withUnsafeBytes(of: &target) { memory in
      unsafe connect(
        descriptor, memory.baseAddress?.assumingMemoryBound(to: sockaddr.self),
        socklen_t(MemoryLayout<sockaddr_in>.size))
    }
    guard result == 0 else { throw Failed(call: "connect", code: errno) }
  }

  deinit { close(descriptor) }

  @concurrent func send(_ text: String) async throws {
    let bytes = Array(text.utf8)
    let sent = unsafe bytes.withUnsafeBytes {
      unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
    }
    guard sent == bytes.count else { throw Failed(call: "send", code: errno) }
  }

  /// Some bytes; none at the end of the connection.
  @concurrent func receive() async throws -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = unsafe buffer.withUnsafeMutableBytes {
      unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
    }
    guard count >= 0 else { throw Failed(call: "recv", code: errno) }
    return Array(buffer[..<count])
  }

  /// Everything until the end of the connection.
  @concurrent func receiveAll() async throws -> [UInt8] {
    var all: [UInt8] = []
    while true {
      let bytes = try await receive()
      if bytes.isEmpty { return all }
      all += bytes
    }
  }

  /// Reads answers whose length is told by `Content-Length`.
  @concurrent func receiveAnswers(
    _ count: Int, withBodies: Bool = true
  ) async throws -> [Answer] {
    var buffer: [UInt8] = []
    var answers: [Answer] = []
    while answers.count < count {
      if let (answer, length) = Answer.first(in: buffer, withBody: withBodies) {
        answers.append(answer)
        buffer.removeFirst(length)
      } else {
        let bytes = try await receive()
        guard !bytes.isEmpty else { throw Failed(call: "early end", code: 0) }
        buffer += bytes
      }
    }
    guard buffer.isEmpty else { throw Failed(call: "bytes left over", code: 0) }
    return answers
  }

  @concurrent func get(_ path: String, host: String = "x") async throws -> Answer {
    try await send("GET \(path) HTTP/1.1\r\nHost: \(host)\r\n\r\n")
    return try await receiveAnswers(1)[0]
  }
}

extension TestClient.Answer {
  /// The first whole answer, with its length on the wire.
  fileprivate static func first(in bytes: [UInt8], withBody: Bool) -> (Self, Int)? {
    let text = String(decoding: bytes, as: Unicode.ASCII.self)
    guard let end = text.utf8.firstRange(of: "\r\n\r\n".utf8) else { return nil }
    let head = String(text[..<end.lowerBound])
    let headLength = text.utf8.distance(from: text.startIndex, to: end.upperBound)
    let status = Int(head.split(separator: " ")[1]) ?? 0
    let field = head.split(whereSeparator: \.isNewline)
      .first { $0.hasPrefix("Content-Length: ") }
    let length = withBody ? field.flatMap { Int($0.dropFirst(16)) } ?? 0 : 0
    guard bytes.count >= headLength + length else { return nil }
    let body = Array(bytes[headLength..<(headLength + length)])
    return (Self(status: status, head: head, body: body), headLength + length)
  }
}
