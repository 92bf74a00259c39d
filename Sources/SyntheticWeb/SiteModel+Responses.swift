extension SiteModel {
  /// The HTML of an ordinary or hidden page.
  package func html(of place: Place) -> [UInt8] {
    var writer = PageWriter(place, of: self)
    return writer.write()
  }

  /// What is answered to a request for a path and query of a host.
  package func response(host: Int, path: Span<UInt8>) -> CannedResponse {
    if let traps = shape.traps, Resource(path: path) != .robots {
      let site = TrapSite(traps, seed: shape.seed &+ UInt64(host))
      return site.response(to: String(decoding: [UInt8](copying: path), as: UTF8.self))
    }
    guard let place = place(host: host, path: path) else { return .status(404) }
    return response(at: place)
  }

  /// What is answered at a place.
  package func response(at place: Place) -> CannedResponse {
    var response = promptResponse(at: place)
    response.delay += latency(of: place)
    return response
  }

  private func promptResponse(at place: Place) -> CannedResponse {
    switch place.resource {
    case .page, .hidden, .orphan: return page(at: place)
    case .moved, .loop: return redirection(at: place)
    case .missing: return .status(404)
    case .trouble(let number): return page(at: place).with(shape.faults[number])
    case .stylesheet: return .text("body { max-width: 40em }\n", mediaType: "text/css")
    case .script: return .text("\"use strict\";\n", mediaType: "text/javascript")
    case .icon, .image: return SiteModel.picture
    case .robots: return robotsResponse(ofHost: place.host)
    case .sitemapIndex: return sitemapIndex(ofHost: place.host)
    case .sitemap(let number): return sitemapFile(number, ofHost: place.host)
    }
  }

  private func page(at place: Place) -> CannedResponse {
    CannedResponse(
      fields: [.init("Content-Type", "text/html; charset=utf-8")], body: html(of: place))
  }

  /// Some redirects name their target by path alone.
  private func redirection(at place: Place) -> CannedResponse {
    guard let (status, target) = redirect(at: place) else { return .status(404) }
    var location = url(of: target)
    if target.host == place.host, place.number % 2 == 1 {
      location = String(location.dropFirst(origin(ofHost: target.host).count))
    }
    return .redirect(to: location, status: status)
  }

  private func robotsResponse(ofHost host: Int) -> CannedResponse {
    let line =
      shape.sitemaps == nil
      ? "" : "Sitemap: \(url(of: Place(host: host, .sitemapIndex)))\n"
    return switch shape.robots.text {
    case .some(let text): .text(text + line)
    case nil where shape.robots == .unavailable: .status(503)
    case nil: .status(404)
    }
  }

  private func latency(of place: Place) -> Duration {
    let spread = shape.latency.upperBound - shape.latency.lowerBound
    guard spread > .zero else { return shape.latency.lowerBound }
    var path: [UInt8] = []
    place.resource.appendPath(to: &path)
    var draw = Draw(shape.seed, .latency, place.host, path.reduce(0) { $0 &* 31 &+ Int($1) })
    return shape.latency.lowerBound + spread * draw.fraction()
  }

  /// A GIF of one transparent pixel.
  private static let picture = CannedResponse(
    fields: [.init("Content-Type", "image/gif")],
    body: [
      0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x21,
      0xF9, 4, 1, 0, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B,
    ])
}
