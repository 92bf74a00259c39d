package import WebURL

/// Which URLs belong to a crawl.
package struct Scope: ~Copyable {
  /// How far from its seeds a crawl may go.
  package enum Reach: String, Sendable, CaseIterable {
    /// The seeds' own hosts.
    case host
    /// The seeds' registrable domains, with all their hosts.
    case domain
    /// URLs that begin like a seed, up to its last slash.
    case prefix
    /// Anywhere.
    case any
  }

  package let reach: Reach
  private var hosts: Set<String> = []
  private var domains: Set<String> = []
  private var prefixes: [[UInt8]] = []
  private let includes: [PatternBox]
  private let excludes: [PatternBox]

  /// Makes the array of patterns possible, which cannot hold what is not copyable.
  private final class PatternBox {
    let pattern: Pattern
    init(_ pattern: consuming Pattern) { self.pattern = pattern }
  }

  /// - Throws: `Pattern.SyntaxError` for an expression that is none.
  package init(
    _ reach: Reach, including: [String] = [], excluding: [String] = []
  ) throws(Pattern.SyntaxError) {
    self.reach = reach
    var (includes, excludes): ([PatternBox], [PatternBox]) = ([], [])
    for text in including { includes.append(PatternBox(try Pattern(text))) }
    for text in excluding { excludes.append(PatternBox(try Pattern(text))) }
    self.includes = includes
    self.excludes = excludes
  }

  /// Widens the scope by a seed.
  package mutating func add(seed: WebURL) {
    guard let host = seed.host else { return }
    hosts.insert(Self.hostKey(seed))
    domains.insert(RegistrableDomain.of(host: host) ?? host)
    let href = seed.href.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    let end = href.lastIndex(of: UInt8(ascii: "/")) ?? href.endIndex
    prefixes.append(Array(href[...end]))
  }

  /// Host and port, the usual ports of http and https being one: a site that moves from one to the
  /// other stays in scope.
  private static func hostKey(_ url: WebURL) -> String {
    let host = url.host ?? ""
    return url.port.map { "\(host):\($0)" } ?? host
  }

  /// Whether URLs of an origin can be in scope at all; asked once for each origin.
  package borrowing func admits(origin: WebURL) -> Bool {
    switch reach {
    case .host: hosts.contains(Self.hostKey(origin))
    case .domain:
      origin.host.map { domains.contains(RegistrableDomain.of(host: $0) ?? $0) } ?? false
    case .prefix, .any: true
    }
  }

  /// Why a URL of an admitted origin is out of scope, or nil when it is in.
  package borrowing func objection(to url: Span<UInt8>) -> Exclusion? {
    if reach == .prefix && !prefixes.contains(where: { url.starts(with: $0) }) {
      return .scope(reach)
    }
    for box in excludes where box.pattern.matches(url) { return .excludePattern(box.pattern.text) }
    guard !includes.isEmpty else { return nil }
    for box in includes where box.pattern.matches(url) { return nil }
    return .noIncludePattern
  }
}

extension Span<UInt8> {
  fileprivate func starts(with prefix: [UInt8]) -> Bool {
    guard count >= prefix.count else { return false }
    for index in prefix.indices where self[index] != prefix[index] { return false }
    return true
  }
}
