package import Encodings

/// One line of the comparison: what was done to which encoding.
package struct DigestLine: Sendable {
  package let work: String
  package let encoding: CharacterEncoding
  private let compute: @Sendable (CharacterEncoding) -> Digest

  /// `work encoding digest`. Computing it takes up to some seconds.
  package var text: String { "\(work) \(encoding.name) \(compute(encoding))" }

  private init(
    _ work: String, _ encoding: CharacterEncoding,
    _ compute: @escaping @Sendable (CharacterEncoding) -> Digest
  ) {
    self.work = work
    self.encoding = encoding
    self.compute = compute
  }

  /// What a test without optimisation has the time for.
  package static let short: [DigestLine] = {
    var lines: [DigestLine] = []
    for encoding in CharacterEncoding.allCases {
      lines.append(DigestLine("decode-1", encoding) { DecodeDigest.all($0, length: 1) })
      if encoding.isMultiByte {
        lines.append(DigestLine("decode-2", encoding) { DecodeDigest.all($0, length: 2) })
      }
      lines.append(DigestLine("decode-random", encoding) { DecodeDigest.random($0, count: 2000) })
      guard encoding.hasEncoder else { continue }
      if encoding.isMultiByte {
        lines.append(DigestLine("encode-bmp", encoding) { EncodeDigest.all($0, upTo: 0xFFFF) })
      }
      lines.append(DigestLine("encode-random", encoding) { EncodeDigest.random($0, count: 2000) })
    }
    return lines + [DigestLine("decode-4", .gb18030) { DecodeDigest.fourBytes($0) }]
  }()

  /// What else the comparison looks at: every sequence of three bytes, every scalar value.
  package static let long: [DigestLine] = {
    var lines: [DigestLine] = []
    for encoding in CharacterEncoding.allCases {
      if encoding.isMultiByte {
        lines.append(DigestLine("decode-3", encoding) { DecodeDigest.all($0, length: 3) })
        lines.append(
          DigestLine("decode-much", encoding) { DecodeDigest.random($0, count: 200_000) })
      }
      guard encoding.hasEncoder else { continue }
      lines.append(DigestLine("encode-all", encoding) { EncodeDigest.all($0) })
      lines.append(DigestLine("encode-much", encoding) { EncodeDigest.random($0, count: 200_000) })
    }
    return lines
  }()
}

extension CharacterEncoding {
  fileprivate var hasEncoder: Bool { output == self }

  fileprivate var isMultiByte: Bool {
    switch self {
    case .utf8, .utf16BE, .utf16LE, .gbk, .gb18030, .big5, .eucJP, .iso2022JP, .shiftJIS, .eucKR:
      true
    default: false
    }
  }
}
