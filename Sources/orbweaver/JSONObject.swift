/// One JSON object on one line (RFC 8259), its members in the order in which they were added.
package struct JSONObject: CustomStringConvertible {
  private var members: [String] = []

  package init() {}

  package var description: String { "{" + members.joined(separator: ",") + "}" }

  /// Adds a text, or `null`.
  package mutating func add(_ name: String, _ text: String?) {
    add(name, raw: text.map(Self.quoted) ?? "null")
  }

  package mutating func add(_ name: String, _ texts: [String]) {
    add(name, raw: "[" + texts.map(Self.quoted).joined(separator: ",") + "]")
  }

  /// Adds what is JSON already.
  package mutating func add(_ name: String, raw value: String) {
    members.append("\(Self.quoted(name)):\(value)")
  }

  /// A text as a JSON string.
  static func quoted(_ text: String) -> String {
    if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }) {
      return "\"\(text)\""
    }
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{0}"..<" ", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
