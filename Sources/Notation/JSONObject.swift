/// A JSON object (RFC 8259), its members in the order in which they were added.
package struct JSONObject: CustomStringConvertible {
  private var members: [String] = []

  package init() {}

  /// The object on one line.
  package var description: String { "{" + members.joined(separator: ",") + "}" }

  /// The object with each of its members on a line of its own, for files that people look into.
  package var spread: String { "{\n" + members.joined(separator: ",\n") + "\n}\n" }

  /// Adds a text, or `null`.
  package mutating func add(_ name: String, _ text: String?) {
    add(name, raw: text.map(Self.quoted) ?? "null")
  }

  package mutating func add(_ name: String, _ texts: [String]) {
    add(name, raw: "[" + texts.map(Self.quoted).joined(separator: ",") + "]")
  }

  package mutating func add(_ name: String, _ number: Int64?) {
    add(name, raw: number.map { "\($0)" } ?? "null")
  }

  /// Adds a number, in the fewest digits that read back as the same one; `null` for what JSON cannot
  /// say: infinities and what is no number.
  package mutating func add(_ name: String, _ number: Double?) {
    add(name, raw: Self.number(number))
  }

  package mutating func add(_ name: String, _ numbers: [Double]) {
    add(name, raw: "[" + numbers.map(Self.number).joined(separator: ",") + "]")
  }

  /// Adds an object, or `null`.
  package mutating func add(_ name: String, _ object: JSONObject?) {
    add(name, raw: object?.description ?? "null")
  }

  /// Adds a list of objects.
  package mutating func add(_ name: String, _ objects: [JSONObject]) {
    add(name, raw: "[" + objects.map(\.description).joined(separator: ",") + "]")
  }

  /// Adds a list of objects, each on a line of its own.
  package mutating func add(_ name: String, lines objects: [JSONObject]) {
    let lines = objects.map { "\n  " + $0.description }
    add(name, raw: "[" + lines.joined(separator: ",") + "]")
  }

  /// Adds what is JSON already.
  package mutating func add(_ name: String, raw value: String) {
    members.append("\(Self.quoted(name)):\(value)")
  }

  private static func number(_ number: Double?) -> String {
    guard let number, number.isFinite else { return "null" }
    return Int64(exactly: number).map { "\($0)" } ?? "\(number)"
  }

  /// A text as a JSON string.
  package static func quoted(_ text: String) -> String {
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
