package import Foundation
package import FoundationXML

/// What a text is made of as XML, by Foundation's reader.
package final class XMLOutline: NSObject, XMLParserDelegate {
  /// The names of its elements, in the order in which they begin.
  package private(set) var elements: [String] = []
  /// The attributes of all its elements.
  package private(set) var attributes: [(name: String, value: String)] = []
  /// Whether it is well-formed (XML 1.0, 2.1).
  package private(set) var isWellFormed = false
  /// Where it is not.
  package private(set) var place = ""
  private var depth = 0

  package init(_ text: String) {
    super.init()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = self
    // This reader minds neither all errors, nor a text that ends too early, nor one of three bytes.
    isWellFormed =
      parser.parse() && parser.parserError == nil && depth == 0 && !elements.isEmpty
    if !isWellFormed { place = "line \(parser.lineNumber), column \(parser.columnNumber)" }
  }

  /// The values of all attributes with such a name.
  package func values(of name: String) -> [String] {
    attributes.filter { $0.name == name }.map(\.value)
  }

  package func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    depth += 1
    elements.append(name)
    self.attributes += attributes.map { ($0.key, $0.value) }
  }

  package func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) { depth -= 1 }
}
