/// The byte patterns of the MIME Sniffing Standard, sections 6 and 7.1.
enum Signature {
  /// The rules for identifying an unknown MIME type (section 7.1).
  ///
  /// - Parameter isScriptable: whether types that can run scripts may be the answer.
  static func essence(of header: Span<UInt8>, isScriptable: Bool) -> String {
    if isScriptable {
      if isHTML(header) { return "text/html" }
      if header.matches("<?xml", at: header.firstNonSpace) { return "text/xml" }
      if header.matches("%PDF-", at: 0) { return "application/pdf" }
    }
    if header.matches("%!PS-Adobe-", at: 0) { return "application/postscript" }
    if hasByteOrderMark(header) { return "text/plain" }
    for row in media where header.matches(row.pattern, at: 0) { return row.essence }
    if let essence = container(header) { return essence }
    return looksBinary(header) ? "application/octet-stream" : "text/plain"
  }

  /// Whether there is a binary data byte, and no byte order mark that would explain it (section 7.2).
  static func looksBinary(_ header: Span<UInt8>) -> Bool {
    if hasByteOrderMark(header) { return false }
    for index in header.indices {
      switch header[index] {
      case 0x00...0x08, 0x0B, 0x0E...0x1A, 0x1C...0x1F: return true
      default: break
      }
    }
    return false
  }

  private static func hasByteOrderMark(_ header: Span<UInt8>) -> Bool {
    header.matches([0xEF, 0xBB, 0xBF], at: 0) || header.matches([0xFE, 0xFF], at: 0)
      || header.matches([0xFF, 0xFE], at: 0)
  }

  /// In upper case; behind each there must be a blank or a `>`.
  private static let tags: [StaticString] = [
    "<!DOCTYPE HTML", "<HTML", "<HEAD", "<SCRIPT", "<IFRAME", "<H1", "<DIV", "<FONT", "<TABLE",
    "<A", "<STYLE", "<TITLE", "<B", "<BODY", "<BR", "<P", "<!--",
  ]

  private static func isHTML(_ header: Span<UInt8>) -> Bool {
    let start = header.firstNonSpace
    for tag in tags where header.matches(ignoringCase: tag, at: start) {
      let end = start + tag.utf8CodeUnitCount
      if end < header.count, header[end] == 0x20 || header[end] == 0x3E { return true }
    }
    return false
  }

  private static let media: [(pattern: [UInt8], essence: String)] = [
    ([0x00, 0x00, 0x01, 0x00], "image/x-icon"), ([0x00, 0x00, 0x02, 0x00], "image/x-icon"),
    ([0x42, 0x4D], "image/bmp"), (Array("GIF87a".utf8), "image/gif"),
    (Array("GIF89a".utf8), "image/gif"),
    ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "image/png"),
    ([0xFF, 0xD8, 0xFF], "image/jpeg"), (Array("ID3".utf8), "audio/mpeg"),
    (Array(".snd".utf8), "audio/basic"),
    (Array("OggS\u{0}".utf8), "application/ogg"),
    (Array("MThd\u{0}\u{0}\u{0}\u{6}".utf8), "audio/midi"),
    ([0x1F, 0x8B, 0x08], "application/x-gzip"),
    ([0x50, 0x4B, 0x03, 0x04], "application/zip"),
    (Array("Rar \u{1A}\u{7}\u{0}".utf8), "application/x-rar-compressed"),
  ]

  /// What names its content a few bytes on.
  private static func container(_ header: Span<UInt8>) -> String? {
    if header.matches("RIFF", at: 0) {
      if header.matches("WEBPVP", at: 8) { return "image/webp" }
      if header.matches("AVI ", at: 8) { return "video/avi" }
      if header.matches("WAVE", at: 8) { return "audio/wave" }
    }
    if header.matches("FORM", at: 0), header.matches("AIFF", at: 8) { return "audio/aiff" }
    if header.matches("ftypmp4", at: 4) { return "video/mp4" }
    if header.matches([0x1A, 0x45, 0xDF, 0xA3], at: 0) {
      for offset in 4..<38 where header.matches("webm", at: offset) { return "video/webm" }
    }
    return nil
  }
}

extension Span<UInt8> {
  /// The index of the first byte that is no white space of the standard's.
  var firstNonSpace: Int {
    for index in indices {
      switch self[index] {
      case 0x09, 0x0A, 0x0C, 0x0D, 0x20: break
      default: return index
      }
    }
    return count
  }

  func matches(_ pattern: [UInt8], at start: Int) -> Bool {
    guard start >= 0, count - start >= pattern.count else { return false }
    for index in pattern.indices where self[start + index] != pattern[index] { return false }
    return true
  }

  func matches(_ text: StaticString, at start: Int) -> Bool {
    guard start >= 0, count - start >= text.utf8CodeUnitCount else { return false }
    for index in 0..<text.utf8CodeUnitCount {
      guard unsafe self[start + index] == text.utf8Start[index] else { return false }
    }
    return true
  }

  /// - Parameter upper: in upper case.
  func matches(ignoringCase upper: StaticString, at start: Int) -> Bool {
    guard start >= 0, count - start >= upper.utf8CodeUnitCount else { return false }
    for index in 0..<upper.utf8CodeUnitCount {
      let byte = self[start + index]
      let raised = (0x61...0x7A).contains(byte) ? byte & 0xDF : byte
      guard unsafe raised == upper.utf8Start[index] else { return false }
    }
    return true
  }
}
