import EventLoop

extension SyntheticServer {
  /// Something can be read or written, or the connection broke.
  func connectionIsReady(_ number: Int, _ readiness: Readiness) {
    guard let connection = connections[number] else { return }
    connection.lastActivity = .now
    if readiness.contains(.failed) { return close(connection) }
    if readiness.contains(.readable) { receive(on: connection) }
    if readiness.contains(.writable) { connection.isBlocked = false }
    proceed(connection)
  }

  private func receive(on connection: Connection) {
    switch connection.socket.receive(into: &scratch) {
    case .bytes(let count): keepInput(count, of: connection)
    case .ended: connection.inputEnded = true
    case .wouldBlock: break
    case .failed: close(connection)
    }
  }

  private func keepInput(_ count: Int, of connection: Connection) {
    switch connection.phase {
    case .hanging, .draining: break
    case .reading, .answering: connection.reader.append(scratch.span.extracting(0..<count))
    }
  }

  /// Does whatever can be done without waiting.
  private func proceed(_ connection: Connection) {
    var isMoving = true
    while isMoving, connections[connection.number] != nil {
      switch connection.phase {
      case .reading: isMoving = beginAnswer(on: connection)
      case .answering(isPaused: false) where !connection.isBlocked:
        isMoving = play(on: connection)
      case .answering: isMoving = false
      case .hanging, .draining:
        if connection.inputEnded { close(connection) }
        isMoving = false
      }
    }
    guard connections[connection.number] != nil else { return }
    var interest: Readiness = connection.wantsInput ? .readable : []
    if connection.isBlocked { interest.insert(.writable) }
    setInterest(connection.socket.descriptor, interest)
  }

  // MARK: Requests

  /// Returns whether there was a request.
  private func beginAnswer(on connection: Connection) -> Bool {
    switch connection.reader.next() {
    case .needsMore:
      if connection.inputEnded { close(connection) }
      return false
    case .refused(let refusal):
      count(refusals: 1)
      answer(connection, with: .status(refusal.rawValue), keepsAlive: false)
    case .request(let head, let raw):
      count(requests: 1)
      respond(to: head, raw, on: connection)
    }
    return true
  }

  private func respond(to head: RequestHead, _ raw: [UInt8], on connection: Connection) {
    let host = host(askedBy: head, on: connection)
    if options.logsRequests { note(head, raw, host ?? connection.host, connection) }
    let keepsAlive = head.keepsAlive && !head.hasBody
    guard head.method != .other else {
      var refusal = CannedResponse.status(405)
      refusal.fields.append(.init("Allow", "GET, HEAD"))
      return answer(connection, with: refusal, keepsAlive: keepsAlive)
    }
    var request = ResponseWriter.Request()
    request.isHead = head.method == .head
    request.minorVersion = head.minorVersion
    request.keepsAlive = keepsAlive
    guard let host else {
      return perform(ResponseWriter.script(for: .status(421), to: request), on: connection)
    }
    guard let script = site?.script(host: host, target: head.target, request: request) else {
      return close(connection)
    }
    perform(script, on: connection)
  }

  private func answer(_ connection: Connection, with response: CannedResponse, keepsAlive: Bool) {
    var request = ResponseWriter.Request()
    request.keepsAlive = keepsAlive
    perform(ResponseWriter.script(for: response, to: request), on: connection)
  }

  private func perform(_ script: WireScript, on connection: Connection) {
    connection.player = WirePlayer(script)
    connection.phase = .answering(isPaused: false)
  }

  /// The host that a request means: an absolute target says it, or else the address that the client
  /// connected to or the `Host` header, as the naming has it. `nil` for none of this web's.
  private func host(askedBy head: RequestHead, on connection: Connection) -> Int? {
    guard head.isAbsolute || naming == .hostHeader else { return connection.host }
    guard let host = naming.host(named: head.authority.span), host < hosts else { return nil }
    return host
  }

  private func note(
    _ head: RequestHead, _ raw: [UInt8], _ host: Int, _ connection: Connection
  ) {
    log.append(
      LoggedRequest(
        time: .now, host: host, method: head.method,
        target: String(decoding: head.target, as: UTF8.self), connection: connection.number,
        head: String(decoding: raw, as: UTF8.self)))
  }

  // MARK: Answers

  /// How many bytes one connection may send before the others have their turn.
  private static let sendBatch = 1 << 20

  /// Plays the answer for as long as nothing has to be waited for. Returns whether the connection
  /// went on to another phase.
  private func play(on connection: Connection) -> Bool {
    var batch = SyntheticServer.sendBatch
    while true {
      switch connection.player.next() {
      case .send(let bytes, let range):
        guard batch > 0, let sent = send(bytes, range, on: connection) else { return false }
        batch -= sent
      case .pause(let duration):
        pause(connection, for: duration)
        return false
      case .end(let ending):
        finish(connection, ending)
        return true
      case .finished:
        connection.phase = .reading
        return true
      }
      if batch <= 0 { connection.isBlocked = true }
    }
  }

  /// Returns how much was sent; `nil` where the kernel takes no more, or the client is gone.
  private func send(_ bytes: [UInt8], _ range: Range<Int>, on connection: Connection) -> Int? {
    switch connection.socket.send(bytes, range) {
    case .bytes(let sent):
      count(bytesSent: sent)
      connection.player.sent(sent)
      return sent
    case .wouldBlock: connection.isBlocked = true
    case .ended, .failed: close(connection)
    }
    return nil
  }

  private func pause(_ connection: Connection, for duration: Duration) {
    connection.phase = .answering(isPaused: true)
    let number = connection.number
    after(duration) { $0.resume(number) }
  }

  private func resume(_ number: Int) {
    guard let connection = connections[number] else { return }
    connection.phase = .answering(isPaused: false)
    connection.lastActivity = .now
    proceed(connection)
  }

  private func finish(_ connection: Connection, _ ending: WireScript.Ending) {
    switch ending {
    case .hang: connection.phase = .hanging
    case .reset:
      connection.socket.resetOnClose()
      close(connection)
    case .close:
      connection.socket.endOutput()
      connection.phase = .draining
    }
  }
}
