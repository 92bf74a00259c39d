import EncodingDigests
import Encodings
import Glibc

/// What the decoders and encoders make of very many texts, for `Tests/Reference/encodings.sh` to compare,
/// and how fast they decode.
///
///     bench-decode digests short|long
///     bench-decode speed [LABEL...]
///
/// `speed` prints a line for each encoding: megabytes a second of CPU time, of a page that is half markup
/// and half text of the encoding's own characters, and of that text alone.
@main
enum Decode {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    switch arguments.first {
    case "digests":
      for line in arguments.last == "long" ? DigestLine.long : DigestLine.short { print(line.text) }
    case "speed":
      let labels = arguments.dropFirst().map { CharacterEncoding(label: Array($0.utf8).span) }
      for encoding in labels.isEmpty ? CharacterEncoding.allCases : labels.compactMap({ $0 }) {
        measure(encoding)
      }
    default: print("usage: bench-decode digests short|long\n       bench-decode speed [LABEL...]")
    }
  }

  private static func measure(_ encoding: CharacterEncoding) {
    let words = text(in: encoding, length: 64)
    let element = encoded(
      "<p class=\"paragraph\" id=\"section-1\">\n<a href=\"/some/page.html\">", encoding)
    let page = speed(of: element + words, in: encoding)
    let text = speed(of: words, in: encoding)
    print("\(encoding.name): page \(page) MB/s, text \(text) MB/s")
  }

  /// Some of the characters that an encoding has, as many bytes of them as are asked for.
  private static func text(in encoding: CharacterEncoding, length: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for scalar in [0xE4, 0x416, 0x5D0, 0x3B1, 0xE01, 0x4E00, 0xAC00, 0x3042, 0x627] as [UInt32] {
      for next in scalar..<scalar + 20 where bytes.count < length {
        var encoder = TextEncoder(encoding)
        let character = encoder.encode(next)
        if character.unmappable == nil { bytes += Self.bytes(character) }
      }
    }
    return bytes
  }

  private static func encoded(_ text: String, _ encoding: CharacterEncoding) -> [UInt8] {
    var encoder = TextEncoder(encoding)
    return text.unicodeScalars.flatMap { bytes(encoder.encode($0.value)) }
  }

  private static func bytes(_ character: EncodedCharacter) -> [UInt8] {
    (0..<character.count).map { character[$0] }
  }

  /// Whole megabytes a second.
  private static func speed(of unit: [UInt8], in encoding: CharacterEncoding) -> Int {
    guard !unit.isEmpty else { return 0 }
    var body: [UInt8] = []
    while body.count < 1 << 20 { body += unit }
    var buffer = TextBuffer()
    _ = encoding.decode(body.span, into: &buffer)
    let rounds = 64
    let start = cpuSeconds()
    for _ in 0..<rounds {
      buffer.clear()
      _ = encoding.decode(body.span, into: &buffer)
    }
    return Int(Double(body.count * rounds) / (cpuSeconds() - start) / 1e6)
  }

  private static func cpuSeconds() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
