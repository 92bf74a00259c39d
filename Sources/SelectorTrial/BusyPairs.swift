private import CLinux
import EventLoop
import Glibc

/// Pairs of sockets, closed with the value: what one end sends makes the other ready.
struct BusyPairs: ~Copyable {
  private var descriptors: [Int32] = []

  var count: Int { descriptors.count / 2 }

  /// Adds one.
  ///
  /// - Returns: the descriptor to be watched, which stays this value's.
  mutating func open() throws(SystemError) -> Int32 {
    var ends: [Int32] = [-1, -1]
    let result = unsafe orb_socket_pair(&ends)
    try SystemError.check(result, "socketpair")
    descriptors += ends
    return ends[0]
  }

  /// Sends a byte to each end that is watched.
  func makeReady() throws(SystemError) {
    for index in stride(from: 1, to: descriptors.count, by: 2) {
      let result = unsafe send(descriptors[index], "x", 1, Int32(MSG_NOSIGNAL))
      try SystemError.check(result, "send")
    }
  }

  /// Reads a byte.
  ///
  /// - Returns: whether there was one.
  static func read(_ descriptor: Int32) -> Bool {
    var byte: UInt8 = 0
    return unsafe recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT)) == 1
  }

  deinit { for descriptor in descriptors { close(descriptor) } }
}
