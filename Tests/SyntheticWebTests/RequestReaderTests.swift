import SyntheticWeb
import Testing

@Suite struct RequestReaderTests {
  private func read(_ text: String) -> RequestReader.Progress {
    var reader = RequestReader()
    reader.append(Array(text.utf8).span)
    return reader.next()
  }

  private func head(_ text: String) throws -> RequestHead {
    guard case .request(let head, _) = read(text) else {
      throw Unexpected(progress: read(text))
    }
    return head
  }

  private struct Unexpected: Error {
    var progress: RequestReader.Progress
  }

  @Test func readsAnOrdinaryHead() throws {
    let head = try head("GET /a?b=c HTTP/1.1\r\nHost: h.test:80\r\nAccept: */*\r\n\r\n")
    #expect(head.method == .get)
    #expect(head.target == Array("/a?b=c".utf8))
    #expect(head.authority == Array("h.test:80".utf8))
    #expect(head.keepsAlive && !head.isAbsolute && !head.hasBody)
    #expect(head.minorVersion == 1)
  }

  @Test(arguments: [
    ("HTTP/1.1", "Accept: */*", true), ("HTTP/1.1", "Connection: Close", false),
    ("HTTP/1.0", "Accept: */*", false), ("HTTP/1.0", "connection:  keep-alive ", true),
  ])
  func knowsWhoKeepsTheConnection(_ version: String, _ field: String, _ keeps: Bool) throws {
    #expect(try head("GET / \(version)\r\nHost: h\r\n\(field)\r\n\r\n").keepsAlive == keeps)
  }

  @Test func readsAbsoluteTargets() throws {
    let full = try head("GET http://a.test:1/x HTTP/1.1\r\nHost: b\r\n\r\n")
    #expect(full.isAbsolute)
    #expect(full.authority == Array("a.test:1".utf8))
    #expect(full.target == Array("/x".utf8))
    let bare = try head("GET http://a.test HTTP/1.1\r\nHost: b\r\n\r\n")
    #expect(bare.target == Array("/".utf8))
  }

  @Test func toleratesEmptyLinesAheadAndBareNewlines() throws {
    #expect(try head("\r\n\r\nHEAD / HTTP/1.1\nHost: h\n\n").method == .head)
  }

  @Test func noticesBodies() throws {
    for (field, hasBody) in [
      ("Content-Length: 4", true), ("Transfer-Encoding: chunked", true),
      ("Content-Length: 0", false), ("Accept: */*", false),
    ] {
      let head = try head("POST / HTTP/1.1\r\nHost: h\r\n\(field)\r\n\r\n")
      #expect(head.hasBody == hasBody, "\(field)")
    }
  }

  private static let malformed: [(String, RequestRefusal)] = [
    ("GET / HTTP/1.1\r\n\r\n", .badRequest),
    ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", .badRequest),
    ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", .badRequest),
    ("GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", .badRequest),
    ("GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", .badRequest),
    ("GET / HTTP/1.1\r\nHost: a\r\nX: \u{1}\r\n\r\n", .badRequest),
    ("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", .badRequest), ("GET /\r\n\r\n", .badRequest),
    ("GET x HTTP/1.1\r\nHost: a\r\n\r\n", .badRequest), ("\u{16}\u{3}\u{1}", .badRequest),
    ("GET /\u{7F} HTTP/1.1\r\nHost: a\r\n\r\n", .badRequest), ("{}", .badRequest),
    ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", .unsupportedVersion),
    ("GET / HTTQ/1.1\r\nHost: a\r\n\r\n", .badRequest),
    ("GET /\(String(repeating: "a", count: 9_000)) HTTP/1.1\r\nHost: a\r\n\r\n", .targetTooLong),
    ("GET / HTTP/1.1\r\nA: \(String(repeating: "a", count: 17_000))", .headersTooLarge),
    ("GET / HTTP/1.1\r\nA: \(String(repeating: "a", count: 17_000))\r\n\r\n", .headersTooLarge),
  ]

  @Test(arguments: malformed.indices) func refuses(_ index: Int) {
    let (text, refusal) = RequestReaderTests.malformed[index]
    #expect(read(text) == .refused(refusal), "\(text.prefix(60))")
  }

  @Test func readsTheSameHoweverTheBytesArrive() throws {
    let text =
      "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n\r\nHEAD /2 HTTP/1.0\r\n\r\nGET /3 HTTP/1.1\nHost: b\n\n"
    let bytes = Array(text.utf8)
    for size in 1...bytes.count {
      var reader = RequestReader()
      var targets: [String] = []
      for start in stride(from: 0, to: bytes.count, by: size) {
        reader.append(bytes.span.extracting(start..<min(start + size, bytes.count)))
        while case .request(let head, _) = reader.next() {
          targets.append(String(decoding: head.target, as: UTF8.self))
        }
      }
      #expect(targets == ["/1", "/2", "/3"], "in portions of \(size)")
      #expect(reader.buffered == 0)
    }
  }

  @Test func garbageNeitherTrapsNorHoldsMemory() {
    let seed = UInt64.random(in: 0 ... .max)
    var draw = Draw(seed, .words)
    let pieces = ["GET ", "/", " HTTP/1.1", "\r\n", "\n", "Host: a", ":", "\0", "é", " ", "HEAD"]
    for _ in 0..<2_000 {
      var reader = RequestReader()
      for _ in 0..<(1 + draw.below(60)) {
        reader.append(Array(pieces[draw.below(pieces.count)].utf8).span)
        var progress = reader.next()
        while case .request = progress { progress = reader.next() }
        if case .refused = progress { break }
        #expect(reader.buffered <= RequestReader.longestHead + 16, "seed \(seed)")
      }
    }
  }
}
