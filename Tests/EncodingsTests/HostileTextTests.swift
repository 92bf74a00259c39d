import Encodings
import TestSupport
import Testing

/// Seeded bytes of any kind through every decoder.
@Suite(.serialized) struct HostileTextTests {
  @Test(arguments: CharacterEncoding.allCases)
  func anyBytesBecomeBoundedUTF8(encoding: CharacterEncoding) {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    for round in 0..<300 {
      let body = randomBody(&generator, round: round)
      let isBounded = isBoundedUTF8(body, encoding)
      guard isBounded else {
        Issue.record("\(encoding), seed \(seed), round \(round): \(body)")
        return
      }
    }
  }

  private func randomBody(_ generator: inout SeededGenerator, round: Int) -> [UInt8] {
    let length = Int.random(in: 0...(round < 280 ? 40 : 2000), using: &generator)
    let high: UInt8 = Bool.random(using: &generator) ? 0x80 : 0
    let step: UInt8 = Bool.random(using: &generator) ? 0x0F : 0xFF
    return (0..<length).map { _ in (UInt8.random(in: 0...255, using: &generator) & step) | high }
  }

  /// Without its NULs a text has a flaw only where it is no UTF-8.
  private func isBoundedUTF8(_ body: [UInt8], _ encoding: CharacterEncoding) -> Bool {
    var buffer = TextBuffer()
    _ = encoding.decode(body.span, into: &buffer)
    _ = buffer.replaceNULs()
    return buffer.withText { text in
      text.count <= 3 * body.count + 3 && UTF8Scan.firstFlaw(in: text) == nil
    }
  }

  /// What is a flaw, where the run of ASCII before it ends anywhere.
  @Test func flawsAreFoundAtEveryOffset() {
    for padding in 0..<70 {
      for flaw in [[0x80], [0x00], [0xE2, 0x82], [0xC2], [0xFF]] as [[UInt8]] {
        let fill = [UInt8](repeating: UInt8(ascii: "x"), count: padding)
        for head in [fill, [0xC3, 0xA4] + fill, fill + [0xE2, 0x82, 0xAC]] {
          let body = head + flaw + fill
          let found = [UTF8Scan.firstFlaw(in: body.span), UTF8Scan.firstFlaw(in: head.span)]
          if found != [head.count, nil] { Issue.record("\(found) in \(body)") }
        }
      }
    }
  }

  @Test(
    arguments: [
      ([0x41], false), ([0xC3, 0xA4], true), ([0x00, 0xC3, 0xA4, 0x00], true), ([0xE4], false),
      ([0xC3, 0xA4, 0xE2, 0x82], true), ([0xE2, 0x82], false), ([0xC3, 0xA4, 0xE4, 0x41], false),
      ([0xC3, 0xA4, 0xF5], false), ([0xC3, 0xA4, 0x80], false), ([], false),
    ] as [([UInt8], Bool)]) func plausibility(text: [UInt8], isPlausible: Bool)
  {
    #expect(UTF8Scan.isPlausible(text.span) == isPlausible)
  }

  @Test func nulsAreReplacedInPlace() {
    for text in ["", "\0", "a\0b", "\0\0\0", "abc", "ä\0ö\0"] {
      var buffer = TextBuffer()
      _ = CharacterEncoding.utf8.decode(Array(text.utf8).span, into: &buffer)
      let hadNULs = buffer.replaceNULs()
      let mended = buffer.withText { text in text.indices.map { text[$0] } }
      #expect(hadNULs == text.contains("\0"))
      #expect(mended == Array(text.replacing("\0", with: "\u{FFFD}").utf8))
    }
  }
}
