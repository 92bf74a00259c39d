package import Encodings
import TestSupport

/// Digests of what an encoding has for many texts; see `DecodeDigest`.
package struct EncodeDigest {
  private let encoding: CharacterEncoding
  private var digest = Digest()

  private init(_ encoding: CharacterEncoding) { self.encoding = encoding }

  /// The bytes, 0xFE and the number for what has none, and an end mark.
  private mutating func add(_ scalars: [UInt32]) {
    var encoder = TextEncoder(encoding)
    for scalar in scalars { add(encoder.encode(scalar)) }
    add(encoder.finish())
    digest.add(0xFF)
  }

  private mutating func add(_ character: EncodedCharacter) {
    for index in 0..<character.count { digest.add(character[index]) }
    guard let scalar = character.unmappable else { return }
    digest.add(0xFE)
    for shift in stride(from: UInt32(0), to: 32, by: 8) {
      digest.add(UInt8(truncatingIfNeeded: scalar >> shift))
    }
  }

  /// Every scalar value up to `last`, each by itself.
  package static func all(_ encoding: CharacterEncoding, upTo last: UInt32 = 0x10FFFF) -> Digest {
    var encoder = EncodeDigest(encoding)
    for scalar in 0...last where !(0xD800...0xDFFF ~= scalar) { encoder.add([scalar]) }
    return encoder.digest
  }

  /// `count` texts of up to 16 characters that lead from one state to another.
  package static func random(_ encoding: CharacterEncoding, count: Int) -> Digest {
    var encoder = EncodeDigest(encoding)
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<count {
      let length = generator.next() % 16 + 1
      encoder.add((0..<length).map { _ in randomScalar(&generator) })
    }
    return encoder.digest
  }

  private static func randomScalar(_ generator: inout SeededGenerator) -> UInt32 {
    let draw = generator.next()
    let value = UInt32(truncatingIfNeeded: draw >> 8)
    switch draw % 8 {
    case 0: return value % 0x80
    case 1: return 0x80 + value % 0x80
    case 2: return 0x3041 + value % 0xBF
    case 3: return 0x4E00 + value % 0x5200
    case 4: return 0xFF01 + value % 0x9F
    case 5: return 0xE000 + value % 0x1900
    case 6: return notable[Int(value) % notable.count]
    default:
      let scalar = value % 0x110000
      return 0xD800...0xDFFF ~= scalar ? 0xFFFD : scalar
    }
  }

  private static let notable: [UInt32] = [
    0x0E, 0x0F, 0x1B, 0x5C, 0x7E, 0xA5, 0x203E, 0x2212, 0xFF0D, 0x20AC, 0xE5E5, 0xE7C7, 0x1E3F,
    0x3000, 0x41, 0x3042, 0x2550, 0x5341, 0x9FB4, 0xE81E, 0xFE10, 0xE78D,
  ]
}
