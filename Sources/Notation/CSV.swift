/// Lines of comma-separated values (RFC 4180, but ended by LF, as Unix tools have it).
package enum CSV {
  package static func line(_ fields: [String]) -> String {
    fields.map(quoted).joined(separator: ",") + "\n"
  }

  private static func quoted(_ field: String) -> String {
    let mustBeQuoted = field.utf8.contains { byte in
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == 0x0A || byte == 0x0D
    }
    guard mustBeQuoted else { return field }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }
}
