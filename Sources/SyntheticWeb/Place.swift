/// One thing that a synthetic web serves: which host, and what there.
package struct Place: Sendable, Hashable {
  package var host: Int
  package var resource: Resource

  package init(host: Int, _ resource: Resource) {
    self.host = host
    self.resource = resource
  }
}

/// What a host of a synthetic web has to serve. Every resource has one path, and from a path its
/// resource can be told without a table.
package enum Resource: Sendable, Hashable {
  /// An ordinary page; page 0 is `/`.
  case page(Int)
  /// A page under `/private/`, which robots.txt may forbid.
  case hidden(Int)
  /// Leads to page `target`, over `hops` further redirects.
  case moved(target: Int, hops: Int)
  /// Linked, but answered with 404.
  case missing(Int)
  /// Misbehaves as the fault of this number says.
  case trouble(Int)
  /// Redirects to the next turn of its loop, and so on for ever.
  case loop(Int, turn: Int)
  /// `/assets/style.css`
  case stylesheet
  /// `/assets/site.js`
  case script
  /// `/favicon.ico`
  case icon
  /// A picture.
  case image(Int)
  /// `/robots.txt`
  case robots
  /// `/sitemap.xml`, the index of the host's sitemaps.
  case sitemapIndex
  /// A file of the sitemap.
  case sitemap(Int)
  /// A page that is in the sitemap and that nothing links to.
  case orphan(Int)

  /// Appends the path (and the query, where there is one) in canonical form.
  package func appendPath(to bytes: inout [UInt8]) {
    switch self {
    case .page(let number): PagePath(of: number).append(to: &bytes)
    case .hidden(let number): bytes.append("/private/note-", number, ".html")
    case .moved(let target, let hops):
      bytes.append("/moved/", hops, "/")
      bytes.append(decimal: target)
    case .missing(let number): bytes.append("/gone/", number, ".html")
    case .trouble(let number): bytes.append("/trouble/", number, "")
    case .loop(let number, let turn):
      bytes.append("/loop/", number, "/")
      bytes.append(decimal: turn)
    case .stylesheet: bytes.append("/assets/style.css")
    case .script: bytes.append("/assets/site.js")
    case .icon: bytes.append("/favicon.ico")
    case .image(let number): bytes.append("/assets/picture-", number, ".gif")
    case .robots: bytes.append("/robots.txt")
    case .sitemapIndex: bytes.append("/sitemap.xml")
    case .sitemap(let number):
      bytes.append("/sitemaps/part-", number, SitemapForm(ofFile: number).suffix)
    case .orphan(let number): bytes.append("/orphans/page-", number, ".html")
    }
  }

  /// The resource with exactly this path and query, given in canonical form; `nil` where there can
  /// be none. Constant time: the numbers in the path say which resource it would have to be.
  package init?(path: Span<UInt8>) {
    guard let candidate = Resource.candidate(for: path) else { return nil }
    var canonical: [UInt8] = []
    canonical.reserveCapacity(path.count)
    candidate.appendPath(to: &canonical)
    guard canonical.span.isEqual(to: path) else { return nil }
    self = candidate
  }

  private static func candidate(for path: Span<UInt8>) -> Resource? {
    let numbers = path.decimalNumbers
    if path.starts(with: "/moved/") {
      return numbers.count == 2 ? .moved(target: numbers[1], hops: numbers[0]) : nil
    }
    if path.starts(with: "/loop/") {
      return numbers.count == 2 ? .loop(numbers[0], turn: numbers[1]) : nil
    }
    guard let last = numbers.last else { return withoutNumber(path) }
    if path.starts(with: "/private/") { return .hidden(last) }
    if path.starts(with: "/gone/") { return .missing(last) }
    if path.starts(with: "/trouble/") { return .trouble(last) }
    if path.starts(with: "/assets/") { return .image(last) }
    if path.starts(with: "/sitemaps/") { return .sitemap(last) }
    if path.starts(with: "/orphans/") { return .orphan(last) }
    return .page(last)
  }

  private static func withoutNumber(_ path: Span<UInt8>) -> Resource? {
    if path.starts(with: "/robots.txt") { return .robots }
    if path.starts(with: "/sitemap.xml") { return .sitemapIndex }
    if path.starts(with: "/favicon") { return .icon }
    if path.starts(with: "/assets/style") { return .stylesheet }
    return path.starts(with: "/assets/") ? .script : .page(0)
  }
}

extension [UInt8] {
  fileprivate mutating func append(_ before: String, _ number: Int, _ after: String) {
    append(before)
    append(decimal: number)
    append(after)
  }
}

extension Span<UInt8> {
  func isEqual(to other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for index in indices where self[index] != other[index] { return false }
    return true
  }

  func starts(with prefix: String) -> Bool {
    var index = 0
    for byte in prefix.utf8 {
      guard index < count, self[index] == byte else { return false }
      index += 1
    }
    return true
  }

  /// The runs of digits, where a percent sign and the two bytes after it are skipped; none longer
  /// than 15 digits.
  fileprivate var decimalNumbers: [Int] {
    var numbers: [Int] = []
    var digits = 0
    var index = 0
    while index < count {
      let byte = self[index]
      index += byte == UInt8(ascii: "%") ? 3 : 1
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else {
        digits = 0
        continue
      }
      digits += 1
      guard digits <= 15 else { return [] }
      let value = Int(byte - UInt8(ascii: "0"))
      numbers.append(digits == 1 ? value : numbers.removeLast() * 10 + value)
    }
    return numbers
  }
}
