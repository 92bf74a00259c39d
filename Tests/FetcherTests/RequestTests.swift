import Bodies
import Fetcher
import Foundation
import SyntheticWeb
import Testing

@Suite(.timeLimit(.minutes(1))) struct RequestTests {
  private static let page: [String: CannedResponse] = ["/": .html("<p>home</p>")]

  @Test func whatTheSettingsSayIsSent() async throws {
    let change = { (settings: inout FetchSettings, _: UInt16) in
      settings.userAgent = "Loom/2.0 (+https://example.org/loom)"
      settings.headers = ["X-First: 1", "Accept-Language: de, en;q=0.5"]
    }
    try await withWeb(Self.page, settings: change) { web in
      _ = await web.fetch("/?a=b#fragment")
      let request = try #require(await web.server.requests.first)
      #expect(request.method == .get)
      #expect(request.target == "/?a=b")
      #expect(request.field("host") == "127.0.0.1:\(web.port)")
      #expect(request.field("user-agent") == "Loom/2.0 (+https://example.org/loom)")
      #expect(request.field("x-first") == "1")
      #expect(request.field("accept-language") == "de, en;q=0.5")
      #expect(request.field("cookie") == nil)
      #expect(request.field("referer") == nil)
    }
  }

  /// Each request may have headers of its own; the next one on the same handle has them no more.
  @Test func aRequestsOwnHeadersAreSentOnce() async throws {
    let change = { (settings: inout FetchSettings, _: UInt16) in settings.headers = ["X-All: 1"] }
    try await withWeb(Self.page, settings: change) { web in
      for own in [[], ["If-None-Match: \"x\"", "X-Own: 2"], ["X-Own: 3"], []] {
        _ = await web.fetcher.fetch(FetchRequest(url: web.url("/"), headers: own))
      }
      let requests = await web.server.requests
      #expect(requests.map { $0.field("x-all") } == ["1", "1", "1", "1"])
      #expect(requests.map { $0.field("x-own") } == [nil, "2", "3", nil])
      #expect(requests.map { $0.field("if-none-match") } == [nil, "\"x\"", nil, nil])
    }
  }

  @Test(arguments: ["/a/../b", "/%7Ea/%2e%2e/", "//x", "/a;b=c", "/?q=[1]|2"])
  func thePathIsSentAsItIs(_ path: String) async throws {
    try await withWeb([:]) { web in
      _ = await web.fetch(path)
      #expect(await web.server.requests.map(\.target) == [path])
    }
  }

  // MARK: Proxy

  @Test func aProxyIsAskedForTheWholeURL() async throws {
    let change = { (settings: inout FetchSettings, port: UInt16) in
      settings.proxy = "http://127.0.0.1:\(port)"
    }
    try await withWeb(Self.page, naming: .hostHeader, hosts: 3, settings: change) { web in
      let request = FetchRequest(url: "http://host-2.test/")
      let response = try #require(await web.fetcher.fetch(request).response)
      #expect(response.body.bytes == Array("<p>home</p>".utf8))
      let seen = try #require(await web.server.requests.first)
      #expect(seen.host == 2)
      #expect(seen.head.hasPrefix("GET http://host-2.test/ HTTP/1.1\r\n"))
    }
  }

  /// The server here knows no CONNECT.
  @Test func aProxyThatRefusesATunnel() async throws {
    let change = { (settings: inout FetchSettings, port: UInt16) in
      settings.proxy = "http://127.0.0.1:\(port)"
    }
    try await withWeb(Self.page, naming: .hostHeader, settings: change) { web in
      let outcome = await web.fetcher.fetch(FetchRequest(url: "https://host-0.test/"))
      #expect(outcome.code == .proxy, "\(outcome)")
    }
  }

  @Test func aProxyWithoutAnAddress() async throws {
    var settings = FetchSettings.test
    settings.proxy = "http://\(String(repeating: "a", count: 64)).test:3128"
    try await withFetcher(settings) { fetcher in
      let outcome = await fetcher.fetch(FetchRequest(url: "http://127.0.0.1/"))
      #expect(outcome.code == .proxy, "\(outcome)")
    }
  }

  // MARK: Cookies

  fileprivate static func cookie(_ name: String, _ value: String) -> CannedResponse {
    var page = CannedResponse.html("<p>cookie")
    page.fields.append(.init("Set-Cookie", "\(name)=\(value); Path=/"))
    return page
  }

  @Test func cookiesAreForgottenWithoutACookieFile() async throws {
    try await withWeb(["/": Self.cookie("a", "1")]) { web in
      for _ in 0..<2 { _ = await web.fetch("/") }
      #expect(await web.server.requests.allSatisfy { $0.field("cookie") == nil })
    }
  }

  @Test func cookiesOfTheFileAreSentAndTheServerMayChangeThem() async throws {
    let file = try CookieFile("127.0.0.1\tFALSE\t/\tFALSE\t0\tsession\told\n")
    let change = { (settings: inout FetchSettings, _: UInt16) in settings.cookieFile = file.path }
    let pages = Self.page.merging(["/login": Self.cookie("session", "new")]) { old, _ in old }
    try await withWeb(pages, settings: change) { web in
      // Both go at once, so two handles are made.
      _ = await web.fetchAll(["/", "/"])
      _ = await web.fetch("/login")
      _ = await web.fetchAll(["/", "/"])
      let cookies = await web.server.requests.map { $0.field("cookie") }
      #expect(cookies == ["old", "old", "old", "new", "new"].map { "session=\($0)" })
    }
  }
}

extension RequestTests {
  /// Another fetcher takes over what one has, as a resumed crawl does.
  @Test func cookiesOutliveTheirFetcher() async throws {
    let keeps = { (settings: inout FetchSettings, _: UInt16) in settings.keepsCookies = true }
    let pages = Self.page.merging(["/login": Self.cookie("session", "new")]) { old, _ in old }
    try await withWeb(pages, settings: keeps) { web in
      _ = await web.fetch("/login")
      let lines = await web.fetcher.cookieLines
      #expect(lines == ["127.0.0.1\tFALSE\t/\tFALSE\t0\tsession\tnew"])
      try await withWeb(Self.page, settings: keeps) { other in
        await other.fetcher.load(cookies: ["rubbish"] + lines)
        _ = await other.fetch("/")
        #expect(await other.server.requests.map { $0.field("cookie") } == ["session=new"])
      }
    }
  }
}

/// A cookie file in Netscape's format.
private final class CookieFile: Sendable {
  let path: String

  init(_ lines: String) throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("cookies-\(UUID().uuidString).txt")
    try "# Netscape HTTP Cookie File\n\(lines)".write(to: url, atomically: true, encoding: .utf8)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
