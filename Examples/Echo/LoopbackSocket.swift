package import EventLoop
import Glibc

/// A TCP socket on 127.0.0.1 that never blocks, closed when it goes.
package struct LoopbackSocket: ~Copyable, Sendable {
  package let descriptor: Int32

  private init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  // MARK: Making

  /// Listens on a port.
  ///
  /// - Parameter port: 0 for a free one.
  package static func listening(on port: UInt16) throws(SystemError) -> LoopbackSocket {
    let socket = try open()
    // A server that was just stopped leaves connections behind that keep the port for a minute.
    var yes: Int32 = 1
    _ = unsafe setsockopt(
      socket.descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    let result = unsafe withAddress(port) { unsafe bind(socket.descriptor, $0, $1) }
    try SystemError.check(result, "bind to port \(port)")
    try SystemError.check(listen(socket.descriptor, 4096), "listen")
    return socket
  }

  /// Begins to connect. Once the socket is writable, `failure` says how that went.
  package static func connecting(to port: UInt16) throws(SystemError) -> LoopbackSocket {
    let socket = try open()
    let result = unsafe withAddress(port) { unsafe connect(socket.descriptor, $0, $1) }
    if result == -1, errno != EINPROGRESS { throw SystemError("connect to port \(port)") }
    return socket
  }

  /// Takes in one of those who have connected to this listening socket; `nil` where nobody waits.
  package func accept() throws(SystemError) -> LoopbackSocket? {
    let accepted = Glibc.accept(descriptor, nil, nil)
    guard accepted >= 0 else {
      switch errno {
      case EAGAIN, EINTR, ECONNABORTED: return nil
      default: throw SystemError("accept")
      }
    }
    _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
    _ = fcntl(accepted, F_SETFL, O_NONBLOCK)
    return LoopbackSocket(descriptor: accepted)
  }

  private static func open() throws(SystemError) -> LoopbackSocket {
    let type = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
    return LoopbackSocket(
      descriptor: try SystemError.check(socket(AF_INET, Int32(type), 0), "socket"))
  }

  /// Calls a function of C that wants an address.
  private static func withAddress(
    _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
    return unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  // MARK: What it knows

  /// The port at this end; 0 where the system does not say.
  package var port: UInt16 {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe getsockname(descriptor, $0, &length)
      }
    }
    return result == 0 ? UInt16(bigEndian: address.sin_port) : 0
  }

  /// Why it could not connect, or broke; `nil` while all is well. Asking clears it.
  package var failure: SystemError? {
    var code: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    _ = unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
    return code == 0 ? nil : SystemError("connection", errno: code)
  }

  // MARK: Moving bytes

  /// How a read or a write went.
  package enum Transfer: Equatable {
    /// So many were moved, at least one.
    case bytes(Int)
    /// None can be moved right now.
    case wouldBlock
    /// The peer will send no more.
    case ended
    /// The connection is broken.
    case failed
  }

  /// Reads into the front of a buffer, which must not be empty.
  package func receive(into buffer: inout [UInt8]) -> Transfer {
    let count = unsafe buffer.withUnsafeMutableBytes { memory in
      unsafe recv(descriptor, memory.baseAddress, memory.count, 0)
    }
    return count == 0 ? .ended : transfer(count)
  }

  /// Sends as many of these bytes as there is room for.
  package func send(_ bytes: [UInt8]) -> Transfer {
    // To write to a connection that the peer closed is an error here, and no signal.
    transfer(
      unsafe bytes.withUnsafeBytes { memory in
        unsafe Glibc.send(descriptor, memory.baseAddress, memory.count, Int32(MSG_NOSIGNAL))
      })
  }

  /// Tells the peer that nothing more will be sent.
  package func endOutput() { shutdown(descriptor, Int32(SHUT_WR)) }

  private func transfer(_ count: Int) -> Transfer {
    guard count < 0 else { return .bytes(count) }
    return errno == EAGAIN || errno == EINTR ? .wouldBlock : .failed
  }
}
