/// Text from outside (file names, URLs) as one that neither breaks lines nor steers a terminal.
package enum Printable {
  /// The text with what controls, formats or separates lines written as an escape: `\u{1b}`.
  package static func text(_ text: String) -> String {
    if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator, .format:
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
