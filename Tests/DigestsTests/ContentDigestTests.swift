import Digests
import Testing

@Suite struct ContentDigestTests {
  /// As `xxh128sum` prints them.
  @Test(arguments: [
    ("", "99aa06d3014798d86001c324468d497f"),
    ("orbweaver\n", "a42085c03c032875bdcdaf16a1f9a7fe"),
  ]) func digests(text: String, hexadecimal: String) {
    let digest = ContentDigest(of: Array(text.utf8).span)
    let digits = digest.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    #expect(digits == hexadecimal)
  }

  @Test func bytesComeBack() {
    let digest = ContentDigest(high: 0x0123_4567_89AB_CDEF, low: 0xFEDC_BA98_7654_3210)
    #expect(digest.bytes.first == 0x01)
    #expect(digest.bytes.last == 0x10)
    #expect(Self.digest(digest.bytes) == digest)
    #expect(Self.digest(Array(digest.bytes.dropLast())) == nil)
    #expect(Self.digest(digest.bytes + [0]) == nil)
  }

  private static func digest(_ bytes: [UInt8]) -> ContentDigest? {
    ContentDigest(bytes: bytes.span)
  }
}
