import Glibc
import ParserWire

/// The worker's end of the socket, one message a packet.
struct WorkerSocket: ~Copyable {
  private var packet = [UInt8](repeating: 0, count: Packet.maximumLength)

  /// Whether the process was started with a packet socket where the crawler puts it.
  static var isThere: Bool {
    var type: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    let result = unsafe getsockopt(WorkerDescriptor.socket, SOL_SOCKET, SO_TYPE, &type, &length)
    return result == 0 && type == Int32(SOCK_SEQPACKET.rawValue)
  }

  /// Waits for a packet and reads it with `decode`; nil when the crawler closed its end.
  mutating func receive<Message>(
    _ decode: (Span<UInt8>) throws(WireError) -> Message
  ) throws(WorkerFailure) -> Message? {
    var count = -1
    repeat {
      count = unsafe packet.withUnsafeMutableBytes {
        unsafe recv(WorkerDescriptor.socket, $0.baseAddress, $0.count, 0)
      }
    } while count < 0 && errno == EINTR
    guard count >= 0 else { throw .system("recv") }
    guard count > 0 else { return nil }
    do throws(WireError) {
      return try decode(packet.span.extracting(0..<count))
    } catch {
      throw WorkerFailure(error)
    }
  }

  /// Sends a packet. Answers whether the crawler is still there.
  func send(_ packet: [UInt8]) throws(WorkerFailure) -> Bool {
    var count = -1
    repeat {
      count = unsafe packet.withUnsafeBytes {
        unsafe Glibc.send(WorkerDescriptor.socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
    } while count < 0 && errno == EINTR
    if count < 0, errno == EPIPE || errno == ECONNRESET { return false }
    guard count == packet.count else { throw .system("send") }
    return true
  }
}
