private import CLinux
import EventLoop
import Glibc

/// A socket that listens on the loopback address of one host; closed when it goes.
final class ListeningSocket {
  /// The number of the host.
  let host: Int
  private let socket: Socket

  var descriptor: Int32 { socket.descriptor }

  /// Listens on 127.x.y.z, given as that number, and on no other address of the machine.
  ///
  /// - Parameter port: 0 for any that is free.
  /// - Throws: `SystemError`, with `EADDRINUSE` where somebody has the port.
  init(host: Int, address: UInt32, port: UInt16) throws(SystemError) {
    precondition(address >> 24 == 127, "the synthetic web is for this machine alone")
    let kind = Int32(ORB_SOCK_STREAM) | Int32(ORB_SOCK_NONBLOCK) | Int32(ORB_SOCK_CLOEXEC)
    self.host = host
    socket = Socket(descriptor: try SystemError.check(Glibc.socket(AF_INET, kind, 0), "socket"))
    try enable(SOL_SOCKET, SO_REUSEADDR)
    // What is accepted inherits it: answers leave at once, however small.
    try enable(Int32(IPPROTO_TCP), TCP_NODELAY)
    try bind(address, port)
    try SystemError.check(listen(descriptor, 4_096), "listen")
  }

  /// The port, also where any was good enough.
  ///
  /// - Throws: `SystemError`.
  func port() throws(SystemError) -> UInt16 {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = unsafe withUnsafeMutableBytes(of: &address) { memory in
      unsafe getsockname(
        descriptor, memory.baseAddress?.assumingMemoryBound(to: sockaddr.self), &length)
    }
    try SystemError.check(result, "getsockname")
    return UInt16(bigEndian: address.sin_port)
  }

  /// Takes the next connection; `nil` where none waits.
  ///
  /// - Throws: `SystemError` when descriptors or memory have run out.
  func accept() throws(SystemError) -> Socket? {
    let accepted = orb_accept(descriptor)
    if accepted >= 0 { return Socket(descriptor: accepted) }
    switch errno {
    case EMFILE, ENFILE, ENOBUFS, ENOMEM: throw SystemError("accept4")
    // Everything else is about that one connection, which is gone.
    default: return nil
    }
  }

  private func enable(_ level: Int32, _ option: Int32) throws(SystemError) {
    var yes: Int32 = 1
    let size = socklen_t(MemoryLayout<Int32>.size)
    try SystemError.check(
      unsafe setsockopt(descriptor, level, option, &yes, size), "setsockopt")
  }

  private func bind(_ host: UInt32, _ port: UInt16) throws(SystemError) {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = host.bigEndian
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = unsafe withUnsafeBytes(of: &address) { memory in
      unsafe Glibc.bind(
        descriptor, memory.baseAddress?.assumingMemoryBound(to: sockaddr.self), size)
    }
    try SystemError.check(result, "bind(port \(port))")
  }
}
