extension SiteModel {
  /// What a client that asks for a URL of this web is told.
  package struct Expectation: Sendable, Hashable {
    /// The status code, where the fault leaves one.
    package var status: Int
    /// The absolute canonical URL of the `Location`, for redirects.
    package var location: String?
    /// Whether the host's robots.txt lets everybody fetch it.
    package var isAllowed: Bool
    /// What goes wrong on purpose.
    package var fault: Fault?
    /// Whether the body is HTML that has links.
    package var hasLinks: Bool
  }

  /// What a place answers.
  package func expected(at place: Place) -> Expectation {
    var expectation = Expectation(
      status: 200, isAllowed: isAllowed(place.resource), hasLinks: false)
    switch place.resource {
    case .page, .hidden, .orphan: expectation.hasLinks = true
    case .missing: expectation.status = 404
    case .trouble(let number):
      expectation.fault = shape.faults[number]
      expectation.status = shape.faults[number].status
    case .robots: expectation.status = robotsStatus
    case .moved, .loop, .stylesheet, .script, .icon, .image, .sitemapIndex, .sitemap: break
    }
    if let (status, target) = redirect(at: place) {
      expectation.status = status
      expectation.location = url(of: target)
    }
    return expectation
  }

  /// What a host answers to a path and query in canonical form, be it part of the model or not.
  package func expected(host: Int, path: Span<UInt8>) -> Expectation {
    if let place = place(host: host, path: path) { return expected(at: place) }
    let isHidden = shape.robots != .none && path.starts(with: "/private/")
    return Expectation(
      status: 404, isAllowed: !isHidden && isAllowed(.missing(0)), hasLinks: false)
  }

  /// Whether the host's robots.txt lets everybody fetch a resource.
  func isAllowed(_ resource: Resource) -> Bool {
    switch (shape.robots, resource) {
    case (_, .robots), (.none, _): true
    case (.forbidsAll, _), (.unavailable, _): false
    case (.hidesPrivate, .hidden), (.hidesPrivateWithDelay, .hidden): false
    case (.hidesPrivate, _), (.hidesPrivateWithDelay, _): true
    }
  }

  private var robotsStatus: Int {
    switch shape.robots {
    case .none: 404
    case .unavailable: 503
    case .hidesPrivate, .hidesPrivateWithDelay, .forbidsAll: 200
    }
  }

  /// Every place that a crawl from some seeds fetches when it follows navigational links and
  /// redirects: pages, redirects, 404s and trouble alike, but no robots.txt.
  ///
  /// - Parameters:
  ///   - seeds: where the crawl starts.
  ///   - hosts: the hosts in scope; `nil` for all.
  ///   - obeysRobots: whether what robots.txt forbids is left out.
  ///   - readsSitemaps: whether the sitemaps of each host that is come to are read.
  /// - Complexity: O(pages × links of a page).
  package func reachable(
    from seeds: [Place], inHosts hosts: Set<Int>? = nil, obeysRobots: Bool = true,
    readsSitemaps: Bool = false
  ) -> Set<Place> {
    var seen = Set<Place>()
    var seenHosts = Set<Int>()
    var queue: [Place] = []
    func visit(_ place: Place) {
      guard hosts?.contains(place.host) ?? true,
        !obeysRobots || isAllowed(place.resource), seen.insert(place).inserted
      else { return }
      queue.append(place)
      if readsSitemaps, seenHosts.insert(place.host).inserted {
        listed(onHost: place.host).forEach(visit)
      }
    }
    seeds.forEach(visit)
    while let place = queue.popLast() {
      if let (_, target) = redirect(at: place) { visit(target) }
      let links = pageLinks(of: place)
      for link in links.head + links.navigation + links.text where link.kind.isNavigational {
        visit(link.target)
      }
    }
    return seen
  }

  /// As `reachable(from:)`, but the ordinary pages alone.
  package func reachablePages(
    from seeds: [Place], inHosts hosts: Set<Int>? = nil, obeysRobots: Bool = true
  ) -> Set<Place> {
    reachable(from: seeds, inHosts: hosts, obeysRobots: obeysRobots).filter {
      if case .page = $0.resource { true } else { false }
    }
  }
}
