/// One accepted connection, and where it stands.
final class Connection {
  enum Phase {
    /// Waits for a request, or for the rest of one.
    case reading
    /// Plays an answer. Paused answers are woken by a timer.
    case answering(isPaused: Bool)
    /// Says nothing more, on purpose, until the client goes.
    case hanging
    /// Has said its last, and waits for the client to see it: a socket that is closed while unread
    /// bytes wait is reset, which can destroy the answer on its way.
    case draining
  }

  let number: Int
  /// The host whose address the client connected to.
  let host: Int
  let socket: Socket
  var phase = Phase.reading
  var reader = RequestReader()
  var player = WirePlayer(WireScript())
  /// Whether the client has sent its last byte.
  var inputEnded = false
  /// Whether the kernel's buffer is full.
  var isBlocked = false
  var lastActivity: ContinuousClock.Instant

  init(
    number: Int, host: Int, socket: consuming Socket, acceptedAt time: ContinuousClock.Instant
  ) {
    self.number = number
    self.host = host
    self.socket = socket
    lastActivity = time
  }

  /// How much may wait to be understood while an answer is under way.
  static let inputLimit = 65_536

  var wantsInput: Bool {
    guard !inputEnded else { return false }
    switch phase {
    case .reading, .hanging, .draining: return true
    case .answering: return reader.buffered < Connection.inputLimit
    }
  }

  /// Whether it may be closed when nothing happens on it for long.
  var canExpire: Bool {
    switch phase {
    case .reading, .draining, .answering(isPaused: false): true
    case .hanging, .answering(isPaused: true): false
    }
  }
}
