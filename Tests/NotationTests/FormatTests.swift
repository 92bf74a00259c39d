import Foundation
import Notation
import Testing

/// JSON and CSV, read back by another reader or held against the standard's own examples.
struct FormatTests {
  private static let hostile = [
    "", "a", "\"", "\\", "</script>", "\u{0}\u{1}\u{1F}\u{7F}\u{85}", "\r\n\t", "\u{2028}\u{2029}",
    "Grüße 🕸 \u{202E}abc", "{\"a\":1}",
  ]

  @Test func textsComeBack() throws {
    var object = JSONObject()
    object.add("texts", Self.hostile)
    object.add("none", nil as String?)
    for text in [object.description, object.spread] {
      let read = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
      #expect(read?["texts"] as? [String] == Self.hostile)
      #expect(read?["none"] is NSNull)
    }
    #expect(!object.description.contains("\n"))
  }

  @Test(arguments: [0, -1, 1.5, 1e-7, 1e300, 0.1, 123_456_789.25, -0.25])
  func numbersComeBack(_ number: Double) throws {
    var object = JSONObject()
    object.add("number", number)
    let read = try JSONSerialization.jsonObject(with: Data(object.description.utf8))
    #expect((read as? [String: Double])?["number"] == number)
  }

  @Test func whatJSONCannotSayIsNull() {
    var object = JSONObject()
    object.add("numbers", [.infinity, -.infinity, .nan])
    object.add("object", nil as JSONObject?)
    #expect(object.description == #"{"numbers":[null,null,null],"object":null}"#)
  }

  @Test func objectsNest() throws {
    var inner = JSONObject()
    inner.add("a", Int64(1))
    var object = JSONObject()
    object.add("lines", lines: [inner, inner])
    object.add("one", inner)
    #expect(
      object.description.replacing("\n", with: "")
        == #"{"lines":[  {"a":1},  {"a":1}],"one":{"a":1}}"#)
    _ = try JSONSerialization.jsonObject(with: Data(object.spread.utf8))
  }

  /// RFC 4180, section 2, rules 5 to 7.
  @Test func fieldsAreQuoted() {
    #expect(CSV.line(["aaa", "b\r\nbb", "c\"c", "d,d"]) == "aaa,\"b\r\nbb\",\"c\"\"c\",\"d,d\"\n")
    #expect(CSV.line([""]) == "\n")
  }

  @Test func printableTextSteersNoTerminal() {
    #expect(Printable.text("a\u{1B}[31m\n\u{202E}ü") == #"a\u{1b}[31m\u{a}\u{202e}ü"#)
  }
}
