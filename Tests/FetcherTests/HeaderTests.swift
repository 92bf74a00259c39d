import Bodies
import Fetcher
import SyntheticWeb
import Testing

@Suite(.timeLimit(.minutes(1))) struct HeaderTests {
  @Test(
    arguments: [
      (nil, nil, nil),
      ("text/html", "text/html", nil),
      ("TEXT/HTML", "text/html", nil),
      ("text/html ; charset=utf-8", "text/html", "utf-8"),
      ("text/html;charset=UTF-8", "text/html", "UTF-8"),
      ("text/html; charset=\"iso-8859-1\"", "text/html", "iso-8859-1"),
      ("text/html; charset='koi8-r'", "text/html", "'koi8-r'"),
      ("text/html; Charset=big5", "text/html", "big5"),
      ("text/html; Charset = big5", "text/html", nil),
      ("text/html;\tcharset=gbk", "text/html", "gbk"),
      ("text/html; boundary=x; charset=utf-8; charset=big5", "text/html", "utf-8"),
      ("text/html; charset=; charset=utf-8", "text/html", "utf-8"),
      ("text/html; charset", "text/html", nil),
      ("text/html; charset=", "text/html", nil),
      ("text/html; xcharset=utf-8", "text/html", nil),
      ("text/html, text/plain", "text/plain", nil),
      ("text/html; charset=utf-8, text/html", "text/html", "utf-8"),
      ("; charset=utf-8", nil, nil),
      ("", nil, nil),
    ] as [(String?, String?, String?)])
  func contentTypesAreTakenApart(_ header: String?, _ type: String?, _ charset: String?) {
    var headers = ResponseHeaders()
    headers.contentType = header
    #expect(headers.mediaType == type)
    #expect(headers.charset == charset)
  }

  /// What comes when the server sends exactly these lines.
  private func headers(_ lines: [String]) async throws -> ResponseHeaders {
    let answer = "HTTP/1.1 200 OK\r\n\(lines.joined(separator: "\r\n"))\r\n\r\n"
    return try await withWeb(["/": .verbatim(Array(answer.utf8))]) { web in
      let outcome = await web.fetch("/")
      return try #require(outcome.response, "\(outcome)").headers
    }
  }

  @Test func everyHeaderThatACrawlLooksAt() async throws {
    let headers = try await headers([
      "content-type: text/plain", "CONTENT-LENGTH: 0", "Content-Encoding:identity",
      "LoCaTiOn: \t /next \t ", "Retry-After: 120", "X-Robots-Tag: noindex", "Link: </a>; rel=next",
      "Refresh: 5; url=/b", "ETag: \"x\"", "Last-Modified: Tue, 01 Jul 2025 00:00:00 GMT",
      "Cache-Control: no-store", "Server: loom/1.0", "X-Location: /wrong", "Locatio: /wrong",
    ])
    #expect(headers.contentType == "text/plain")
    #expect(headers.contentLength == 0)
    #expect(headers.contentEncoding == "identity")
    #expect(headers.location == "/next")
    #expect(headers.retryAfter == "120")
    #expect(headers.robotsTag == "noindex")
    #expect(headers.link == "</a>; rel=next")
    #expect(headers.refresh == "5; url=/b")
    #expect(headers.entityTag == "\"x\"")
    #expect(headers.lastModified == "Tue, 01 Jul 2025 00:00:00 GMT")
    #expect(headers.cacheControl == "no-store")
    #expect(headers.server == "loom/1.0")
  }

  @Test func repeatedHeadersAreJoined() async throws {
    let headers = try await headers([
      "X-Robots-Tag: noindex", "Link: </a>; rel=next", "x-robots-tag: otherbot: nofollow",
      "Link: </b>; rel=canonical", "Location: /a", "Location: /b", "Content-Type: text/plain",
      "Content-Type: text/html",
    ])
    #expect(headers.robotsTag == "noindex\notherbot: nofollow")
    #expect(headers.link == "</a>; rel=next, </b>; rel=canonical")
    #expect(headers.location == "/b")
    #expect(headers.mediaType == "text/html")
  }

  @Test func strangeLinesDoNoHarm() async throws {
    let headers = try await headers([
      "Server:", "Link: \u{E9}\u{20AC}", " Location: /folded", "Retry-After: -1",
    ])
    #expect(headers.server == "")
    #expect(headers.link == "\u{E9}\u{20AC}")
    #expect(headers.location == nil)
    #expect(headers.contentType == nil)
  }

  /// The server gets back in a reference what it wrote.
  @Test func referencesKeepTheirBytes() async throws {
    let answer =
      Array("HTTP/1.1 302 Found\r\nLocation: /caf".utf8) + [0xE9]
      + Array("\r\nRefresh: 0;/\u{E9}\r\n\r\n".utf8)
    try await withWeb(["/": .verbatim(answer)]) { web in
      let headers = try #require(await web.fetch("/").response).headers
      #expect(headers.location == "/caf%E9")
      #expect(headers.refresh == "0;/\u{E9}")
    }
  }

  /// Latin-1 bytes are no UTF-8: they are replaced, and nothing traps.
  @Test func bytesThatAreNoText() async throws {
    let answer =
      Array("HTTP/1.1 200 OK\r\nServer: caf".utf8) + [0xE9] + Array("\r\n\r\n".utf8)
    try await withWeb(["/": .verbatim(answer)]) { web in
      #expect(await web.fetch("/").response?.headers.server == "caf\u{FFFD}")
    }
  }

  @Test(arguments: [100, 103]) func interimAnswersDoNotCount(_ status: Int) async throws {
    let interim =
      "HTTP/1.1 \(status) Wait\r\nLink: </early.css>; rel=preload\r\nServer: early\r\n\r\n"
    let final = "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>late"
    try await withWeb(["/": .verbatim(Array((interim + interim + final).utf8))]) { web in
      let response = try #require(await web.fetch("/").response)
      #expect(response.status == 404)
      #expect(response.headers.link == nil)
      #expect(response.headers.server == nil)
      #expect(response.headers.mediaType == "text/html")
      #expect(response.body.bytes == Array("<p>late".utf8))
    }
  }

  @Test func anOldServer() async throws {
    let answer = "HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<p>old"
    try await withWeb(["/": .verbatim(Array(answer.utf8))]) { web in
      let response = try #require(await web.fetch("/").response)
      #expect(response.transfer.httpVersion == "1.0")
      #expect(response.body.bytes == Array("<p>old".utf8))
      #expect(await web.fetch("/").text == "<p>old")
      #expect(await web.server.counters.connectionsAccepted == 2)
    }
  }

  @Test(arguments: [301, 302, 303, 307, 308]) func redirectsAreReturned(_ status: Int) async throws
  {
    try await withWeb(["/": .redirect(to: "/next", status: status)]) { web in
      let response = try #require(await web.fetch("/").response)
      #expect(response.status == status)
      #expect(response.headers.location == "/next")
      #expect(await web.server.counters.requests == 1)
    }
  }

  @Test(arguments: [400, 401, 403, 404, 407, 410, 418, 429, 500, 503, 599])
  func errorsOfTheServerAreAnswers(_ status: Int) async throws {
    try await withWeb(["/": .status(status)]) { web in
      let response = try #require(await web.fetch("/").response)
      #expect(response.status == status)
      #expect(!response.body.isEmpty)
    }
  }
}
