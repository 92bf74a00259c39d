import Glibc
import Synchronization
import Testing

/// A pipe that closes itself.
final class Pipe: Sendable {
  let readEnd: Int32
  private let writeEnd: Mutex<Int32>

  init() throws {
    var ends: [Int32] = [-1, -1]
    try #require(unsafe pipe(&ends) == 0)
    readEnd = ends[0]
    writeEnd = Mutex(ends[1])
  }

  func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = writeEnd.withLock { unsafe Glibc.write($0, bytes, bytes.count) }
  }

  func closeWriteEnd() {
    writeEnd.withLock { end in
      if end >= 0 { close(end) }
      end = -1
    }
  }

  deinit {
    close(readEnd)
    closeWriteEnd()
  }
}

/// Two connected sockets that never block and are closed with the object, if not before.
final class Pair {
  private(set) var ours: Int32
  private(set) var theirs: Int32

  /// - Parameter number: the lowest that our end may have. What libraries open by themselves gets the
  ///   lowest that is free, so that a high one stays free after it was closed.
  init(from number: Int32 = 0) throws {
    var ends: [Int32] = [-1, -1]
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    try #require(unsafe socketpair(AF_UNIX, type, 0, &ends) == 0)
    (ours, theirs) = (ends[0], ends[1])
    guard number > 0 else { return }
    defer { close(ends[0]) }
    ours = fcntl(ends[0], F_DUPFD_CLOEXEC, number)
    try #require(ours >= number)
  }

  deinit {
    closeOurs()
    closeTheirs()
  }

  func closeOurs() {
    if ours >= 0 { close(ours) }
    ours = -1
  }

  func closeTheirs() {
    if theirs >= 0 { close(theirs) }
    theirs = -1
  }

  /// Sends a byte from one end.
  func send(from end: Int32) { _ = unsafe Glibc.send(end, "x", 1, Int32(MSG_NOSIGNAL)) }

  /// Sends from one end until nothing goes in any more.
  func fill(from end: Int32) {
    let bytes = [UInt8](repeating: 0, count: 1 << 16)
    while unsafe Glibc.send(end, bytes, bytes.count, Int32(MSG_NOSIGNAL)) > 0 {}
  }

  /// Reads all that has come to one end.
  func drain(_ end: Int32) {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    while unsafe recv(end, &bytes, bytes.count, 0) > 0 {}
  }
}
