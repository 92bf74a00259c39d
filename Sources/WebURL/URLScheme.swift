/// What the URL standard knows of a scheme (section 3.4, "special scheme").
enum URLScheme: UInt8, Sendable {
  case notSpecial
  case http
  case https
  case ws
  case wss
  case ftp
  case file

  var isSpecial: Bool { self != .notSpecial }
  var isHTTP: Bool { self == .http || self == .https }

  var defaultPort: UInt16? {
    switch self {
    case .http, .ws: 80
    case .https, .wss: 443
    case .ftp: 21
    case .notSpecial, .file: nil
    }
  }

  /// The scheme that the first `length` bytes of `href`, in lower case, spell.
  init(_ href: borrowing ByteBuffer, length: Int) {
    self = href.withBytes(from: 0, to: length) { URLScheme($0) }
  }

  private init(_ name: Span<UInt8>) {
    switch name.count {
    case 2 where name.equals("ws"): self = .ws
    case 3 where name.equals("wss"): self = .wss
    case 3 where name.equals("ftp"): self = .ftp
    case 4 where name.equals("http"): self = .http
    case 4 where name.equals("file"): self = .file
    case 5 where name.equals("https"): self = .https
    default: self = .notSpecial
    }
  }
}

extension Span<UInt8> {
  /// Whether these are exactly the bytes of `text`.
  @inline(__always) func equals(_ text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    for position in indices where unsafe self[position] != text.utf8Start[position] { return false }
    return true
  }

  /// Whether the bytes from `first` on begin with `text`, whatever the case of its letters.
  /// `text` is in lower case.
  @inline(__always) func startsIgnoringCase(_ text: StaticString, at first: Int = 0) -> Bool {
    let length = text.utf8CodeUnitCount
    guard count - first >= length else { return false }
    for offset in 0..<length
    where unsafe self[first + offset].lowercased != text.utf8Start[offset] { return false }
    return true
  }
}
