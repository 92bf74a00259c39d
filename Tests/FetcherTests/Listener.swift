import Glibc
import Testing

/// A socket on 127.0.0.1 that the kernel accepts connections for, and nobody serves.
final class Listener: Sendable {
  let descriptor: Int32
  let port: UInt16

  init(backlog: Int32) throws {
    let descriptor = try Self.tcpSocket()
    let port = try Self.bind(descriptor)
    try #require(listen(descriptor, backlog) == 0)
    (self.descriptor, self.port) = (descriptor, port)
  }

  deinit { close(descriptor) }

  static func tcpSocket(_ flags: __socket_type = SOCK_CLOEXEC) throws -> Int32 {
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | flags.rawValue)
    let descriptor = socket(AF_INET, type, 0)
    try #require(descriptor >= 0)
    return descriptor
  }

  /// Binds to a free port, and says which.
  static func bind(_ descriptor: Int32) throws -> UInt16 {
    var address = loopback(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = unsafe withUnsafeMutableBytes(of: &address) { memory in
      let name = unsafe memory.baseAddress?.assumingMemoryBound(to: sockaddr.self)
      guard let name = unsafe name, unsafe Glibc.bind(descriptor, name, length) == 0 else {
        return false
      }
      return unsafe getsockname(descriptor, name, &length) == 0
    }
    try #require(isBound)
    return UInt16(bigEndian: address.sin_port)
  }

  static func loopback(port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }
}

/// A port that nobody listens on, and that nobody else gets meanwhile.
final class ClosedPort: Sendable {
  let number: UInt16
  private let descriptor: Int32

  init() throws {
    descriptor = try Listener.tcpSocket()
    number = try Listener.bind(descriptor)
  }

  deinit { close(descriptor) }
}

/// A listening socket whose queue is full: the kernel drops whoever tries to connect.
final class FullListener: Sendable {
  let port: UInt16
  private let listener: Listener
  private let queued: [Int32]

  init() throws {
    listener = try Listener(backlog: 0)
    port = listener.port
    queued = try (0..<8).map { [port] _ in try Self.connect(to: port) }
  }

  deinit { for descriptor in queued { close(descriptor) } }

  /// Begins to connect; whether that succeeds is of no interest.
  private static func connect(to port: UInt16) throws -> Int32 {
    let descriptor = try Listener.tcpSocket(SOCK_NONBLOCK)
    var address = Listener.loopback(port: port)
    unsafe withUnsafeBytes(of: &address) { memory in
      _ = unsafe Glibc.connect(
        descriptor, memory.baseAddress?.assumingMemoryBound(to: sockaddr.self),
        socklen_t(MemoryLayout<sockaddr_in>.size))
    }
    return descriptor
  }
}
