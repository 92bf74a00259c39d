/// Turns an answer into what happens on the wire.
package struct ResponseWriter {
  /// What of a request decides how its answer is framed.
  package struct Request: Sendable, Hashable {
    package var isHead = false
    package var minorVersion: UInt8 = 1
    package var keepsAlive = true

    package init() {}
  }

  private let response: CannedResponse
  private let request: Request
  private var steps: [WireScript.Step] = []

  package static func script(for response: CannedResponse, to request: Request) -> WireScript {
    var writer = ResponseWriter(response: response, request: request)
    writer.write()
    return WireScript(writer.steps)
  }

  private init(response: CannedResponse, request: Request) {
    self.response = response
    self.request = request
  }

  private mutating func write() {
    if response.delay > .zero { steps.append(.pause(response.delay)) }
    if let cut = response.cut, cut.afterBodyBytes == nil { return steps.append(.end(cut.ending)) }
    writeContent()
    if let cut = response.cut, !request.isHead {
      steps.append(.end(cut.ending))
    } else if closes {
      steps.append(.end(.close))
    }
  }

  private mutating func writeContent() {
    if let verbatim = response.verbatim { return send([.bytes(verbatim)], paced: true) }
    var pieces = request.isHead || !mayHaveBody ? [] : framedBody
    if let limit = response.cut?.afterBodyBytes { pieces = prefix(of: pieces, limit) }
    guard response.pace == nil, case .bytes(let body)? = pieces.first else {
      send([.bytes(head)], paced: false)
      return send(pieces, paced: true)
    }
    // Head and body in one go: one system call, and as a rule one packet.
    send([.bytes(head + body)], paced: false)
    send(pieces.dropFirst(), paced: false)
  }

  private mutating func send(_ pieces: some Sequence<CannedResponse.Piece>, paced: Bool) {
    let pace = paced ? response.pace : nil
    for piece in pieces {
      switch piece {
      case .bytes(let bytes) where bytes.isEmpty: continue
      case .bytes(let bytes): steps.append(.send(bytes, times: 1, pace: pace))
      case .repeated(_, .some(0)): continue
      case .repeated(let bytes, let times): steps.append(.send(bytes, times: times, pace: pace))
      }
    }
  }

  // MARK: The head

  private var head: [UInt8] {
    var head: [UInt8] = []
    head.reserveCapacity(256)
    head.append("HTTP/1.1 ")
    head.append(decimal: response.status)
    head.append(" \(StatusReason.phrase(for: response.status))\r\n")
    for field in response.fields { head.append("\(field.name): \(field.value)\r\n") }
    for line in response.rawLines { head.append("\(line)\r\n") }
    appendFraming(to: &head)
    if closes {
      head.append("Connection: close\r\n")
    } else if request.minorVersion == 0 {
      head.append("Connection: keep-alive\r\n")
    }
    head.append("\r\n")
    return head
  }

  private func appendFraming(to head: inout [UInt8]) {
    guard mayHaveBody else { return }
    switch framing {
    case .contentLength(let error):
      head.append("Content-Length: ")
      head.append(decimal: max(0, (response.bodyLength ?? 0) + error))
      head.append("\r\n")
    case .chunked: head.append("Transfer-Encoding: chunked\r\n")
    case .close: break
    }
  }

  /// Some answers end with their head, whatever else they say (RFC 9112, section 6.3).
  private var mayHaveBody: Bool { response.status >= 200 && ![204, 304].contains(response.status) }

  /// A body without an end has no length, and HTTP/1.0 has no chunks.
  private var framing: CannedResponse.Framing {
    switch response.framing {
    case .contentLength where response.bodyLength == nil: .close
    case .chunked where request.minorVersion == 0: .close
    case let framing: framing
    }
  }

  private var closes: Bool {
    response.closes || !request.keepsAlive || (framing == .close && mayHaveBody)
  }

  // MARK: The body

  private var framedBody: [CannedResponse.Piece] {
    guard framing == .chunked else { return response.body }
    return response.body.map(chunked) + [.bytes(Array("0\r\n\r\n".utf8))]
  }

  private func chunked(_ piece: CannedResponse.Piece) -> CannedResponse.Piece {
    switch piece {
    case .bytes(let bytes): .bytes(chunks(of: bytes))
    case .repeated(let bytes, let times): .repeated(chunks(of: bytes), times: times)
    }
  }

  private func chunks(of bytes: [UInt8]) -> [UInt8] {
    let size = 4_096
    var chunks: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      let end = min(start + size, bytes.count)
      chunks.append(hex: end - start)
      chunks.append("\r\n")
      chunks += bytes[start..<end]
      chunks.append("\r\n")
    }
    return chunks
  }

  private func prefix(of pieces: [CannedResponse.Piece], _ limit: Int) -> [CannedResponse.Piece] {
    var rest = limit
    var prefix: [CannedResponse.Piece] = []
    for piece in pieces where rest > 0 {
      switch piece {
      case .bytes(let bytes):
        prefix.append(.bytes(Array(bytes.prefix(rest))))
        rest -= bytes.count
      case .repeated(let bytes, let times):
        let whole = min(rest / bytes.count, times ?? .max)
        prefix.append(.repeated(bytes, times: whole))
        rest -= whole * bytes.count
        guard whole < times ?? .max else { continue }
        prefix.append(.bytes(Array(bytes.prefix(rest))))
        rest = 0
      }
    }
    return prefix
  }
}
