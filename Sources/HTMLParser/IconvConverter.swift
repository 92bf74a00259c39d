import Glibc

/// glibc's converter from one encoding to UTF-8.
@safe struct IconvConverter: ~Copyable {
  private let descriptor: iconv_t

  /// A converter, or nil when glibc has none.
  init?(_ encoding: CharacterEncoding) {
    let descriptor = unsafe iconv_open("UTF-8", Self.glibcName(of: encoding))
    // iconv_open fails with (iconv_t) -1.
    guard let descriptor = unsafe descriptor, Int(bitPattern: descriptor) != -1 else {
      return nil
    }
    unsafe self.descriptor = unsafe descriptor
  }

  deinit { unsafe _ = iconv_close(descriptor) }

  /// Appends the text of these bytes, U+FFFD for each byte that starts nothing valid and for each NUL.
  /// Answers whether that was needed.
  mutating func append(_ bytes: Span<UInt8>, to output: inout [UInt8]) -> Bool {
    var wasReplaced = false
    unsafe bytes.withUnsafeBytes { input in
      var source = unsafe UnsafeMutablePointer<CChar>(
        mutating: input.bindMemory(to: CChar.self).baseAddress)
      var left = input.count
      while left > 0 {
        let result = unsafe convert(&source, &left, to: &output)
        guard result == EILSEQ || result == EINVAL else { continue }
        wasReplaced = true
        output.appendReplacement()
        unsafe source = unsafe source?.advanced(by: 1)
        left -= 1
      }
    }
    return output.replaceNULs() || wasReplaced
  }

  /// Converts what fits into a block. Answers 0, or the `errno` that it stopped with.
  private func convert(
    _ source: inout UnsafeMutablePointer<CChar>?, _ left: inout Int, to output: inout [UInt8]
  ) -> Int32 {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Self.block) { block in
      var target = block.baseAddress
      var room = Self.block
      let result = unsafe iconv(descriptor, &source, &left, &target, &room)
      let code = result == -1 ? errno : 0
      unsafe output.append(contentsOf: UnsafeRawBufferPointer(block)[..<(Self.block - room)])
      return code
    }
  }

  private static let block = 16_384

  /// Where glibc's name is not the standard's, or another of its converters is nearer to the
  /// standard's index.
  private static func glibcName(of encoding: CharacterEncoding) -> String {
    switch encoding {
    case .iso8859_8I: "ISO-8859-8"
    case .windows874: "CP874"
    case .windows1250, .windows1251, .windows1253, .windows1254, .windows1255, .windows1256,
      .windows1257, .windows1258:
      "CP" + encoding.name.dropFirst("windows-".count)
    case .macintosh: "MACINTOSH"
    case .macCyrillic: "MAC-UK"
    case .gbk, .gb18030: "GB18030"
    case .big5: "BIG5-HKSCS"
    case .eucJP: "EUC-JP-MS"
    case .shiftJIS: "CP932"
    case .eucKR: "CP949"
    default: encoding.name
    }
  }
}

extension [UInt8] {
  /// Replaces each NUL by U+FFFD; answers whether there was one.
  fileprivate mutating func replaceNULs() -> Bool {
    guard contains(0) else { return false }
    var mended: [UInt8] = []
    mended.reserveCapacity(count)
    for byte in self {
      if byte == 0 { mended.appendReplacement() } else { mended.append(byte) }
    }
    self = mended
    return true
  }
}
