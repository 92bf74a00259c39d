import Bodies
import Fetcher
import SyntheticWeb
import Testing

/// How much of a body comes, and what becomes of the connection then.
@Suite(.timeLimit(.minutes(1))) struct BodyTests {
  private static let text = CannedResponse.text(String(repeating: "0123456789", count: 100))

  private static func picture(bytes: Int) -> CannedResponse {
    CannedResponse(
      fields: [.init("Content-Type", "image/gif")], body: [UInt8](repeating: 7, count: bytes))
  }

  @Test(arguments: [0, 1, 999, 1000, 1001, 5000]) func aPrefixIsNoLongerThanAsked(
    _ count: Int
  ) async throws {
    try await withWeb(["/": Self.text]) { web in
      let response = try #require(await web.fetch("/", .prefix(count)).response)
      #expect(response.body.count == min(count, 1000))
      #expect(response.body.bytes.starts(with: "0123456789".utf8.prefix(count)))
      #expect(response.isTruncated == (count < 1000))
    }
  }

  @Test func aPrefixOfWhatNeverEnds() async throws {
    let pages = ["/": Self.text.with(.endless), "/zip": Self.text.with(.gzipBomb(bytes: 1 << 30))]
    try await withWeb(pages) { web in
      for path in pages.keys {
        let response = try #require(await web.fetch(path, .prefix(600_000)).response)
        #expect(response.body.count == 600_000)
        #expect(response.isTruncated)
        #expect(response.transfer.bodyBytes < 1_200_000)
      }
    }
  }

  @Test func anAnnouncedGiantIsNotRead() async throws {
    try await withWeb(["/": Self.text.with(.large(bytes: 300 << 20))]) { web in
      let outcome = await web.fetch("/")
      #expect(outcome.code == .tooLarge, "\(outcome)")
      let failure = try #require(outcome.failure)
      #expect(failure.transfer.wireBytes < 1 << 20)
    }
  }

  @Test func theLargestBodyThatIsAllowed() async throws {
    let limit = 100_000
    let pages = [
      "/equal": Self.picture(bytes: limit), "/more": Self.picture(bytes: limit + 1),
      "/chunked": Self.picture(bytes: limit).with(.chunked),
      "/chunked-more": Self.picture(bytes: limit + 1).with(.chunked),
      // A stored gzip is longer on the wire than decoded.
      "/wire": Self.picture(bytes: limit - 10).with(.gzip),
    ]
    try await withWeb(pages, settings: { settings, _ in settings.maximumBody = limit }) { web in
      #expect(await web.fetch("/equal").response?.body.count == limit)
      #expect(await web.fetch("/chunked").response?.body.count == limit)
      #expect(await web.fetch("/more").code == .tooLarge)
      #expect(await web.fetch("/chunked-more").code == .tooLarge)
      #expect(await web.fetch("/wire").code == .tooLarge)
    }
  }

  @Test(arguments: ["text/html", "Text/HTML; charset=x", "application/xhtml+xml", "", "*/*"])
  func whatMayBeMarkupIsRead(_ type: String) async throws {
    let text = "<p>" + String(repeating: "x", count: 100_000)
    let page = CannedResponse.text(text, mediaType: type)
    try await withWeb(["/": page]) { web in
      #expect(await web.fetch("/", .markup).text == text)
    }
  }

  /// Of a body without a type no more is read than it takes to see that it is none that is wanted.
  @Test(arguments: ["", "*/*", "text/xml"])
  func aBodyOfUnknownTypeIsLookedAt(_ type: String) async throws {
    let text = String(repeating: "no markup at all ", count: 200_000)
    try await withWeb(["/": CannedResponse.text(text, mediaType: type)]) { web in
      let response = try #require(await web.fetch("/", .markup).response)
      #expect(response.isTruncated)
      #expect(response.body.count >= 1445)
      #expect(response.transfer.wireBytes < 1 << 20)
      #expect(response.headers.contentLength == Int64(text.utf8.count))
    }
  }

  @Test func aSmallBodyThatIsNotWantedSparesTheConnection() async throws {
    try await withWeb(["/": Self.text, "/picture": Self.picture(bytes: 60_000)]) { web in
      let picture = try #require(await web.fetch("/picture", .markup).response)
      #expect(picture.status == 200)
      #expect(picture.headers.mediaType == "image/gif")
      #expect(picture.body.isEmpty)
      #expect(await web.fetch("/").response != nil)
      #expect(await web.server.counters.connectionsAccepted == 1)
    }
  }

  @Test func aLargeBodyThatIsNotWantedIsCut() async throws {
    let large = Self.picture(bytes: 0).with(.large(bytes: 100 << 20))
    let pages = ["/": Self.text, "/announced": large, "/endless": large.with(.endless)]
    try await withWeb(pages) { web in
      for path in ["/announced", "/endless"] {
        let picture = try #require(await web.fetch(path, .markup).response)
        #expect(picture.isTruncated)
        #expect(picture.body.isEmpty)
        #expect(picture.transfer.wireBytes < 2 << 20)
      }
      #expect(await web.fetch("/").response != nil)
      #expect(await web.server.counters.connectionsAccepted == 3)
    }
  }

  @Test func statusesWithoutABody() async throws {
    let pages = ["/204": CannedResponse.status(204), "/304": CannedResponse.status(304)]
    try await withWeb(pages) { web in
      for status in [204, 304] {
        let response = try #require(await web.fetch("/\(status)").response)
        #expect(response.status == status)
        #expect(response.body.isEmpty)
      }
      #expect(await web.server.counters.connectionsAccepted == 1)
    }
  }

  @Test func memoryOfABodyThatIsGoneIsFilledAnew() async throws {
    try await withWeb(["/long": Self.text, "/short": .text("short")]) { web in
      let place = await web.fetch("/long").response?.body.offset
      let short = try #require(await web.fetch("/short").response)
      #expect(short.body.offset == place)
      #expect(short.body.bytes == Array("short".utf8))
    }
  }
}
