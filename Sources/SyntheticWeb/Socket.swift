import Glibc

/// A non-blocking TCP socket, closed when it goes.
struct Socket: ~Copyable {
  let descriptor: Int32

  init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// How a read or a write went.
  enum Transfer {
    case bytes(Int)
    /// Nothing can be moved right now.
    case wouldBlock
    /// The peer has sent its last byte.
    case ended
    case failed
  }

  func receive(into buffer: inout [UInt8]) -> Transfer {
    let count = unsafe buffer.withUnsafeMutableBytes { memory in
      unsafe recv(descriptor, memory.baseAddress, memory.count, 0)
    }
    return count == 0 ? .ended : transfer(count)
  }

  func send(_ bytes: [UInt8], _ range: Range<Int>) -> Transfer {
    let count = unsafe bytes.withUnsafeBytes { memory in
      let part = unsafe UnsafeRawBufferPointer(rebasing: memory[range])
      return unsafe Glibc.send(descriptor, part.baseAddress, part.count, noSignal)
    }
    return transfer(count)
  }

  /// Tells the peer that nothing more will be sent.
  func endOutput() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Makes the coming close send a reset, and drop what was not sent yet.
  func resetOnClose() {
    var option = linger(l_onoff: 1, l_linger: 0)
    _ = unsafe setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
  }

  private func transfer(_ count: Int) -> Transfer {
    guard count < 0 else { return .bytes(count) }
    return errno == EAGAIN || errno == EINTR ? .wouldBlock : .failed
  }
}

/// A write to a connection that the peer closed is an error here, and no signal.
private let noSignal = Int32(MSG_NOSIGNAL)
