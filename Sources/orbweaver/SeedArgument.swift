/// What an argument of `orbweaver crawl` names.
package enum SeedArgument: Equatable, Sendable {
  case standardInput
  case file(String)
  case url(String)

  /// What looks like a URL is one, an existing file is a file, and the rest is a host if it looks
  /// like one, or else a file that is missing.
  package init(_ text: String) {
    if text == "-" {
      self = .standardInput
    } else if text.contains("://") {
      self = .url(text)
    } else if InputFile.exists(text), !InputFile.isFolder(text) {
      self = .file(text)
    } else if Self.scheme(of: text) != nil || Self.looksLikeHost(text) {
      self = .url(text)
    } else {
      self = .file(text)
    }
  }

  /// The scheme that a text begins with (RFC 3986, section 3.1); nil for none, and for a host with
  /// its port, which looks alike.
  static func scheme(of text: String) -> Substring? {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let scheme = text[..<colon]
    guard let first = scheme.utf8.first, first.isLetter,
      scheme.utf8.allSatisfy({ $0.isLetter || $0.isDigit || "+-.".utf8.contains($0) })
    else { return nil }
    let rest = text[text.index(after: colon)...]
    let port = rest.utf8.prefix(while: \.isDigit)
    let follower = rest.utf8.dropFirst(port.count).first
    let isPort = !port.isEmpty && (follower == nil || "/?#".utf8.contains(follower ?? 0))
    return isPort ? nil : scheme
  }

  /// The ends of names that people give to lists; no top-level domain is among them.
  private static let listSuffixes = [".txt", ".list", ".lst", ".urls", ".seeds", ".csv", ".tsv"]

  private static func looksLikeHost(_ text: String) -> Bool {
    guard let first = text.first, !"./~".contains(first) else { return false }
    if first == "[" { return true }
    let slash = text.firstIndex(of: "/")
    let host = text[..<(slash ?? text.endIndex)]
    if slash == nil && listSuffixes.contains(where: { text.lowercased().hasSuffix($0) }) {
      return false
    }
    return host.contains(".") || host.contains(":") || host == "localhost"
  }
}

extension UInt8 {
  fileprivate var isLetter: Bool { (0x61...0x7A).contains(self | 0x20) }
  fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
}
