/// Makes UTF-8 of a body. What is valid UTF-8 already is not copied.
struct BodyDecoder: ~Copyable {
  private var buffer: [UInt8] = []

  /// The encoding of a body: its byte order mark, else what the header says, else what it declares
  /// itself, else UTF-8 if it is that, else windows-1252. A label that nobody knows says nothing.
  /// A declaration that comes late counts when there is anything but ASCII to decode.
  func encoding(of body: Span<UInt8>, header: Span<UInt8>) -> CharacterEncoding {
    if let mark = ByteOrderMark(body) { return mark.encoding }
    if let encoding = CharacterEncoding(label: header) { return encoding }
    if let encoding = CharsetPrescan.encoding(of: body) { return encoding }
    if UTF8Scan.endOfASCII(in: body, from: 0) == body.count { return .utf8 }
    if let late = CharsetPrescan.encoding(of: body, within: CharsetPrescan.wideWindow) {
      return late
    }
    return UTF8Scan.isPlausible(body) ? .utf8 : .windows1252
  }

  /// Lends the body's text as UTF-8 without NUL bytes and without byte order mark, and says whether
  /// anything had to be replaced.
  mutating func withDecoded<R>(
    _ body: Span<UInt8>, from encoding: CharacterEncoding, _ use: (Span<UInt8>, Bool) -> R
  ) -> R {
    let mark = ByteOrderMark(body)
    let body = body.extracting((mark?.length ?? 0)..<body.count)
    let isUTF8 = encoding == .utf8
    let isPlain =
      isUTF8
      ? UTF8Scan.firstFlaw(in: body) == nil
      : encoding.isASCIICompatible && UTF8Scan.endOfASCII(in: body, from: 0) == body.count
    if isPlain { return use(body, false) }
    buffer.removeAll(keepingCapacity: true)
    let wasReplaced = Transcoding.append(body, from: encoding, to: &buffer)
    defer { buffer.giveBackWhenLarge() }
    return use(buffer.span, wasReplaced)
  }
}

/// A byte order mark, which outranks every other sign of an encoding (Encoding Standard, 6).
enum ByteOrderMark {
  case utf8
  case utf16BE
  case utf16LE

  /// The mark that a body starts with, if any.
  init?(_ body: Span<UInt8>) {
    if body.count >= 3, body[0] == 0xEF, body[1] == 0xBB, body[2] == 0xBF {
      self = .utf8
    } else if body.count >= 2, body[0] == 0xFE, body[1] == 0xFF {
      self = .utf16BE
    } else if body.count >= 2, body[0] == 0xFF, body[1] == 0xFE {
      self = .utf16LE
    } else {
      return nil
    }
  }

  /// Its bytes.
  var length: Int { self == .utf8 ? 3 : 2 }

  /// The encoding that it announces.
  var encoding: CharacterEncoding {
    switch self {
    case .utf8: .utf8
    case .utf16BE: .utf16BE
    case .utf16LE: .utf16LE
    }
  }
}

extension UTF8Scan {
  /// Whether a text is UTF-8, NUL bytes aside. A last sequence that is cut off, as in a body that was
  /// cut, is forgiven when there are whole ones before it.
  static func isPlausible(_ text: Span<UInt8>) -> Bool {
    var offset = 0
    while let flaw = firstFlaw(in: text, from: offset) {
      guard text[flaw] == 0 else {
        return isCutOff(in: text, at: flaw) && (0..<flaw).contains { text[$0] >= 0x80 }
      }
      offset = flaw + 1
    }
    return true
  }

  private static func isCutOff(in text: Span<UInt8>, at offset: Int) -> Bool {
    text.count - offset < 4 && text[offset] >= 0xC2
      && (offset + 1..<text.count).allSatisfy { text[$0] & 0xC0 == 0x80 }
  }
}

extension [UInt8] {
  /// Frees a buffer that one large body made large.
  fileprivate mutating func giveBackWhenLarge() {
    if capacity > 8 << 20 { self = [] }
  }
}
