/// What kind of document a body is, by its headers and, where they leave it open, by its first bytes:
/// the MIME Sniffing Standard, as far as it decides what is parsed (section 7).
package struct BodySniffer: Sendable, Hashable {
  /// The bytes that the standard looks at, at most.
  package static let headerLength = 1445
  /// Where an XML document has not come to its root element by then, it is taken for none of ours.
  private static let prologLimit = 64 << 10

  /// What is known of a body so far.
  package enum Verdict: Sendable, Hashable {
    case html
    /// XML whose root element is XHTML's.
    case xhtml
    /// Of the type named, which is not parsed as a page.
    case other(String)
    /// More of the body must be seen.
    case undecided
  }

  private let type: MediaType?
  private let isScriptable: Bool
  private let mayBeMislabelled: Bool

  /// - Parameters:
  ///   - type: what all `Content-Type` headers mean together.
  ///   - lastContentType: the last of them, as it came.
  ///   - contentTypeOptions: `X-Content-Type-Options`, its lines joined with `, `.
  package init(type: MediaType?, lastContentType: String?, contentTypeOptions: String?) {
    self.type = type
    isScriptable = !Self.saysNosniff(contentTypeOptions)
    mayBeMislabelled = isScriptable && Self.mislabels.contains(lastContentType ?? "")
  }

  /// The exact values that Apache once sent for files of any type (section 5.1).
  private static let mislabels: Set<String> = [
    "text/plain", "text/plain; charset=ISO-8859-1", "text/plain; charset=iso-8859-1",
    "text/plain; charset=UTF-8",
  ]

  /// Fetch Standard, "determine nosniff".
  private static func saysNosniff(_ options: String?) -> Bool {
    options.map { HeaderReader.split($0)[0].lowercased() == "nosniff" } ?? false
  }

  /// Judges by the headers alone; `undecided` where the body has to be seen.
  package var verdictByHeaders: Verdict {
    guard let type, !type.isUnknown else { return .undecided }
    if type.isHTML { return .html }
    if type.essence == "application/xhtml+xml" { return .xhtml }
    if type.isXML, !type.subtype.hasSuffix("+xml") { return .undecided }
    return mayBeMislabelled ? .undecided : .other(type.essence)
  }

  /// Judges by headers and body. O(min(n, 64 KiB)).
  ///
  /// - Parameters:
  ///   - body: its beginning, decoded.
  ///   - isWhole: whether there is no more of it.
  package func verdict(on body: Span<UInt8>, isWhole: Bool) -> Verdict {
    let byHeaders = verdictByHeaders
    guard case .undecided = byHeaders else { return byHeaders }
    if let type, type.isXML { return Self.xmlVerdict(type.essence, body, isWhole: isWhole) }
    guard isWhole || body.count >= Self.headerLength else { return .undecided }
    let header = body.extracting(first: Self.headerLength)
    if type != nil, mayBeMislabelled {
      return .other(Signature.looksBinary(header) ? "application/octet-stream" : "text/plain")
    }
    switch Signature.essence(of: header, isScriptable: isScriptable) {
    case "text/html": return .html
    case "text/xml": return Self.xmlVerdict("text/xml", body, isWhole: isWhole)
    case let essence: return .other(essence)
    }
  }

  private static func xmlVerdict(_ essence: String, _ body: Span<UInt8>, isWhole: Bool) -> Verdict {
    switch XMLProlog.rootIsXHTML(body) {
    case true?: .xhtml
    case false?: .other(essence)
    case nil: isWhole || body.count >= prologLimit ? .other(essence) : .undecided
    }
  }
}
