/// A MIME type, as the MIME Sniffing Standard reads and writes it (sections 4.4 and 4.5).
package struct MediaType: Sendable, Hashable, CustomStringConvertible {
  package struct Parameter: Sendable, Hashable {
    /// In lower case.
    package let name: String
    package var value: String
  }

  /// In lower case: `text`.
  package let type: String
  /// In lower case: `html`.
  package let subtype: String
  /// Each name once, in the order in which they stood.
  package private(set) var parameters: [Parameter] = []

  /// Parses one header value. Nil where the standard says failure. O(n).
  package init?(_ text: some StringProtocol) {
    var reader = HeaderReader(text)
    reader.trimSpace()
    let type = reader.take { $0 != "/" }
    guard !type.isEmpty, type.allSatisfy(\.isToken), reader.skip("/") else { return nil }
    var subtype = reader.take { $0 != ";" }
    while let last = subtype.last, last.isHTTPSpace { subtype.removeLast() }
    guard !subtype.isEmpty, subtype.allSatisfy(\.isToken) else { return nil }
    self.type = type.lowercasedASCII
    self.subtype = subtype.lowercasedASCII
    while reader.skip(";") { readParameter(&reader) }
  }

  private mutating func readParameter(_ reader: inout HeaderReader) {
    _ = reader.take(while: \.isHTTPSpace)
    let name = reader.take { $0 != ";" && $0 != "=" }
    guard reader.skip("=") else { return }
    var value: [Unicode.Scalar]
    if reader.next == "\"" {
      value = reader.takeQuoted()
      _ = reader.take { $0 != ";" }
    } else {
      value = reader.take { $0 != ";" }
      while let last = value.last, last.isHTTPSpace { value.removeLast() }
      if value.isEmpty { return }
    }
    guard !name.isEmpty, name.allSatisfy(\.isToken), value.allSatisfy(\.isInQuotedString) else {
      return
    }
    let key = name.lowercasedASCII
    if self[key] == nil { parameters.append(Parameter(name: key, value: value.text)) }
  }

  /// What the values of all `Content-Type` headers of an answer, joined with `, `, mean together
  /// (Fetch Standard, "extract a MIME type"): the last that is one, with the charset of an earlier one
  /// of the same essence where it names none. Nil when there is none. O(n).
  package init?(contentType values: some StringProtocol) {
    var result: MediaType?
    var charset: String?
    let isOne = !values.utf8.contains(UInt8(ascii: ","))
    for value in isOne ? [String(values)] : HeaderReader.split(values) {
      guard var type = MediaType(value), type.essence != "*/*" else { continue }
      if type.essence != result?.essence { charset = nil }
      if let own = type["charset"] {
        charset = own
      } else if let charset {
        type.parameters.append(Parameter(name: "charset", value: charset))
      }
      result = type
    }
    guard let result else { return nil }
    self = result
  }

  /// `text/html`.
  package var essence: String { "\(type)/\(subtype)" }

  /// The value of a parameter, by its name in lower case.
  package subscript(name: String) -> String? {
    parameters.first { $0.name == name }?.value
  }

  /// `text/html`: an HTML MIME type (section 4.6).
  package var isHTML: Bool { subtype == "html" && type == "text" }

  /// `text/xml`, `application/xml` and all that end in `+xml`: an XML MIME type (section 4.6).
  package var isXML: Bool {
    subtype.hasSuffix("+xml") || (subtype == "xml" && (type == "text" || type == "application"))
  }

  /// The types by which a server says that it does not know; the standard looks at the body then.
  package var isUnknown: Bool {
    switch essence {
    case "unknown/unknown", "application/unknown", "*/*": true
    default: false
    }
  }

  /// Serialised.
  package var description: String {
    parameters.reduce(into: essence) { text, parameter in
      text += ";\(parameter.name)="
      let scalars = parameter.value.unicodeScalars
      if !scalars.isEmpty, scalars.allSatisfy(\.isToken) {
        text += parameter.value
      } else {
        text += "\""
        for scalar in scalars {
          if scalar == "\"" || scalar == "\\" { text += "\\" }
          text.unicodeScalars.append(scalar)
        }
        text += "\""
      }
    }
  }
}
