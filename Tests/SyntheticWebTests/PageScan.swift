import SyntheticWeb

/// Finds the links of a synthetic page by plain search, and resolves them by the rules of RFC 3986
/// as far as these pages need them: a second opinion about what `links(of:)` says.
struct PageScan {
  struct Link: Hashable {
    var element: String
    var relation: String
    var url: String
  }

  private(set) var links: [Link] = []

  init(html: [UInt8], url: String) {
    let text = String(decoding: html, as: UTF8.self)
    var base = url
    for tag in text.matches(of: /<(a|link|img|script|base)\s([^>]*)>/) {
      let attributes = PageScan.attributes(of: String(tag.output.2))
      guard let reference = attributes["href"] ?? attributes["src"] else { continue }
      let resolved = PageScan.resolve(reference, against: base)
      if tag.output.1 == "base" {
        base = resolved
      } else {
        let element = String(tag.output.1)
        links.append(
          Link(element: element, relation: attributes["rel"] ?? "", url: resolved))
      }
    }
  }

  private static func attributes(of text: String) -> [String: String] {
    var attributes: [String: String] = [:]
    for match in text.matches(of: /([a-z]+)=(?:"([^"]*)"|'([^']*)'|(\S+))/) {
      let value = match.output.2 ?? match.output.3 ?? match.output.4 ?? ""
      attributes[String(match.output.1)] = decode(String(value))
    }
    return attributes
  }

  private static func decode(_ text: String) -> String {
    var decoded = text
    for reference in ["&amp;", "&#38;", "&#x26;"] { decoded.replace(reference, with: "&") }
    decoded.replace("&eacute;", with: "é")
    decoded.replace("é", with: "%C3%A9")
    decoded.replace("%c3%a9", with: "%C3%A9")
    return String(decoded.trimmingPrefix(while: \.isWhitespace).reversed())
      .trimmingPrefix(while: \.isWhitespace).reversed().map(String.init).joined()
  }

  private static func resolve(_ reference: String, against base: String) -> String {
    let reference = String(reference.prefix { $0 != "#" })
    if reference.isEmpty { return base }
    if reference.hasPrefix("http://") { return reference }
    if reference.hasPrefix("//") { return "http:" + reference }
    let parts = base.split(separator: "/", omittingEmptySubsequences: false)
    let origin = parts[..<3].joined(separator: "/")
    if reference.hasPrefix("/") { return origin + reference }
    var folders = base.prefix { $0 != "?" }
      .split(separator: "/", omittingEmptySubsequences: false)[3...].dropLast().map(String.init)
    var rest = reference
    while true {
      if rest.hasPrefix("./") {
        rest.removeFirst(2)
      } else if rest.hasPrefix("../") {
        rest.removeFirst(3)
        folders.removeLast()
      } else {
        return ([origin] + folders + [rest]).joined(separator: "/")
      }
    }
  }
}
