import SyntheticWeb
import Testing

/// The same web, another port each time would be another web: one is as good as any.
private let port: UInt16 = 8_080

private func shape(_ change: (inout WebShape) -> Void = { _ in }) -> WebShape {
  var shape = WebShape()
  shape.pagesPerHost = 60
  shape.hosts = 5
  shape.bodyBytes = 2_000
  change(&shape)
  return shape
}

private func front(_ host: Int = 0) -> Place { Place(host: host, .page(0)) }

@Suite struct SiteModelTests {
  static let shapes: [WebShape] = [
    shape(), shape { $0.naming = .hostHeader }, shape { $0.linksPerPage = 0 },
    shape { $0.linksPerPage = 100 }, shape { $0.externalLinkFraction = 0 },
    shape { ($0.hosts, $0.pagesPerHost) = (1, 1) },
    shape { ($0.hosts, $0.pagesPerHost) = (300, 2) },
    shape {
      $0.faults = [.status(500), .gzip]
      ($0.faultFraction, $0.redirectLoopFraction) = (0.1, 0.1)
    },
  ]

  @Test func sameSeedSameBytes() {
    let (one, other) = (
      SiteModel(shape: shape(), port: port), SiteModel(shape: shape(), port: port)
    )
    for number in 0..<60 {
      let place = Place(host: number % 5, .page(number))
      #expect(one.html(of: place) == other.html(of: place))
    }
  }

  @Test func anotherSeedIsAnotherWeb() {
    let one = SiteModel(shape: shape(), port: port)
    let other = SiteModel(shape: shape { $0.seed = 2 }, port: port)
    #expect(one.html(of: front()) != other.html(of: front()))
    #expect(one.links(of: front()) != other.links(of: front()))
  }

  @Test(arguments: shapes) func everyPageIsReachable(_ shape: WebShape) {
    let model = SiteModel(shape: shape, port: port)
    let pages = model.reachablePages(from: [front()])
    #expect(pages.count == model.totalPages)
    #expect(model.totalPages == shape.hosts * shape.pagesPerHost)
  }

  @Test(arguments: shapes) func linksAreThoseThatAScanFinds(_ shape: WebShape) {
    let model = SiteModel(shape: shape, port: port)
    for number in 0..<min(40, shape.pagesPerHost) {
      let place = Place(host: number % shape.hosts, .page(number))
      let scan = PageScan(html: model.html(of: place), url: model.url(of: place))
      #expect(scan.links == model.links(of: place).map(PageScan.Link.init), "page \(number)")
    }
  }

  @Test func linksHaveAllKindsAndWaysOfWriting() {
    let model = SiteModel(shape: shape { $0.privateFraction = 0.1 }, port: port)
    let places = (0..<60).map { Place(host: 1, .page($0)) }
    let links = places.flatMap(model.links)
    #expect(Set(links.map(\.kind)) == Set(WebLink.Kind.allCases))
    #expect(links.contains { $0.isNofollow })
    #expect(links.contains { $0.place.host != 1 })
    let html = places.map { String(decoding: model.html(of: $0), as: UTF8.self) }.joined()
    for sample in [
      "href=\"../", "href=\"/", "href=\"http://127.0.0.2:8080/", "href=\"//127.0.0.", "href='",
      "href=/", "href=\"#part-", ".html#part-", "&amp;view", "&#38;view", "&eacute;-", "café-",
      "%C3%A9", "href=\" ", "<base href", "/gone/", "/moved/", "/private/",
    ] {
      #expect(html.contains(sample), "\(sample)")
    }
  }

  @Test(arguments: shapes) func everyLinkTargetIsAPlaceOfItsURL(_ shape: WebShape) {
    let model = SiteModel(shape: shape, port: port)
    for place in model.reachable(from: [front()], obeysRobots: false) {
      #expect(model.place(of: model.url(of: place)) == place)
    }
  }

  @Test func reachKeepsToScopeAndRobots() {
    let model = SiteModel(shape: shape(), port: port)
    let all = model.reachable(from: [front()], obeysRobots: false)
    let allowed = model.reachable(from: [front()])
    let local = model.reachable(from: [front()], inHosts: [0])
    let hidden = all.subtracting(allowed)
    #expect(!hidden.isEmpty)
    let areHidden = hidden.allSatisfy { if case .hidden = $0.resource { true } else { false } }
    #expect(areHidden)
    #expect(local.allSatisfy { $0.host == 0 })
    #expect(local.isStrictSubset(of: allowed))
  }

  @Test func bodiesHaveAboutTheSizeAskedFor() {
    for size in [20_000, 1_000_000] {
      let model = SiteModel(shape: shape { $0.bodyBytes = size }, port: port)
      let sizes = (0..<20).map { model.html(of: Place(host: 0, .page($0))).count }
      #expect(sizes.allSatisfy { $0 > size / 2 - 500 && $0 < size * 3 / 2 + 2_000 })
      #expect(Set(sizes).count > 10)
    }
  }

  @Test func aMillionPagesCostNothing() {
    let model = SiteModel(
      shape: shape { ($0.hosts, $0.pagesPerHost) = (1_000, 1_000_000) }, port: port)
    let last = Place(host: 999, .page(999_999))
    #expect(model.url(of: last).hasPrefix("http://127.0.3.250:8080/"))
    #expect(model.place(of: model.url(of: last)) == last)
    #expect(model.html(of: last).count > 1_000)
  }

  @Test func expectationsAreWhatIsAnswered() throws {
    let model = SiteModel(
      shape: shape {
        $0.faults = [.status(500), .unavailable(retryAfter: 3)]
        ($0.faultFraction, $0.redirectLoopFraction, $0.redirectFraction) = (0.1, 0.1, 0.2)
      }, port: port)
    for place in model.reachable(from: [front()], obeysRobots: false) {
      let expected = model.expected(at: place)
      let response = model.response(at: place)
      #expect(response.status == expected.status)
      let location = response.fields.first { $0.name == "Location" }?.value
      #expect((location == nil) == (expected.location == nil))
      guard let location, let target = expected.location else { continue }
      #expect(location == target || model.origin(ofHost: place.host) + location == target)
      #expect(model.place(of: target) != nil)
    }
  }

  @Test func redirectsEndAfterTheirHops() throws {
    let model = SiteModel(shape: shape(), port: port)
    var place = Place(host: 0, .moved(target: 7, hops: 2))
    for _ in 0..<3 { place = try #require(model.redirect(at: place)).target }
    #expect(place.resource == .page(7))
    let loop = Place(host: 0, .loop(7, turn: 0))
    place = loop
    for _ in 0..<SiteModel.loopLength { place = try #require(model.redirect(at: place)).target }
    #expect(place == loop)
  }

  @Test func robotsFilesSayWhatIsAllowed() {
    let cases: [(RobotsFile, Int, Bool, Bool)] = [
      (.none, 404, true, true), (.hidesPrivate, 200, true, false),
      (.hidesPrivateWithDelay(seconds: 2), 200, true, false), (.forbidsAll, 200, false, false),
      (.unavailable, 503, false, false),
    ]
    for (robots, status, page, hidden) in cases {
      let model = SiteModel(shape: shape { $0.robots = robots }, port: port)
      #expect(model.response(at: Place(host: 0, .robots)).status == status)
      #expect(model.expected(at: Place(host: 0, .robots)).status == status)
      #expect(model.expected(at: front()).isAllowed == page)
      #expect(model.expected(at: Place(host: 0, .hidden(1))).isAllowed == hidden)
    }
  }

  @Test func latencyStaysInItsRange() {
    let model = SiteModel(
      shape: shape { $0.latency = .milliseconds(10) ... .milliseconds(20) }, port: port)
    let delays = (0..<50).map { model.response(at: Place(host: 0, .page($0))).delay }
    #expect(delays.allSatisfy { $0 >= .milliseconds(10) && $0 <= .milliseconds(20) })
    #expect(Set(delays).count > 20)
  }

  @Test func impossibleShapesAreRefused() async {
    await #expect(processExitsWith: .failure) {
      _ = SiteModel(shape: shape { $0.hosts = 1_001 }, port: 1)
    }
    await #expect(processExitsWith: .failure) {
      _ = SiteModel(shape: shape { $0.errorFraction = 2 }, port: 1)
    }
    await #expect(processExitsWith: .failure) {
      _ = SiteModel(shape: shape { $0.faultFraction = 0.5 }, port: 1)
    }
  }
}

extension PageScan.Link {
  fileprivate init(_ link: WebLink) {
    let (element, relation) =
      switch link.kind {
      case .anchor: ("a", link.isNofollow ? "nofollow" : "")
      case .canonical: ("link", "canonical")
      case .next: ("link", "next")
      case .previous: ("link", "prev")
      case .stylesheet: ("link", "stylesheet")
      case .icon: ("link", "icon")
      case .image: ("img", "")
      case .script: ("script", "")
      }
    self.init(element: element, relation: relation, url: link.target)
  }
}
