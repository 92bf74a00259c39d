import Bodies
import Fetcher
import SyntheticWeb
import Testing

/// Each content coding that libcurl can be built with, by hand: the word "hello".
struct Coded: Sendable, CustomTestStringConvertible {
  let coding: String
  let bytes: [UInt8]
  var testDescription: String { coding }

  private static let gzip: [UInt8] = [
    0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0x02, 0x03, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0, 0x86, 0xa6,
    0x10, 0x36, 0x05, 0, 0, 0,
  ]

  static let all = [
    Coded(coding: "identity", bytes: Array("hello".utf8)),
    Coded(coding: "gzip", bytes: gzip),
    Coded(coding: "x-gzip", bytes: gzip),
    Coded(coding: "GZIP", bytes: gzip),
    // Deflate is a zlib stream (RFC 9110, 8.4.1.2), but some servers send it bare.
    Coded(
      coding: "deflate",
      bytes: [0x78, 0x9c, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0, 0x06, 0x2c, 0x02, 0x15]),
    Coded(coding: "deflate", bytes: [0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0]),
    Coded(
      coding: "deflate, gzip",
      bytes: [
        0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0x02, 0x03, 0xab, 0x98, 0x73, 0xda, 0xe3, 0xec, 0xc9, 0x93,
        0xec, 0x0c, 0x6c, 0x3a, 0x4c, 0xa2, 0, 0x44, 0xfe, 0x85, 0xaa, 0x0d, 0, 0, 0,
      ]),
    Coded(coding: "br", bytes: [0x0b, 0x02, 0x80, 0x68, 0x65, 0x6c, 0x6c, 0x6f, 0x03]),
    Coded(
      coding: "zstd",
      bytes: [
        0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x58, 0x29, 0, 0, 0x68, 0x65, 0x6c, 0x6c, 0x6f, 0xa3, 0x6d,
        0x9f, 0x88,
      ]),
  ]
}

@Suite(.timeLimit(.minutes(1))) struct CodingTests {
  /// What this libcurl asks for is what it can decode.
  @Test func whatIsAskedForIsDecoded() async throws {
    try await withWeb(["/": .text("plain")]) { web in
      _ = await web.fetch("/")
      let asked = try #require(await web.server.requests.first?.field("accept-encoding"))
      let codings = Set(asked.split(separator: ", ").map(String.init))
      #expect(codings.isSuperset(of: ["gzip", "deflate"]))
      for coded in Coded.all {
        // libcurl may be built without brotli or zstd; then it does not ask for them.
        if ["br", "zstd"].contains(coded.coding) && !codings.contains(coded.coding) { continue }
        let page = FaultCase.coded(coded.coding, coded.bytes)
        await web.server.setPage("/coded", page)
        let response = try #require(await web.fetch("/coded").response, "\(coded)")
        #expect(String(decoding: response.body.bytes, as: UTF8.self) == "hello", "\(coded)")
        #expect(response.headers.contentEncoding == coded.coding)
        #expect(response.transfer.wireBytes == Int64(coded.bytes.count))
        #expect(response.transfer.bodyBytes == 5)
      }
    }
  }

  /// As a browser does, libcurl takes what could be decoded when a coded body is whole as a message
  /// but ends too early as a stream.
  @Test func halfAGzipIsHalfAPage() async throws {
    try await withWeb(["/": FaultCase.page.with(.truncatedGzip)]) { web in
      let response = try #require(await web.fetch("/").response)
      #expect(!response.body.isEmpty)
      #expect("<p>Weaving and weaving and weaving.</p>".utf8.starts(with: response.body.bytes))
    }
  }
}
