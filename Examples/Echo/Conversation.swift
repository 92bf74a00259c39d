package import EventLoop

/// One client of an echo server: what it says comes back in upper case (the letters of ASCII).
///
/// Both servers hold their conversations so. They differ only in how they learn which socket is ready.
package final class Conversation {
  /// How many bytes may wait for a client that does not read: 64 KiB. Beyond that it is not read from
  /// either, so that it waits in turn, and no memory grows.
  package static let limit = 65_536

  package let socket: LoopbackSocket
  private var unsent: [UInt8] = []
  private var inputEnded = false
  private var lastMove: ContinuousClock.Instant

  package init(over socket: consuming LoopbackSocket, now: ContinuousClock.Instant) {
    self.socket = socket
    lastMove = now
  }

  /// What the socket is to be watched for.
  package var interest: Readiness {
    var interest: Readiness = wantsInput ? .readable : []
    if !unsent.isEmpty { interest.insert(.writable) }
    return interest
  }

  /// Whether nothing was moved in either direction for so long.
  package func isIdle(for time: Duration, now: ContinuousClock.Instant) -> Bool {
    now - lastMove >= time
  }

  private var wantsInput: Bool { !inputEnded && unsent.count < Self.limit }

  /// Reads what has come and sends what there is room for, once each, so that no client keeps the
  /// others waiting.
  ///
  /// - Parameter scratch: where bytes land first, one for all conversations.
  /// - Returns: whether the conversation goes on. A client that will send no more first gets all that
  ///   is left; one that has vanished gets nothing.
  package func goOn(_ scratch: inout [UInt8], now: ContinuousClock.Instant) -> Bool {
    if wantsInput {
      switch socket.receive(into: &scratch) {
      case .bytes(let count):
        unsent.append(contentsOf: scratch[..<count].lazy.map(Self.upperCase))
        lastMove = now
      case .wouldBlock: break
      case .ended: inputEnded = true
      case .failed: return false
      }
    }
    if !unsent.isEmpty {
      switch socket.send(unsent) {
      case .bytes(let count):
        unsent.removeFirst(count)
        lastMove = now
      case .wouldBlock: break
      case .ended, .failed: return false
      }
    }
    return !inputEnded || !unsent.isEmpty
  }

  /// The byte in upper case, where it is a letter of ASCII.
  package static func upperCase(_ byte: UInt8) -> UInt8 {
    let isSmall = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    return isSmall ? byte - 32 : byte
  }
}
