extension CannedResponse {
  /// The same answer with something wrong with it. Faults add up, in the order in which they are
  /// given: a gzip body can be truncated by a drop.
  package func with(_ fault: Fault) -> CannedResponse {
    var response = self
    switch fault {
    case .status(let code): response = .status(code)
    case .unavailable(let seconds):
      response = .status(503)
      response.fields.append(Field("Retry-After", "\(seconds)"))
    case .headerLine(let line): response.rawLines.append(line)
    case .delay, .drip, .drop, .reset, .silence, .stall: response.misbehaveInTime(fault)
    case .endless, .large, .wrongLength, .chunked, .brokenChunk: response.misbehaveInLength(fault)
    case .gzip, .gzipBomb, .truncatedGzip: response.compress(fault)
    }
    return response
  }

  private mutating func misbehaveInTime(_ fault: Fault) {
    switch fault {
    case .delay(let duration): delay += duration
    case .drip(let bytes, let interval): pace = Pace(bytes: bytes, interval: interval)
    case .drop(let bytes): cut = Cut(afterBodyBytes: bytes, ending: .close)
    case .reset(let bytes): cut = Cut(afterBodyBytes: bytes, ending: .reset)
    case .silence: cut = Cut(afterBodyBytes: nil, ending: .hang)
    case .stall(let bytes): cut = Cut(afterBodyBytes: bytes, ending: .hang)
    default: break
    }
  }

  private mutating func misbehaveInLength(_ fault: Fault) {
    switch fault {
    case .endless:
      body.append(.repeated(CannedResponse.filler, times: nil))
      if framing != .close { framing = .chunked }
    case .large(let bytes): pad(to: bytes)
    case .wrongLength(let error):
      framing = .contentLength(error: error)
      closes = true
    case .chunked: framing = .chunked
    case .brokenChunk:
      framing = .close
      fields.append(Field("Transfer-Encoding", "chunked"))
      body = [.bytes(Array("5\r\n<p>ab\r\nno size\r\n".utf8))]
    default: break
    }
  }

  private mutating func compress(_ fault: Fault) {
    fields.append(Field("Content-Encoding", "gzip"))
    switch fault {
    case .gzipBomb(let bytes): body = GzipMember.bomb(decodingTo: bytes)
    case .truncatedGzip:
      let member = GzipMember.stored(flatBody)
      body = [.bytes(Array(member[..<(member.count / 2)]))]
    default: body = [.bytes(GzipMember.stored(flatBody))]
    }
  }

  /// Lengthens the body with text.
  private mutating func pad(to length: Int) {
    let filler = CannedResponse.filler
    let missing = max(0, length - (bodyLength ?? length))
    body.append(.repeated(filler, times: missing / filler.count))
    body.append(.bytes(Array(filler[..<(missing % filler.count)])))
  }

  /// The length of the body before framing; `nil` where it never ends.
  package var bodyLength: Int? {
    var length = 0
    for piece in body {
      switch piece {
      case .bytes(let bytes): length += bytes.count
      case .repeated(_, nil): return nil
      case .repeated(let bytes, .some(let times)): length += bytes.count * times
      }
    }
    return length
  }

  /// The body in one piece; what is endless in it is left out.
  private var flatBody: [UInt8] {
    var flat: [UInt8] = []
    for piece in body {
      switch piece {
      case .bytes(let bytes): flat += bytes
      case .repeated(let bytes, let times): for _ in 0..<(times ?? 0) { flat += bytes }
      }
    }
    return flat
  }

  /// About 16 KiB of HTML, to be repeated.
  private static let filler: [UInt8] = {
    let line = Array("<p>All work and no play makes Jack a dull boy.</p>\n".utf8)
    return (0..<320).flatMap { _ in line }
  }()
}
