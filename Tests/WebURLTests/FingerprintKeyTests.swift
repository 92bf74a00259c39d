import Testing
import WebURL

@Suite struct FingerprintKeyTests {
  /// The key of all published vectors: the bytes 0 to 15.
  private let key = FingerprintKey(0x0706_0504_0302_0100, 0x0F0E_0D0C_0B0A_0908)

  /// Appendix A of the paper: 15 bytes, SipHash-2-4.
  @Test func agreesWithThePaper() {
    let bytes = [UInt8](0..<15)
    let hash = key.sipHash(bytes.span, compressionRounds: 2, finalizationRounds: 4)
    #expect(hash == 0xA129_CA61_49BE_45E5)
  }

  /// SipHash-1-3 of the bytes 0, 1, 2 …, so many of them; computed by an independent program that
  /// also gives the paper's vector.
  @Test(
    arguments: [
      (0, 0xABAC_0158_050F_C4DC), (1, 0xC9F4_9BF3_7D57_CA93), (7, 0xD392_7D98_9BB1_1140),
      (8, 0x3690_9511_8D29_9A8E), (9, 0x25A4_8EB3_6C06_3DE4), (15, 0xD320_D86D_2A51_9956),
      (16, 0xCC4F_DD1A_7D90_8B66), (63, 0x9D19_9062_B7BB_B3A8),
    ] as [(UInt8, UInt64)])
  func agreesWithVectors(_ length: UInt8, _ expected: UInt64) {
    let bytes = [UInt8](0..<length)
    #expect(key.fingerprint(of: bytes.span) == expected)
  }

  @Test func dependsOnTheKey() {
    let bytes = Array("http://a/".utf8)
    let other = FingerprintKey(key.k0 ^ 1, key.k1)
    #expect(key.fingerprint(of: bytes.span) != other.fingerprint(of: bytes.span))
  }
}
