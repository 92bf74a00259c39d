/// Why a request is refused, and with which status code.
package enum RequestRefusal: Int, Error, Sendable, Hashable {
  case badRequest = 400
  case targetTooLong = 414
  case headersTooLarge = 431
  case unsupportedVersion = 505
}

/// Reads one request head from its bytes, which end with the empty line.
///
/// Pure, and strict where leniency lets requests be smuggled: no folded lines, no blank before a
/// colon, one `Host` (RFC 9112, sections 3.2, 5.1, 5.2). Linear time.
struct RequestParser {
  static let longestTarget = 8_192

  private var head = RequestHead(
    method: .other, target: [], authority: [], isAbsolute: false, minorVersion: 1,
    keepsAlive: true, hasBody: false)
  private var hosts = 0

  static func parse(_ bytes: Span<UInt8>) throws(RequestRefusal) -> RequestHead {
    var parser = RequestParser()
    var start = 0
    var isFirst = true
    while let end = lineEnd(in: bytes, from: start) {
      let hasReturn = end > start && bytes[end - 1] == UInt8(ascii: "\r")
      let line = bytes.extracting(start..<(hasReturn ? end - 1 : end))
      start = end + 1
      if line.isEmpty { break }
      if isFirst { try parser.readRequestLine(line) } else { try parser.readField(line) }
      isFirst = false
    }
    guard parser.hosts == 1 || (parser.hosts == 0 && parser.head.minorVersion == 0) else {
      throw .badRequest
    }
    return parser.head
  }

  private static func lineEnd(in bytes: Span<UInt8>, from start: Int) -> Int? {
    (start..<bytes.count).first { bytes[$0] == UInt8(ascii: "\n") }
  }

  // MARK: The request line

  private mutating func readRequestLine(_ line: Span<UInt8>) throws(RequestRefusal) {
    guard let first = line.firstIndex(of: UInt8(ascii: " ")), first > 0,
      let second = line.firstIndex(of: UInt8(ascii: " "), from: first + 1), second > first + 1
    else { throw .badRequest }
    try readMethod(line.extracting(0..<first))
    try readVersion(line.extracting((second + 1)..<line.count))
    guard second - first <= RequestParser.longestTarget else { throw .targetTooLong }
    try readTarget(line.extracting((first + 1)..<second))
  }

  private mutating func readMethod(_ method: Span<UInt8>) throws(RequestRefusal) {
    for index in method.indices where !method[index].isTokenByte { throw .badRequest }
    // Methods are case-sensitive (RFC 9110, section 9.1).
    if method.count == 3, method.starts(with: "GET") { head.method = .get }
    if method.count == 4, method.starts(with: "HEAD") { head.method = .head }
  }

  private mutating func readVersion(_ version: Span<UInt8>) throws(RequestRefusal) {
    guard version.count == 8, version.starts(with: "HTTP/") else { throw .badRequest }
    guard version.starts(with: "HTTP/1.") else { throw .unsupportedVersion }
    head.minorVersion = version[7] == UInt8(ascii: "0") ? 0 : 1
    head.keepsAlive = head.minorVersion > 0
  }

  private mutating func readTarget(_ target: Span<UInt8>) throws(RequestRefusal) {
    for index in target.indices where target[index] <= 0x20 || target[index] == 0x7F {
      throw .badRequest
    }
    if target[0] == UInt8(ascii: "/") || target.starts(with: "*") {
      return head.target = Array(copying: target)
    }
    // The authority form of CONNECT and any other scheme have nothing here that they could mean.
    guard target.starts(with: "http://") else {
      if head.method == .other { return head.target = Array(copying: target) }
      throw .badRequest
    }
    let slash = target.firstIndex(of: UInt8(ascii: "/"), from: 7) ?? target.count
    head.isAbsolute = true
    head.authority = Array(copying: target.extracting(7..<slash))
    head.target = Array(copying: target.extracting(slash..<target.count))
    if head.target.isEmpty { head.target = [UInt8(ascii: "/")] }
  }

  // MARK: Fields

  private mutating func readField(_ line: Span<UInt8>) throws(RequestRefusal) {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { throw .badRequest }
    let name = line.extracting(0..<colon)
    for index in name.indices where !name[index].isTokenByte { throw .badRequest }
    let rest = line.extracting((colon + 1)..<line.count)
    let value = rest.extracting(rest.trimmed)
    for index in value.indices where value[index] < 0x20 && value[index] != 0x09 {
      throw .badRequest
    }
    readField(name, value)
  }

  private mutating func readField(_ name: Span<UInt8>, _ value: Span<UInt8>) {
    if name.isEqual(toLowercased: "host") {
      hosts += 1
      if !head.isAbsolute { head.authority = Array(copying: value) }
    } else if name.isEqual(toLowercased: "connection") {
      if value.isEqual(toLowercased: "close") { head.keepsAlive = false }
      if value.isEqual(toLowercased: "keep-alive") { head.keepsAlive = true }
    } else if name.isEqual(toLowercased: "content-length") {
      if !value.isEqual(toLowercased: "0") { head.hasBody = true }
    } else if name.isEqual(toLowercased: "transfer-encoding") {
      head.hasBody = true
    }
  }
}

extension Span<UInt8> {
  func firstIndex(of byte: UInt8, from start: Int = 0) -> Int? {
    (start..<count).first { self[$0] == byte }
  }

  /// Whether this is a text, given in lower case, in whatever case.
  fileprivate func isEqual(toLowercased text: String) -> Bool {
    var index = 0
    for byte in text.utf8 {
      guard index < count, self[index].asciiLowercased == byte else { return false }
      index += 1
    }
    return index == count
  }

  /// What is left without blanks and tabs at both ends.
  fileprivate var trimmed: Range<Int> {
    var range = 0..<count
    while let first = range.first, self[first] == 0x20 || self[first] == 0x09 {
      range = (first + 1)..<count
    }
    while let last = range.last, self[last] == 0x20 || self[last] == 0x09 {
      range = range.lowerBound..<last
    }
    return range
  }
}

extension UInt8 {
  /// Whether the byte may stand in a token (RFC 9110, section 5.6.2).
  var isTokenByte: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "^")...UInt8(ascii: "z"), UInt8(ascii: "|"), UInt8(ascii: "~"),
      UInt8(ascii: "#")...UInt8(ascii: "'"), UInt8(ascii: "!"), UInt8(ascii: "*"),
      UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}

extension Array where Element == UInt8 {
  init(copying span: Span<UInt8>) {
    self.init()
    reserveCapacity(span.count)
    for index in span.indices { append(span[index]) }
  }
}
