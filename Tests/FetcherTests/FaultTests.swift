import Bodies
import EventLoop
import Fetcher
import SyntheticWeb
import TestSupport
import Testing

/// What a server does wrong, and the outcome that it must lead to.
struct FaultCase: Sendable, CustomTestStringConvertible {
  let name: String
  let page: CannedResponse
  let code: FetchFailure.Code
  var testDescription: String { name }

  init(_ name: String, _ code: FetchFailure.Code, _ page: CannedResponse) {
    (self.name, self.code, self.page) = (name, code, page)
  }

  static let page = CannedResponse.html("<p>Weaving and weaving and weaving.</p>")

  static let all: [FaultCase] = [
    FaultCase("silence", .stall, page.with(.silence)),
    FaultCase("a body that stalls", .stall, page.with(.stall(afterBodyBytes: 10))),
    FaultCase("a slow drip", .timeout, page.with(.drip(bytes: 1, every: .milliseconds(200)))),
    FaultCase("a body cut short", .reset, page.with(.drop(afterBodyBytes: 10))),
    FaultCase("a reset in the body", .reset, page.with(.reset(afterBodyBytes: 10))),
    FaultCase("no answer at all", .reset, nothing(page.with(.drop(afterBodyBytes: 0)))),
    FaultCase("a reset for an answer", .reset, nothing(page.with(.reset(afterBodyBytes: 0)))),
    FaultCase("a chunked body without its end", .reset, chunkedWithoutEnd),
    FaultCase("less than Content-Length", .reset, page.with(.wrongLength(by: 50))),
    FaultCase("a broken chunk", .reset, page.with(.brokenChunk)),
    FaultCase("no HTTP", .protocol, .verbatim(Array("SSH-2.0-OpenSSH_9.2\r\n".utf8))),
    FaultCase("zero bytes", .protocol, .verbatim([UInt8](repeating: 0, count: 3000))),
    FaultCase("a negative length", .protocol, answer("Content-Length: -5\r\n\r\nhello")),
    FaultCase("a header without a colon", .protocol, page.with(.headerLine("no colon here"))),
    FaultCase("a gzip bomb", .tooLarge, page.with(.gzipBomb(bytes: 200 << 20))),
    FaultCase("an endless body", .tooLarge, page.with(.endless)),
    FaultCase("an endless gzip of nothing", .tooLarge, endlessGzipOfNothing),
    FaultCase("endless headers", .reset, endlessHeaders),
    FaultCase("a gzip that is none", .encoding, coded("gzip", Array("<p>plain".utf8))),
    FaultCase("an unknown coding", .encoding, coded("rot13", Array("uryyb".utf8))),
  ]

  /// The same end, but before the first byte of the head.
  private static func nothing(_ response: CannedResponse) -> CannedResponse {
    var response = response
    response.cut?.afterBodyBytes = nil
    return response
  }

  private static func answer(_ rest: String) -> CannedResponse {
    .verbatim(Array("HTTP/1.1 200 OK\r\n\(rest)".utf8))
  }

  static func coded(_ coding: String, _ body: [UInt8]) -> CannedResponse {
    var response = page
    response.fields.append(.init("Content-Encoding", coding))
    response.body = [.bytes(body)]
    return response
  }

  private static let chunkedWithoutEnd = answer(
    "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")

  /// A gzip member of empty stored blocks: all wire and no body.
  private static var endlessGzipOfNothing: CannedResponse {
    var response = coded("gzip", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255])
    let block: [UInt8] = [0, 0, 0, 0xFF, 0xFF]
    response.body.append(.repeated((0..<4000).flatMap { _ in block }, times: nil))
    return response
  }

  private static let endlessHeaders = CannedResponse.verbatim(
    Array("HTTP/1.1 200 OK\r\n".utf8)
      + (0..<40_000).flatMap {
        Array("X-Filler-\($0): \(String(repeating: "x", count: 80))\r\n".utf8)
      })
}

@Suite(.timeLimit(.minutes(1))) struct FaultTests {
  static func tight(_ settings: inout FetchSettings, _ port: UInt16) {
    settings.totalTimeout = .seconds(4)
    settings.stallTimeout = .seconds(1)
    settings.maximumBody = 1 << 20
  }

  /// What another try would only find again.
  private static let lasting: Set<FetchFailure.Code> = [
    .tls, .tooLarge, .encoding, .url, .cancelled,
  ]

  @Test(arguments: FaultCase.all) func aFaultHasItsOutcome(_ fault: FaultCase) async throws {
    let pages = ["/fault": fault.page, "/": FaultCase.page]
    try await withWeb(pages, settings: Self.tight) { web in
      let outcome = await web.fetch("/fault")
      #expect(outcome.code == fault.code, "\(outcome)")
      #expect(outcome.failure?.detail.isEmpty == false)
      #expect(outcome.failure?.isTransient == !Self.lasting.contains(fault.code))
      // Whatever happened, the next page comes.
      #expect(await web.fetch("/").response?.status == 200)
    }
  }

  /// An answer that ends before its last byte, wherever that is, is none; with its last byte it is one.
  @Test(arguments: [false, true]) func anAnswerCutAnywhere(chunked: Bool) async throws {
    let body = chunked ? "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n" : "hello world"
    let length = chunked ? "Transfer-Encoding: chunked" : "Content-Length: 11"
    let whole = Array(
      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\(length)\r\n\r\n\(body)".utf8)
    var pages: [String: CannedResponse] = [:]
    for count in 0...whole.count { pages["/\(count)"] = .verbatim(Array(whole.prefix(count))) }
    try await withWeb(pages) { web in
      // The line feed after the last chunk tells nothing, and libcurl does not wait for it.
      for count in 0..<(chunked ? whole.count - 1 : whole.count) {
        let outcome = await web.fetch("/\(count)")
        #expect(
          outcome.code == .reset || outcome.code == .protocol, "after \(count): \(outcome)")
      }
      #expect(await web.fetch("/\(whole.count)").text == "hello world")
    }
  }

  @Test func aRefusedConnection() async throws {
    try await withFetcher { fetcher in
      let port = try ClosedPort().number
      let outcome = await fetcher.fetch(FetchRequest(url: "http://127.0.0.1:\(port)/"))
      #expect(outcome.code == .connect, "\(outcome)")
    }
  }

  @Test func aServerThatAcceptsNoMoreConnections() async throws {
    let full = try FullListener()
    var settings = FetchSettings.test
    settings.connectTimeout = .milliseconds(300)
    try await withFetcher(settings) { fetcher in
      let outcome = await fetcher.fetch(FetchRequest(url: "http://127.0.0.1:\(full.port)/"))
      #expect(outcome.code == .connectTimeout, "\(outcome)")
    }
  }

  /// A handshake that never ends is a connection that never stands.
  @Test func aServerThatIsSilentDuringTheHandshake() async throws {
    let listener = try Listener(backlog: 16)
    var settings = FetchSettings.test
    settings.connectTimeout = .milliseconds(300)
    try await withFetcher(settings) { fetcher in
      let outcome = await fetcher.fetch(FetchRequest(url: "https://127.0.0.1:\(listener.port)/"))
      #expect(outcome.code == .connectTimeout, "\(outcome)")
    }
  }

  /// A label of 64 letters is no host name (RFC 1035, 2.3.4), so no resolver is asked.
  @Test func aNameWithoutAnAddress() async throws {
    try await withFetcher { fetcher in
      let name = String(repeating: "a", count: 64) + ".test"
      let outcome = await fetcher.fetch(FetchRequest(url: "http://\(name)/"))
      #expect(outcome.code == .dns, "\(outcome)")
    }
  }

  /// libcurl asks in a thread, and would wait for that thread to end if it were not told otherwise.
  @Test(.disabled(if: Sanitizer.isOn, "\(Sanitizer.reason)"))
  func aResolverThatTakesItsTimeHoldsNobodyUp() async throws {
    var settings = FetchSettings.test
    settings.connectTimeout = .milliseconds(200)
    let loop = try EventLoop.start(named: "test-fetcher")
    let fetcher = try await Fetcher(on: loop, settings: settings, bodies: BodyArena())
    let stopwatch = Stopwatch(on: loop)
    // On the loop from beginning to end, so that what else the machine does hardly counts.
    let (outcome, time) = await Task(executorPreference: loop.executor) {
      await stopwatch.fetchAndClose("http://orbweaver.invalid/", fetcher)
    }.value
    #expect(outcome.code == .connectTimeout || outcome.code == .dns, "\(outcome)")
    // A resolver that is waited for takes ten seconds by default (resolv.conf(5): timeout, attempts).
    #expect(time < .seconds(5))
    await Self.stop(loop)
  }

  @concurrent private static func stop(_ loop: EventLoop) async { loop.stop() }

  @Test func aPlainServerAskedForTLS() async throws {
    try await withWeb([:]) { web in
      let url = "https://127.0.0.1:\(web.port)/"
      let outcome = await web.fetcher.fetch(FetchRequest(url: url))
      #expect(outcome.code == .tls, "\(outcome)")
    }
  }

  @Test(arguments: ["", "http://", "http://[::1", "http://127.0.0.1:99999/"])
  func aURLThatIsNone(_ url: String) async throws {
    try await withFetcher { fetcher in
      let outcome = await fetcher.fetch(FetchRequest(url: url))
      #expect(outcome.code == .url, "\(outcome)")
    }
  }

  @Test(arguments: ["ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/"])
  func anotherScheme(_ url: String) async throws {
    try await withFetcher { fetcher in
      let outcome = await fetcher.fetch(FetchRequest(url: url))
      #expect(outcome.code == .protocol, "\(outcome)")
    }
  }

  @Test func cancellingEndsWhatIsUnderWay() async throws {
    try await withWeb(["/": FaultCase.page.with(.silence)]) { web in
      async let outcomes = web.fetchAll(Array(repeating: "/", count: 50))
      try await web.eventually { $0.requests == 50 }
      #expect(await web.fetcher.inFlight == 50)
      await web.fetcher.cancelAll()
      #expect(await outcomes.map(\.code) == Array(repeating: .cancelled, count: 50))
      #expect(await web.fetcher.inFlight == 0)
      #expect(await web.fetch("/").code == .cancelled)
    }
  }
}

/// Measures on the loop's own thread.
private actor Stopwatch {
  private nonisolated let loop: EventLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.unownedExecutor }

  init(on loop: EventLoop) { self.loop = loop }

  func fetchAndClose(_ url: String, _ fetcher: Fetcher) async -> (FetchOutcome, Duration) {
    let start = ContinuousClock.now
    let outcome = await fetcher.fetch(FetchRequest(url: url))
    await fetcher.close()
    return (outcome, .now - start)
  }
}
