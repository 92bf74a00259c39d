/// XML (and so also SVG, and HTML in its XML syntax) as text.
package enum Markup {
  /// A text as content or as the value of an attribute: nothing in it is markup, and what XML cannot
  /// hold (XML 1.0, 2.2: controls, U+FFFE, U+FFFF) is U+FFFD.
  package static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t", "\n": result.unicodeScalars.append(scalar)
      case "\u{0}"..<" ", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// An element.
  ///
  /// - Parameters:
  ///   - attributes: their values as plain text.
  ///   - content: markup already.
  package static func element(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ content: String = ""
  ) -> String {
    var text = "<" + name
    for (key, value) in attributes { text += " \(key)=\"\(escaped(value))\"" }
    return text + (content.isEmpty ? "/>" : ">\(content)</\(name)>")
  }

  /// A coordinate in as few characters as show it: two decimals.
  package static func number(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return "0" }
    let hundredths = Int64((value * 100).rounded())
    let (whole, rest) = (hundredths.magnitude / 100, hundredths.magnitude % 100)
    let sign = hundredths < 0 ? "-" : ""
    if rest == 0 { return "\(sign)\(whole)" }
    let digits = rest % 10 == 0 ? "\(rest / 10)" : rest < 10 ? "0\(rest)" : "\(rest)"
    return "\(sign)\(whole).\(digits)"
  }
}
