import Fetcher
import Testing

/// HTTP/2 and certificates, against an nginx.
@Suite(
  .timeLimit(.minutes(1)), .serialized,
  .enabled(if: TestNginx.programs != nil, "nginx or openssl is not installed"))
struct TLSTests {
  /// Waits until the server answers; one process serves all fetches of a test.
  private func withNginx(
    _ change: (inout FetchSettings, TestNginx) -> Void,
    _ body: (TestNginx, Fetcher) async throws -> Void
  ) async throws {
    let nginx = try TestNginx()
    var ready = FetchSettings.test
    ready.verifiesTLS = false
    try await withFetcher(ready) { fetcher in
      try await eventually {
        await fetcher.fetch(FetchRequest(url: nginx.url("/ready"))).response != nil
      }
    }
    var settings = FetchSettings.test
    change(&settings, nginx)
    try await withFetcher(settings) { try await body(nginx, $0) }
  }

  @Test func manyFetchesShareOneConnection() async throws {
    let trusting = { (settings: inout FetchSettings, nginx: TestNginx) in
      settings.certificateAuthorities = nginx.authority
    }
    try await withNginx(trusting) { nginx, fetcher in
      let outcomes = await withTaskGroup(of: FetchOutcome.self) { group in
        let urls = (0..<40).map { nginx.url("/page-\($0)") }
        for url in urls { group.addTask { await fetcher.fetch(FetchRequest(url: url)) } }
        return await group.reduce(into: []) { $0.append($1) }
      }
      for outcome in outcomes {
        let response = try #require(outcome.response, "\(outcome)")
        #expect(response.status == 200)
        #expect(response.transfer.httpVersion == "2")
        #expect(response.headers.mediaType == "text/html")
      }
      let pages = try nginx.requests().filter { $0.last?.hasPrefix("/page") == true }
      #expect(pages.count == 40)
      #expect(Set(pages.map { $0[0] }).count == 1)
      #expect(Set(pages.map { $0[1] }) == ["HTTP/2.0"])
    }
  }

  @Test func theHandshakeIsMeasured() async throws {
    try await withNginx({ $0.certificateAuthorities = $1.authority }) { nginx, fetcher in
      let request = FetchRequest(url: nginx.url("/"))
      let first = try #require(await fetcher.fetch(request).response).transfer
      #expect(0 < first.connectMicroseconds && first.connectMicroseconds < first.tlsMicroseconds)
      #expect(first.tlsMicroseconds <= first.firstByteMicroseconds)
      let second = try #require(await fetcher.fetch(request).response).transfer
      #expect(second.tlsMicroseconds == 0)
    }
  }

  @Test func aCertificateThatNobodyKnowsIsRefused() async throws {
    try await withNginx({ _, _ in }) { nginx, fetcher in
      let outcome = await fetcher.fetch(FetchRequest(url: nginx.url("/secret")))
      #expect(outcome.code == .tls, "\(outcome)")
      #expect(outcome.failure?.detail.contains("certificate") == true)
      let paths = try nginx.requests().compactMap(\.last)
      #expect(!paths.contains("/secret"))
    }
  }

  @Test func aCertificateForAnotherNameIsRefused() async throws {
    try await withNginx({ $0.certificateAuthorities = $1.authority }) { nginx, fetcher in
      let outcome = await fetcher.fetch(FetchRequest(url: "https://localhost:\(nginx.port)/"))
      #expect(outcome.code == .tls, "\(outcome)")
    }
  }

  @Test func verificationCanBeTurnedOff() async throws {
    try await withNginx({ settings, _ in settings.verifiesTLS = false }) { nginx, fetcher in
      let outcome = await fetcher.fetch(FetchRequest(url: nginx.url("/open")))
      #expect(outcome.text == "<p>HTTP/2.0 /open")
    }
  }
}
