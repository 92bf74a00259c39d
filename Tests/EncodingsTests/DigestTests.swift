import EncodingDigests
import Encodings
import Testing

/// Every decoder and encoder over very many texts, against the digests that encoding_rs has for them.
///
/// `Tests/Reference/encodings.sh` shows that the digests below are its, and compares longer ones.
@Suite(.serialized) struct DigestTests {
  @Test(arguments: CharacterEncoding.allCases) func digests(encoding: CharacterEncoding) async {
    let lines = DigestLine.short.filter { $0.encoding == encoding }
    #expect(!lines.isEmpty)
    for line in lines {
      #expect(Self.expected.contains(line.text), "\(line.text)")
      // Tests that keep to deadlines run beside this one.
      await Task.yield()
    }
  }

  @Test func noDigestIsLeftOver() {
    #expect(Self.expected.count == DigestLine.short.count)
  }

  private static let expected = Set(digestsOfEncodingRS.split(separator: "\n").map(String.init))
}
