import Bodies
import Fetcher
import SyntheticWeb
import TestSupport
import Testing
import WebURL

extension FetchCommons {
  /// Fetches one after the other on a thread of its own, over connections of its own.
  func fetch(_ requests: [FetchRequest]) async -> [FetchOutcome] {
    await onThread {
      guard let fetcher = try? BlockingFetcher(self) else { return [] }
      return requests.map { fetcher.fetch($0) }
    }
  }

  func fetch(_ url: String, _ wanted: FetchRequest.Wanted = .everything) async -> FetchOutcome? {
    await fetch([FetchRequest(url: url, wanted: wanted)]).first
  }
}

extension FetchSettings {
  fileprivate func with(_ change: (inout FetchSettings) -> Void) -> FetchSettings {
    var settings = self
    change(&settings)
    return settings
  }
}

/// What can be told of an outcome, but for times and words.
private struct Told: Equatable {
  var status: Int?
  var body: [UInt8]?
  var isTruncated: Bool?
  var failure: FetchFailure.Code?
  var mediaType: String?

  init(_ outcome: FetchOutcome?) {
    guard case .response(let response) = outcome else {
      failure = outcome?.code
      return
    }
    (status, body) = (response.status, response.body.bytes)
    (isTruncated, mediaType) = (response.isTruncated, response.headers.mediaType)
  }
}

/// Whoever waits, the same request has the same outcome.
@Suite(.timeLimit(.minutes(1))) struct BlockingFetcherTests {
  private static func image(_ count: Int) -> CannedResponse {
    var page = CannedResponse.html("")
    page.fields = [.init("Content-Type", "image/png")]
    page.body = [.bytes([UInt8](repeating: 7, count: count))]
    return page
  }

  private static let pages: [String: CannedResponse] = [
    "/page": .html("<title>x</title><p>Weaving."), "/none": .status(204), "/missing": .status(404),
    "/moved": .redirect(to: "/page"), "/gone": .status(410), "/error": .status(500),
    "/chunked": CannedResponse.html("<p>chunks").with(.chunked),
    "/gzip": CannedResponse.html("<p>coded").with(.gzip),
    "/large": CannedResponse.html("").with(.large(bytes: 300_000)),
    "/image": image(500), "/large-image": image(200_000),
    "/slow": CannedResponse.html("<p>late").with(.delay(.milliseconds(50))),
  ]

  @Test(arguments: [FetchRequest.Wanted.everything, .markup, .prefix(100)])
  func answersAreTheSame(_ wanted: FetchRequest.Wanted) async throws {
    try await withWeb(Self.pages) { web in
      let commons = try FetchCommons(settings: .test, bodies: BodyArena())
      let paths = Self.pages.keys.sorted()
      let requests = paths.map { FetchRequest(url: web.url($0), wanted: wanted) }
      let blocking = await commons.fetch(requests + requests)
      try #require(blocking.count == 2 * paths.count)
      for (index, path) in paths.enumerated() {
        let expected = Told(await web.fetch(path, wanted))
        #expect(expected.failure == nil, "\(path)")
        // Another time, over a connection that is open or was closed meanwhile.
        #expect(Told(blocking[index]) == expected, "\(path)")
        #expect(Told(blocking[index + paths.count]) == expected, "\(path)")
      }
    }
  }

  @Test(arguments: FaultCase.all) func faultsAreTheSame(_ fault: FaultCase) async throws {
    let pages = ["/fault": fault.page, "/": FaultCase.page]
    try await withWeb(pages, settings: FaultTests.tight) { web in
      let settings = FetchSettings.test.with { FaultTests.tight(&$0, web.port) }
      let commons = try FetchCommons(settings: settings, bodies: BodyArena())
      let requests = ["/fault", "/"].map { FetchRequest(url: web.url($0)) }
      let outcomes = await commons.fetch(requests)
      try #require(outcomes.count == 2)
      #expect(outcomes[0].code == fault.code, "\(outcomes[0])")
      #expect(outcomes[0].failure?.detail.isEmpty == false)
      #expect(Told(outcomes[1]) == Told(await web.fetch("/")))
    }
  }

  @Test func withoutAConnectionTheyAreTheSame() async throws {
    let (closed, full, silent) = (try ClosedPort(), try FullListener(), try Listener(backlog: 16))
    let settings = FetchSettings.test.with { $0.connectTimeout = .milliseconds(500) }
    let commons = try FetchCommons(settings: settings, bodies: BodyArena())
    let name = String(repeating: "a", count: 64) + ".test"
    let cases: [(String, FetchFailure.Code)] = [
      ("http://127.0.0.1:\(closed.number)/", .connect),
      ("http://127.0.0.1:\(full.port)/", .connectTimeout),
      ("https://127.0.0.1:\(silent.port)/", .connectTimeout), ("http://\(name)/", .dns),
      ("", .url), ("http://[::1", .url), ("http://127.0.0.1:99999/", .url),
      ("ftp://127.0.0.1/", .protocol), ("file:///etc/passwd", .protocol),
    ]
    let outcomes = await commons.fetch(cases.map { FetchRequest(url: $0.0) })
    #expect(outcomes.map(\.code) == cases.map(\.1))
  }

  @Test func oneThreadUsesItsConnectionAgain() async throws {
    try await withWeb(Self.pages) { web in
      let commons = try FetchCommons(settings: .test, bodies: BodyArena())
      let request = FetchRequest(url: web.url("/page"))
      _ = await commons.fetch(Array(repeating: request, count: 20))
      #expect(await web.server.counters.requests == 20)
      #expect(await web.server.counters.connectionsAccepted == 1)
      // They are closed as the thread ends.
      try await web.eventually { $0.connectionsOpen == 0 }
    }
  }

  @Test func manyThreadsFetchAtOnce() async throws {
    var cookies = CannedResponse.html("<p>cookie")
    cookies.fields.append(.init("Set-Cookie", "a=1; Path=/"))
    try await withWeb(["/": cookies]) { web in
      let settings = FetchSettings.test.with { $0.keepsCookies = true }
      let commons = try FetchCommons(settings: settings, bodies: BodyArena())
      let request = FetchRequest(url: web.url("/"))
      let outcomes = await onThreads(12) { _ -> [FetchOutcome] in
        guard let fetcher = try? BlockingFetcher(commons) else { return [] }
        return (0..<40).map { _ in fetcher.fetch(request) }
      }.flatMap { $0 }
      #expect(outcomes.count { $0.text == "<p>cookie" } == 12 * 40)
      #expect(await web.server.counters.requests == 12 * 40)
      #expect(commons.cookieLines == ["127.0.0.1\tFALSE\t/\tFALSE\t0\ta\t1"])
    }
  }

  // MARK: Cookies

  @Test func cookiesOfOneThreadAreSentByAnother() async throws {
    var login = CannedResponse.html("<p>login")
    login.fields.append(.init("Set-Cookie", "session=new; Path=/"))
    try await withWeb(["/": .html("<p>home"), "/login": login]) { web in
      let settings = FetchSettings.test.with { $0.keepsCookies = true }
      let first = try FetchCommons(settings: settings, bodies: BodyArena())
      _ = await first.fetch(web.url("/login"))
      _ = await first.fetch(web.url("/"))
      let others = try FetchCommons(settings: settings, bodies: BodyArena())
      others.load(cookies: ["rubbish"] + first.cookieLines)
      _ = await others.fetch(web.url("/"))
      let none = try FetchCommons(settings: .test, bodies: BodyArena())
      none.load(cookies: first.cookieLines)
      _ = await none.fetch(web.url("/"))
      let cookies = await web.server.requests.map { $0.field("cookie") }
      #expect(cookies == [nil, "session=new", "session=new", nil])
      #expect(none.cookieLines == [])
    }
  }

  // MARK: Cancelling

  /// - Parameter reached: whether the fetch is as far as it comes.
  private func cancel(
    _ url: String, _ settings: FetchSettings, when reached: () async throws -> Bool
  ) async throws {
    let commons = try FetchCommons(settings: settings, bodies: BodyArena())
    async let outcome = commons.fetch(url)
    try await eventually(reached)
    let start = ContinuousClock.now
    commons.cancelAll()
    #expect(await outcome?.code == .cancelled)
    // A second is promised; the machine may be slow.
    #expect(.now - start < .seconds(10))
    #expect(await commons.fetch(url)?.code == .cancelled)
  }

  @Test(arguments: [Fault.silence, .stall(afterBodyBytes: 10), .endless])
  func aFetchUnderWayIsCancelled(_ fault: Fault) async throws {
    try await withWeb(["/": FaultCase.page.with(fault)]) { web in
      let settings = FetchSettings.test.with { $0.maximumBody = .max >> 1 }
      try await cancel(web.url("/"), settings) { await web.server.counters.requests == 1 }
      #expect(await web.server.counters.requests == 1)
    }
  }

  @Test func aThreadThatWaitsForTheRateIsCancelled() async throws {
    let page = CannedResponse.html("").with(.large(bytes: 1_000_000))
    try await withWeb(["/": page]) { web in
      let settings = FetchSettings.test.with { $0.bytesPerSecond = 1000 }
      try await cancel(web.url("/"), settings) { await web.server.counters.requests == 1 }
    }
  }

  @Test func aThreadThatConnectsIsCancelled() async throws {
    let full = try FullListener()
    let settings = FetchSettings.test.with { $0.connectTimeout = .seconds(50) }
    try await cancel("http://127.0.0.1:\(full.port)/", settings) { true }
  }

  // MARK: The gate

  @Test func theGateIsAskedAboutNewConnections() async throws {
    try await withWeb(["/": .html("<p>home")]) { web in
      for isOpen in [false, true] {
        let keeper = GateKeeper(isOpen: isOpen)
        let commons = try FetchCommons(settings: .test, bodies: BodyArena(), gate: keeper.gate)
        let request = FetchRequest(url: web.url("/"), host: 7)
        let outcomes = await commons.fetch([request, request])
        #expect(outcomes.map(\.code) == Array(repeating: isOpen ? nil : .addressFound, count: 2))
        let addresses = outcomes.compactMap { $0.failure?.address }
        let loopback = try #require(ServerAddress("127.0.0.1"))
        #expect(addresses == (isOpen ? [] : [loopback, loopback]))
        #expect(keeper.questions.count == (isOpen ? 1 : 2))
        #expect(keeper.questions.allSatisfy { $0.host == 7 })
        #expect(await web.server.counters.connectionsAccepted == (isOpen ? 1 : 0))
      }
    }
  }
}
