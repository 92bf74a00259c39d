import EventLoop
import Glibc

/// The listening sockets of all hosts of a server: one an address, all on the same port.
struct Listeners {
  let port: UInt16
  /// By descriptor.
  private(set) var sockets: [Int32: ListeningSocket] = [:]

  /// Listens for all hosts.
  ///
  /// - Parameter port: 0 for one that is free on every address.
  /// - Throws: `SystemError`.
  static func open(
    hosts: Int, naming: HostNaming, port: UInt16
  ) throws(SystemError) -> Listeners {
    var attempts = port == 0 ? 20 : 1
    while true {
      attempts -= 1
      do throws(SystemError) {
        return try Listeners(hosts: hosts, naming: naming, port: port)
      } catch {
        // Free on the first address need not be free on the others: try another one.
        guard error.errno == EADDRINUSE, attempts > 0 else { throw error }
      }
    }
  }

  private init(hosts: Int, naming: HostNaming, port: UInt16) throws(SystemError) {
    let first = try ListeningSocket(host: 0, address: naming.address(ofHost: 0), port: port)
    self.port = try first.port()
    sockets[first.descriptor] = first
    guard naming == .loopbackAddresses else { return }
    for host in 1..<max(1, hosts) {
      let next = try ListeningSocket(
        host: host, address: naming.address(ofHost: host), port: self.port)
      sockets[next.descriptor] = next
    }
  }
}

extension HostNaming {
  /// The address on which a host is served, as a number: 127.0.0.1 is `0x7F00_0001`.
  func address(ofHost host: Int) -> UInt32 {
    switch self {
    case .loopbackAddresses: 0x7F00_0000 | UInt32(host / 250) << 8 | UInt32(host % 250 + 1)
    case .hostHeader: 0x7F00_0001
    }
  }
}
