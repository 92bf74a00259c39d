private import CLinux
import EventLoop
import Glibc

/// TCP connections on loopback that nothing is sent on, closed with the value.
///
/// Nobody accepts them: they stand all the same, and so each takes one descriptor of this process and not
/// two.
struct IdleConnections: ~Copyable {
  private var listeners: [Int32] = []
  private var address = sockaddr_in()
  private var connections: [Int32] = []

  /// As many wait on a listener to be accepted. A queue of 128 is the least that Linux ever had as its
  /// own limit (net.core.somaxconn), and a connection to a full one would wait for seconds.
  private static let connectionsEach = 100

  /// Descriptors that so many connections take, listeners included.
  static func descriptors(for count: Int) -> Int {
    count + (count + connectionsEach - 1) / connectionsEach
  }

  /// Adds one.
  ///
  /// - Returns: its descriptor, which stays this value's.
  mutating func open() throws(SystemError) -> Int32 {
    if connections.count == listeners.count * Self.connectionsEach { try listen() }
    let descriptor = try Self.makeSocket()
    connections.append(descriptor)
    let result = unsafe withAddress { address, size in
      unsafe connect(descriptor, address, size)
    }
    try SystemError.check(result, "connect")
    return descriptor
  }

  /// Opens the next listener, at any port that is free.
  private mutating func listen() throws(SystemError) {
    let descriptor = try Self.makeSocket()
    listeners.append(descriptor)
    address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let bound = unsafe withAddress { address, size in unsafe bind(descriptor, address, size) }
    try SystemError.check(bound, "bind")
    try SystemError.check(Glibc.listen(descriptor, 128), "listen")
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let named = unsafe withAddress { address, _ in unsafe getsockname(descriptor, address, &size) }
    try SystemError.check(named, "getsockname")
  }

  private static func makeSocket() throws(SystemError) -> Int32 {
    let kind = Int32(ORB_SOCK_STREAM) | Int32(ORB_SOCK_CLOEXEC)
    return try SystemError.check(socket(AF_INET, kind, 0), "socket")
  }

  private mutating func withAddress(
    _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    return unsafe withUnsafeMutablePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, size) }
    }
  }

  deinit {
    // The listeners first: what was not accepted is reset then, and no port rests for a minute.
    for descriptor in listeners + connections { close(descriptor) }
  }
}
