package import Encodings
import TestSupport

/// Digests of what an encoding makes of many byte sequences. `Tests/Reference/encodings` computes the
/// same with an independent implementation; the two must be changed together.
package struct DecodeDigest: ~Copyable {
  private let encoding: CharacterEncoding
  private var digest = Digest()
  private var text = TextBuffer()

  private init(_ encoding: CharacterEncoding) { self.encoding = encoding }

  /// The text, whether it had errors, and an end mark that no text has.
  private mutating func add(_ bytes: [UInt8]) {
    text.clear()
    let hasErrors = encoding.decode(bytes.span, into: &text)
    digest = text.withText { text in
      var digest = digest
      digest.add(text)
      return digest
    }
    digest.add(hasErrors ? 1 : 0)
    digest.add(0xFF)
  }

  /// Every sequence of `length` bytes, each by itself.
  package static func all(_ encoding: CharacterEncoding, length: Int) -> Digest {
    var decoder = DecodeDigest(encoding)
    var bytes = [UInt8](repeating: 0, count: length)
    for number in 0..<(1 << (8 * length)) {
      for place in 0..<length {
        bytes[place] = UInt8(truncatingIfNeeded: number >> (8 * (length - 1 - place)))
      }
      decoder.add(bytes)
    }
    return decoder.digest
  }

  /// Every sequence that has the form of four bytes of gb18030, those of the same first two together.
  package static func fourBytes(_ encoding: CharacterEncoding) -> Digest {
    var decoder = DecodeDigest(encoding)
    for first in UInt8(0x81)...0xFE {
      for second in UInt8(0x30)...0x39 {
        var bytes: [UInt8] = []
        for third in UInt8(0x81)...0xFE {
          for fourth in UInt8(0x30)...0x39 { bytes += [first, second, third, fourth] }
        }
        decoder.add(bytes)
      }
    }
    return decoder.digest
  }

  /// `count` texts of up to 64 bytes that decoders stumble over.
  package static func random(_ encoding: CharacterEncoding, count: Int) -> Digest {
    var decoder = DecodeDigest(encoding)
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<count { decoder.add(randomBytes(&generator)) }
    return decoder.digest
  }

  private static func randomBytes(_ generator: inout SeededGenerator) -> [UInt8] {
    let length = generator.next() % 64 + 1
    return (0..<length).map { _ in
      let draw = generator.next()
      let byte = UInt8(truncatingIfNeeded: draw >> 8)
      switch draw % 4 {
      case 0: return byte
      case 1: return byte | 0x80
      case 2: return stumbling[Int(byte) % stumbling.count]
      default: return 0x20 + byte % 0x5F
      }
    }
  }

  /// Where the decoders' cases begin and end.
  private static let stumbling: [UInt8] = [
    0x1B, 0x1B, 0x24, 0x28, 0x40, 0x42, 0x49, 0x4A, 0x0E, 0x0F, 0x21, 0x7E, 0x30, 0x39, 0x7F, 0x80,
    0x81, 0x84, 0x8E, 0x8F, 0x9F, 0xA0, 0xA1, 0xA2, 0xBF, 0xC1, 0xC2, 0xD8, 0xDC, 0xDF, 0xE0, 0xED,
    0xEF, 0xF0, 0xF4, 0xF5, 0xFC, 0xFD, 0xFE, 0xFF, 0x00, 0x0A, 0x3C, 0x22,
  ]
}
