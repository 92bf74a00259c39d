extension SiteModel {
  /// The link elements of a page in document order, repeats included; empty for what is no page.
  package func links(of place: Place) -> [WebLink] {
    let page = pageLinks(of: place)
    return (page.head + page.navigation + page.text).map { link in
      WebLink(
        kind: link.kind, target: url(of: link.target), place: link.target,
        isNofollow: link.isNofollow)
    }
  }

  /// The links of a page, by the part of the page in which they stand.
  struct PageLinks {
    /// Whether a `<base href="/">` precedes them all.
    var hasBase = false
    var head: [PageLink] = []
    /// The children of the page in the tree.
    var navigation: [PageLink] = []
    var text: [PageLink] = []
  }

  func pageLinks(of place: Place) -> PageLinks {
    var links = PageLinks()
    switch place.resource {
    case .page: break
    case .hidden, .orphan:
      links.text = [PageLink(kind: .anchor, target: Place(host: place.host, .page(0)))]
      return links
    default: return links
    }
    var draw = Draw(shape.seed, .links, place.host, place.number)
    links.hasBase = draw.below(16) == 0
    links.head = headLinks(of: place, &draw)
    links.navigation = children(of: place).map { target in
      let isLocal = target.host == place.host
      return PageLink(
        kind: .anchor, target: target, spelling: .init(&draw, isLocal: isLocal))
    }
    let free = max(0, shape.linksPerPage - links.navigation.count)
    links.text = textLinks(of: place, count: free, hasBase: links.hasBase, &draw)
    return links
  }

  private func headLinks(of place: Place, _ draw: inout Draw) -> [PageLink] {
    let host = place.host
    var links = [
      PageLink(kind: .stylesheet, target: Place(host: host, .stylesheet)),
      PageLink(kind: .icon, target: Place(host: host, .icon)),
      PageLink(kind: .script, target: Place(host: host, .script)),
    ]
    if draw.below(4) == 0 {
      var canonical = PageLink(kind: .canonical, target: place)
      canonical.spelling.address = .absolute
      links.append(canonical)
    }
    if draw.below(4) == 0, place.number > 0 {
      links.append(PageLink(kind: .previous, target: Place(host: host, .page(place.number - 1))))
    }
    if draw.below(4) == 0, place.number + 1 < shape.pagesPerHost {
      links.append(PageLink(kind: .next, target: Place(host: host, .page(place.number + 1))))
    }
    return links
  }

  private func textLinks(
    of place: Place, count: Int, hasBase: Bool, _ draw: inout Draw
  ) -> [PageLink] {
    var links: [PageLink] = []
    links.reserveCapacity(count + count / 8 + 1)
    for _ in 0..<count {
      if draw.below(10) == 0 { links.append(picture(on: place.host, &draw)) }
      var target = anyTarget(from: place, &draw)
      if draw.below(16) == 0, let earlier = links.last(where: { $0.kind == .anchor }) {
        target = earlier.target
      }
      var link = PageLink(
        kind: .anchor, target: target, isNofollow: draw.below(20) == 0,
        spelling: .init(&draw, isLocal: target.host == place.host))
      // A fragment alone would resolve to the base, not to the page.
      if draw.below(24) == 0, !hasBase {
        link.target = place
        link.spelling.address = .fragmentOnly
        link.spelling.fragment = UInt8(draw.below(4))
      }
      links.append(link)
    }
    return links
  }

  private func picture(on host: Int, _ draw: inout Draw) -> PageLink {
    PageLink(
      kind: .image, target: Place(host: host, .image(draw.below(SiteModel.pictures))),
      spelling: .init(&draw, isLocal: true))
  }

  /// Where a link that the trees leave free goes: one roll, against the fractions of the shape laid
  /// end to end.
  private func anyTarget(from place: Place, _ draw: inout Draw) -> Place {
    var roll = draw.fraction()
    let number = draw.below(shape.pagesPerHost)
    func falls(in fraction: Double) -> Bool {
      defer { roll -= fraction }
      return roll < fraction
    }
    if falls(in: shape.externalLinkFraction) {
      return Place(host: draw.below(shape.hosts), .page(number))
    }
    if falls(in: shape.errorFraction) { return Place(host: place.host, .missing(number)) }
    if falls(in: shape.redirectFraction) {
      return Place(host: place.host, .moved(target: number, hops: number % 3))
    }
    if falls(in: shape.privateFraction) { return Place(host: place.host, .hidden(number)) }
    if falls(in: shape.redirectLoopFraction) {
      return Place(host: place.host, .loop(number, turn: 0))
    }
    if falls(in: shape.faultFraction) {
      return Place(host: place.host, .trouble(number % shape.faults.count))
    }
    return Place(host: place.host, .page(number))
  }
}

extension Place {
  /// The number of the page; 0 for what has none.
  var number: Int {
    switch resource {
    case .page(let number), .hidden(let number), .missing(let number), .trouble(let number),
      .image(let number), .moved(let number, _), .loop(let number, _), .sitemap(let number),
      .orphan(let number):
      number
    case .stylesheet, .script, .icon, .robots, .sitemapIndex: 0
    }
  }
}
