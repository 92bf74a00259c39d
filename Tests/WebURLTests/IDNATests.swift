import Foundation
import TestSupport
import Testing
import WebURL

/// IDNA in general: examples of each criterion here; Unicode's own file where it is; and, by hand,
/// `Tests/Reference/urldiff.py --hosts` for as many names as one likes.
@Suite struct IDNATests {
  @Test(arguments: [
    // Labels in Punycode: decoding to ASCII only, to nothing, not in form C, mapped, twice encoded.
    ("xn--abc-.é", nil), ("xn--.é", nil), ("xn--a.é", nil), ("xn--u-ccb.é", nil),
    ("xn--8i7caa.é", nil), ("xn--xn---epa.é", nil), ("XN--BCHER-KVA.é", "xn--bcher-kva.xn--9ca"),
    ("xn--tešla", nil),
    // All ASCII: only lower-cased, whatever is in it.
    ("XN--abc-", "xn--abc-"), ("xn--8i7caa", "xn--8i7caa"), ("Xn--u-ccb", "xn--u-ccb"),
    // Empty labels, and what maps to nothing.
    ("é..é", "xn--9ca..xn--9ca"), (".é", ".xn--9ca"), ("\u{AD}", nil), ("\u{AD}.é", ".xn--9ca"),
    ("é。", "xn--9ca."), ("\u{1806}é", "xn--9ca749i"),
    // Letters that STD3 would forbid, hyphens, long labels.
    ("\u{2260}", "xn--1ch"), ("a\u{338}é", "xn--a-bga68o"), ("-é", "xn----bga"),
    ("aa--é", "xn--aa---epa"),
    (
      "é" + String(repeating: "a", count: 70),
      "xn--" + String(repeating: "a", count: 70) + "-9cg"
    ),
    // Addresses, once mapped.
    ("１２７.1", "127.0.0.1"), ("０ｘ7f.1", "127.0.0.1"), ("é.1", nil), ("%31%32%37.1", "127.0.0.1"),
    // Percent-encoded, and not UTF-8.
    ("b%C3%BCcher.example", "xn--bcher-kva.example"), ("%FF", nil), ("é%00", nil), ("é%2F", nil),
    // Marks at the start, joiners without context, the Bidi rule for each label of the name.
    ("\u{301}é", nil), ("a\u{200D}b", nil), ("\u{915}\u{94D}\u{200D}\u{937}", "xn--11b2ezcw70k"),
    ("\u{628}\u{200C}\u{628}", "xn--ngba799q"), ("1.\u{5D0}", nil), ("a\u{5D0}", nil),
    ("\u{5D0}1\u{660}", nil), ("\u{5D0}1", "xn--1-zhc"), ("a.\u{5D0}", "a.xn--4db"),
    // Newer than the Unicode of many systems: mapped, valid, composed.
    ("\u{1CCD6}", "a"), ("\u{10D50}.x", "xn--dh0d.x"), ("\u{1E9E}", "xn--zca"),
    ("\u{1E9B}\u{323}", "xn--1ig"), ("\u{1100}\u{1161}\u{11A8}", "xn--p39a"),
  ])
  func turnsNamesIntoASCII(_ name: String, _ ascii: String?) {
    #expect(WebURL("http://\(name)/")?.host == ascii)
  }

  private static let file = "url/IdnaTestV2.txt"

  /// Unicode's IdnaTestV2.txt, its column toAsciiN, as far as the URL standard applies UTS 46: statuses
  /// of the checks that it leaves out do not count, and a name in ASCII is only lower-cased.
  @Test(.enabled(if: ConformanceSuite.has(file), "Unicode's IdnaTestV2.txt is not at \(file)"))
  func agreesWithUnicode() throws {
    let text = try String(
      contentsOf: ConformanceSuite.folder.appending(path: Self.file), encoding: .utf8)
    var tally = SuiteTally(Self.file)
    for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
      guard let row = IDNARow(line) else { continue }
      // The label behind keeps numbers at the end from making an address.
      let host = WebURL("http://\(row.percentEncoded)%2Ex/")?.host
      tally.count("\(line)", host == row.expected.map { $0 + ".x" })
    }
    #expect(tally.report() == [])
  }
}

/// One line of IdnaTestV2.txt.
private struct IDNARow {
  private let source: String
  /// The host by the URL standard; nil for failure.
  let expected: String?

  /// Empty labels, lengths, hyphens, and STD3's letters are not the URL standard's business.
  private static let leftOut: Set<Substring> = ["A4_1", "A4_2", "X4_2", "V2", "V3", "U1"]
  /// The standard's "forbidden domain code points" among what can be printed.
  private static let forbidden = Set(" #%/:<>?@[\\]^|\u{7F}")

  /// Nil for a line without a case, or with a case that is no text.
  init?(_ line: Substring) {
    let columns = line.prefix { $0 != "#" }.split(separator: ";", omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .whitespaces) }
    guard columns.count >= 5, let source = Self.text(columns[0]) else { return nil }
    let unicode = columns[1].isEmpty ? source : Self.text(columns[1])
    let ascii = columns[3].isEmpty ? unicode : Self.text(columns[3])
    let status = columns[4].isEmpty ? columns[2] : columns[4]
    let codes = status.split { "[], ".contains($0) }
    self.source = source
    if source.utf8.allSatisfy({ $0 < 0x80 }) {
      expected = Self.allowed(source.lowercased())
    } else {
      expected = codes.allSatisfy(Self.leftOut.contains) ? ascii.flatMap(Self.allowed) : nil
    }
  }

  private static func allowed(_ host: String) -> String? {
    let isForbidden = host.unicodeScalars.contains {
      $0.value <= 0x20 || forbidden.contains(Character($0))
    }
    return isForbidden ? nil : host
  }

  var percentEncoded: String {
    source.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// A column without its escapes; nil where it holds half a surrogate pair.
  private static func text(_ column: String) -> String? {
    guard column != "\"\"" else { return "" }
    var text = String.UnicodeScalarView()
    var rest = Substring(column)
    while let next = rest.first {
      if let match = rest.prefixMatch(of: /\\u([0-9A-Fa-f]{4})|\\x\{([0-9A-Fa-f]+)\}/) {
        guard let digits = match.output.1 ?? match.output.2,
          let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init)
        else { return nil }
        text.append(scalar)
        rest = rest[match.range.upperBound...]
      } else {
        text.append(contentsOf: next.unicodeScalars)
        rest = rest.dropFirst()
      }
    }
    return String(text)
  }
}
