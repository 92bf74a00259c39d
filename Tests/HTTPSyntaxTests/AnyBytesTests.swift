import HTTPSyntax
import TestSupport
import Testing

/// Servers send anything: whatever comes, there is an answer, and it is the same one twice (seeded).
@Suite struct AnyBytesTests {
  private static let pieces = [
    "text", "html", "/", ";", "charset", "=", "\"", "\\", ",", " ", "\t", "*", "<", ">", "<?xml",
    "?>",
    "<!--", "-->", "<!DOCTYPE", "[", "]", "'", "html", "<html", "url", "rel", "anchor", "5", "0.5",
    ":",
    "12:30:00", "Nov", "1994", "99999999999999999999", "GMT", "\u{0}", "\u{FF}", "é", "日", "%PDF-",
    "nosniff", "xml", "+xml", "unknown", "RIFF", "\u{1A}",
  ]

  @Test(arguments: [1, 2, 20_261_123] as [UInt64]) func neverTraps(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<20_000 {
      var text = ""
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        text += Self.pieces.randomElement(using: &random) ?? ""
      }
      let comment: Comment = "seed \(seed): \(text.debugDescription)"
      let type = MediaType(contentType: text)
      #expect(type.flatMap { MediaType($0.description) } == type, comment)
      #expect(type.flatMap { MediaType(contentType: $0.description) } == type, comment)
      let sniffer = BodySniffer(
        type: type, lastContentType: text, contentTypeOptions: text)
      let bytes = Array(text.utf8)
      #expect(sniffer.verdict(on: bytes.span, isWhole: true) != .undecided, comment)
      for link in LinkHeader.parse(text) { #expect(link.kinds.count <= 6, comment) }
      if case .reference(let range) = DeclarativeRefresh(bytes.span) {
        #expect(range.upperBound <= bytes.count, comment)
      }
    }
  }
}
