/// A whole web that follows from a `WebShape`: nothing is stored, every page and every answer is
/// computed when asked for, so a million pages cost nothing until they are fetched.
///
/// The pages of a host form a tree below its page 0, the first pages of the hosts form a tree below
/// host 0, and each page links to its children: so every page can be reached from page 0 of host 0.
/// The links that remain go anywhere: see `WebShape`.
package struct SiteModel: Sendable {
  package let shape: WebShape
  /// The port that all hosts listen on.
  package let port: UInt16
  let text: TextPool
  private let authoritySuffix: String

  /// How many first pages of further hosts the first page of a host links to.
  private static let hostArity = 8

  package init(shape: WebShape, port: UInt16) {
    shape.check()
    self.shape = shape
    self.port = port
    text = TextPool(seed: shape.seed)
    authoritySuffix = port == 80 ? "" : ":\(port)"
  }

  /// How many ordinary pages there are on all hosts.
  package var totalPages: Int { shape.hosts * shape.pagesPerHost }

  /// Scheme and authority of a host, with no slash at the end.
  package func origin(ofHost host: Int) -> String {
    "http://\(shape.naming.name(ofHost: host))\(authoritySuffix)"
  }

  /// The absolute URL of a place, in canonical form.
  package func url(of place: Place) -> String {
    var bytes = Array(origin(ofHost: place.host).utf8)
    place.resource.appendPath(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What is served under this path and query, given in canonical form; `nil` where the model links
  /// to nothing of the kind, which is a 404.
  package func place(host: Int, path: Span<UInt8>) -> Place? {
    guard host < shape.hosts, let resource = Resource(path: path), exists(resource) else {
      return nil
    }
    return Place(host: host, resource)
  }

  /// The place with this absolute canonical URL; `nil` where it is none of this web's.
  package func place(of url: String) -> Place? {
    guard url.hasPrefix("http://") else { return nil }
    let rest = url.utf8.dropFirst(7)
    guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else { return nil }
    let authority = Array(rest[..<slash])
    let path = Array(rest[slash...])
    guard let host = shape.naming.host(named: authority.span), host < shape.hosts,
      url.hasPrefix(origin(ofHost: host) + "/")
    else { return nil }
    return place(host: host, path: path.span)
  }

  private func exists(_ resource: Resource) -> Bool {
    switch resource {
    case .page(let number), .hidden(let number), .missing(let number), .loop(let number, _),
      .moved(let number, _):
      number < shape.pagesPerHost
    case .trouble(let number): number < shape.faults.count
    case .image(let number): number < SiteModel.pictures
    case .sitemapIndex, .sitemap: shape.sitemaps != nil
    case .orphan(let number): number < shape.sitemaps?.orphans ?? 0
    case .stylesheet, .script, .icon, .robots: true
    }
  }

  /// How many different pictures a host has.
  static let pictures = 64
  /// How many redirects there are in a loop.
  package static let loopLength = 3

  // MARK: The trees

  /// The pages that a page links to so that each page can be reached.
  func children(of place: Place) -> [Place] {
    guard case .page(let number) = place.resource else { return [] }
    let arity = max(2, min(shape.linksPerPage / 3, 12))
    var children = heapChildren(of: number, arity: arity, below: shape.pagesPerHost).map {
      Place(host: place.host, .page($0))
    }
    if number == 0 {
      let hosts = heapChildren(of: place.host, arity: SiteModel.hostArity, below: shape.hosts)
      children += hosts.map { Place(host: $0, .page(0)) }
    }
    return children
  }

  /// The children of a node where the nodes of a tree are numbered level by level.
  private func heapChildren(of node: Int, arity: Int, below limit: Int) -> Range<Int> {
    let first = arity * node + 1
    return min(first, limit)..<min(first + arity, limit)
  }

  // MARK: Redirects

  /// Where a redirecting place leads, with the status that says so; `nil` for all other places.
  package func redirect(at place: Place) -> (status: Int, target: Place)? {
    switch place.resource {
    case .moved(let number, let hops):
      var draw = Draw(shape.seed, .redirects, place.host, number &* 8 &+ hops)
      let status = [301, 302, 303, 307, 308][draw.below(5)]
      guard hops == 0 else {
        return (status, Place(host: place.host, .moved(target: number, hops: hops - 1)))
      }
      let leaves = shape.externalLinkFraction > 0 && draw.below(8) == 0
      let host = leaves ? draw.below(shape.hosts) : place.host
      return (status, Place(host: host, .page(number)))
    case .loop(let number, let turn):
      let next = (turn % SiteModel.loopLength + 1) % SiteModel.loopLength
      return (302, Place(host: place.host, .loop(number, turn: next)))
    default: return nil
    }
  }
}
