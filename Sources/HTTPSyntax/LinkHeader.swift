package import WebURL

/// One link of a `Link` header (RFC 8288).
package struct LinkHeader: Sendable, Hashable {
  /// What stands between the angle brackets: a reference, relative to the answer's URL.
  package let target: String
  /// The relation types of the first `rel`, in lower case.
  package let relations: [String]
  /// The context where it is not the answer itself: a reference that some other link starts from.
  package let anchor: String?

  /// All links of a header, whose lines are joined with `, ` (RFC 8288, appendix B.2). What cannot be
  /// read ends the list. O(n).
  package static func parse(_ value: String) -> [LinkHeader] {
    var reader = HeaderReader(value)
    var links: [LinkHeader] = []
    while true {
      while let next = reader.next, next == "," || next == " " || next == "\t" {
        _ = reader.skip(next)
      }
      guard reader.skip("<") else { return links }
      let target = reader.take { $0 != ">" }
      guard reader.skip(">") else { return links }
      links.append(LinkHeader(target: target.text, parameters: readParameters(&reader)))
      _ = reader.take { $0 != "," }
    }
  }

  private init(target: String, parameters: [(name: String, value: String)]) {
    self.target = target
    let rel = parameters.first { $0.name == "rel" }?.value ?? ""
    relations = rel.split { " \t\n\r\u{C}".contains($0) }.map { $0.lowercased() }
    anchor = parameters.first { $0.name == "anchor" }?.value
  }

  /// Appendix B.3.
  private static func readParameters(
    _ reader: inout HeaderReader
  ) -> [(name: String, value: String)] {
    var parameters: [(name: String, value: String)] = []
    while true {
      reader.skipBlanks()
      guard reader.skip(";") else { return parameters }
      reader.skipBlanks()
      let name = reader.take { ![" ", "\t", "=", ";", ","].contains($0) }
      reader.skipBlanks()
      var value: [Unicode.Scalar] = []
      if reader.skip("=") {
        reader.skipBlanks()
        if reader.next == "\"" {
          value = reader.takeQuoted()
        } else {
          value = reader.take { $0 != ";" && $0 != "," }
          while let last = value.last, last.isHTTPSpace { value.removeLast() }
        }
      }
      if !name.isEmpty { parameters.append((name.lowercasedASCII, value.text)) }
    }
  }

  /// The kinds of link that the relations make, as those of a `<link>` element do. An alternate style
  /// sheet is a style sheet and nothing else.
  package var kinds: [LinkKind] {
    var kinds: [LinkKind] = []
    for relation in relations {
      if let kind = Self.kind(of: relation), !kinds.contains(kind) { kinds.append(kind) }
    }
    if kinds.contains(.stylesheet) { kinds.removeAll { $0 == .alternate } }
    return kinds
  }

  private static func kind(of relation: String) -> LinkKind? {
    switch relation {
    case "canonical": .canonical
    case "next": .next
    case "prev", "previous": .previous
    case "alternate": .alternate
    case "stylesheet": .stylesheet
    case "icon", "mask-icon", "apple-touch-icon", "apple-touch-icon-precomposed": .icon
    default: nil
    }
  }

  /// The relations that stand on the link for those who follow it.
  package var relation: LinkRelation {
    var relation: LinkRelation = []
    if relations.contains("nofollow") { relation.insert(.nofollow) }
    if relations.contains("ugc") { relation.insert(.ugc) }
    if relations.contains("sponsored") { relation.insert(.sponsored) }
    if relations.contains("external") { relation.insert(.external) }
    return relation
  }
}
