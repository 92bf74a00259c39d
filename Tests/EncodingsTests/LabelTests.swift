import Encodings
import TestSupport
import Testing

@Suite struct LabelTests {
  private struct Row: Decodable {
    let label: String
    let encoding: String
  }

  private func encoding(_ label: String) -> CharacterEncoding? {
    CharacterEncoding(label: Array(label.utf8).span)
  }

  @Test(
    .enabled(if: ConformanceSuite.has("encoding/whatwg_labels.jsonl"), "\(ConformanceSuite.reason)")
  )
  func everyLabelOfTheStandard() throws {
    let rows = try ConformanceSuite.rows("encoding/whatwg_labels.jsonl", as: Row.self)
    #expect(rows.count == 228)
    for row in rows {
      for label in [row.label, row.label.uppercased(), "\t\n\u{0C}\r \(row.label) "] {
        #expect(encoding(label)?.name == row.encoding, "\(label)")
      }
    }
    #expect(Set(rows.map(\.encoding)) == Set(CharacterEncoding.allCases.map(\.name)))
  }

  @Test(arguments: [
    "", " ", "utf", "utf-8x", "utf 8", "utf-32", "utf-7", "latin", "\u{A0}utf-8", "utf-8 ascii",
    "utf8 utf-8", "windows-1252\0",
  ]) func noLabel(text: String) { #expect(encoding(text) == nil) }
}
