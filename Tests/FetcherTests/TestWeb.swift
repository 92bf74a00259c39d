import Bodies
import EventLoop
import Fetcher
import SyntheticWeb
import Testing

/// A server with pages made by hand and a fetcher, each on a loop of its own.
struct TestWeb: Sendable {
  let server: SyntheticServer
  let fetcher: Fetcher
  let port: UInt16

  func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

  func fetch(
    _ path: String, _ wanted: FetchRequest.Wanted = .everything
  ) async -> FetchOutcome {
    await fetcher.fetch(FetchRequest(url: url(path), wanted: wanted))
  }

  /// Fetches all of them at once; the outcomes stand in the order of the paths.
  func fetchAll(
    _ paths: [String], _ wanted: FetchRequest.Wanted = .everything
  ) async -> [FetchOutcome] {
    await withTaskGroup(of: (Int, FetchOutcome).self) { group in
      for (index, path) in paths.enumerated() {
        group.addTask { (index, await fetch(path, wanted)) }
      }
      var outcomes: [Int: FetchOutcome] = [:]
      for await (index, outcome) in group { outcomes[index] = outcome }
      return paths.indices.compactMap { outcomes[$0] }
    }
  }

  /// Waits until a question about the server has the answer yes.
  func eventually(_ isTrue: @Sendable (ServerCounters) -> Bool) async throws {
    try await FetcherTests.eventually { isTrue(await server.counters) }
  }
}

/// Waits until a question has the answer yes, which it must have soon.
func eventually(_ isTrue: () async throws -> Bool) async throws {
  let deadline = ContinuousClock.now + .seconds(20)
  while try await !isTrue() {
    try #require(ContinuousClock.now < deadline, "what was waited for did not come")
    try await Task.sleep(for: .milliseconds(2))
  }
}

extension FetchSettings {
  /// Short limits, and no proxy, whatever the environment says.
  static var test: FetchSettings {
    var settings = FetchSettings(userAgent: "orbweaver-test/1.0")
    settings.proxy = ""
    return settings
  }
}

extension ServerOptions {
  static var logging: ServerOptions {
    var options = ServerOptions()
    options.logsRequests = true
    return options
  }
}

/// Serves the pages, lends the web to the body, and takes everything down again.
func withWeb<Result>(
  _ pages: [String: CannedResponse], options: ServerOptions = .logging,
  naming: HostNaming = .loopbackAddresses, hosts: Int = 1,
  settings change: (inout FetchSettings, UInt16) -> Void = { _, _ in },
  gate: AddressGate? = nil, _ body: (TestWeb) async throws -> Result
) async throws -> Result {
  let serverLoop = try EventLoop.start(named: "test-server")
  defer { serverLoop.stop() }
  let server = SyntheticServer(
    pages: pages, hosts: hosts, naming: naming, options: options, on: serverLoop)
  let port = try await server.start()
  var settings = FetchSettings.test
  change(&settings, port)
  do {
    let result = try await withFetcher(settings, gate: gate) { fetcher in
      try await body(TestWeb(server: server, fetcher: fetcher, port: port))
    }
    await server.stop()
    return result
  } catch {
    await server.stop()
    throw error
  }
}

/// Lends a fetcher on a loop of its own to the body, and closes it.
func withFetcher<Result>(
  _ settings: FetchSettings = .test, gate: AddressGate? = nil,
  _ body: (Fetcher) async throws -> Result
) async throws -> Result {
  let loop = try EventLoop.start(named: "test-fetcher")
  defer { loop.stop() }
  let fetcher = try await Fetcher(on: loop, settings: settings, bodies: BodyArena(), gate: gate)
  do {
    let result = try await body(fetcher)
    await fetcher.close()
    return result
  } catch {
    await fetcher.close()
    throw error
  }
}

extension FetchOutcome {
  var response: FetchResponse? { if case .response(let response) = self { response } else { nil } }
  var failure: FetchFailure? { if case .failure(let failure) = self { failure } else { nil } }
  var code: FetchFailure.Code? { failure?.code }
  /// The body as text; nil for a failure.
  var text: String? { response.map { String(decoding: $0.body.bytes, as: UTF8.self) } }
}
