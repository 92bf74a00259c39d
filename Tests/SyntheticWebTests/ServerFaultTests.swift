import Glibc
import SyntheticWeb
import Testing

@Suite(.timeLimit(.minutes(2))) struct ServerFaultTests {
  private let page = CannedResponse.text("0123456789")

  /// What comes over a connection that is closed after one answer with this fault.
  private func receive(
    _ response: CannedResponse, _ check: @Sendable (TestClient) async throws -> Void
  ) async throws {
    try await serving {
      SyntheticServer(pages: ["/": response, "/well": .text("well")], on: $0)
    } _: { _, port in
      let client = try TestClient(port: port)
      try await client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
      try await check(client)
      // Whatever one connection suffers, the server goes on.
      #expect(try await TestClient(port: port).get("/well").text == "well")
    }
  }

  @Test func dropsInTheMiddle() async throws {
    try await receive(page.with(.drop(afterBodyBytes: 4))) { client in
      let all = String(decoding: try await client.receiveAll(), as: UTF8.self)
      #expect(all.contains("Content-Length: 10\r\n") && all.hasSuffix("\r\n\r\n0123"))
    }
  }

  @Test func resets() async throws {
    try await receive(page.with(.delay(.milliseconds(20))).with(.reset(afterBodyBytes: 0))) {
      client in
      // A reset may overtake what was sent before it.
      let error = await #expect(throws: TestClient.Failed.self) {
        _ = try await client.receiveAll()
      }
      #expect(error?.code == ECONNRESET)
    }
  }

  @Test func delaysByAtLeastItsTime() async throws {
    try await receive(page.with(.delay(.milliseconds(60)))) { client in
      let start = ContinuousClock.now
      _ = try await client.receiveAnswers(1)
      // The request was on its way before the clock was read.
      #expect(ContinuousClock.now - start > .milliseconds(40))
    }
  }

  @Test func dripsPieceByPiece() async throws {
    let drip = page.with(.drip(bytes: 3, every: .milliseconds(10)))
    let start = ContinuousClock.now
    try await receive(drip) { client in
      let text = try await client.receiveAnswers(1)[0].text
      #expect(text == "0123456789")
      #expect(ContinuousClock.now - start >= .milliseconds(30))
    }
  }

  @Test func neverStopsSending() async throws {
    try await receive(page.with(.endless)) { client in
      var count = 0
      while count < 20_000_000 { count += try await client.receive().count }
      #expect(count >= 20_000_000)
    }
  }

  @Test(arguments: [Fault.silence, .stall(afterBodyBytes: 3)])
  func saysNothingMoreAndStays(_ fault: Fault) async throws {
    try await serving {
      SyntheticServer(pages: ["/": page.with(fault), "/well": .text("well")], on: $0)
    } _: { server, port in
      do {
        let client = try TestClient(port: port, timeout: 1)
        try await client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        let error = await #expect(throws: TestClient.Failed.self) {
          _ = try await client.receiveAll()
        }
        #expect(error?.code == EAGAIN)
        let open = await server.counters.connectionsOpen
        withExtendedLifetime(client) { #expect(open == 1) }
      }
      #expect(try await TestClient(port: port).get("/well").text == "well")
    }
  }

  @Test func sendsLargeBodiesWhole() async throws {
    try await receive(page.with(.large(bytes: 10_000_000))) { client in
      let body = try await client.receiveAnswers(1)[0].body
      #expect(body.count == 10_000_000)
    }
  }

  @Test func saysTheWrongLength() async throws {
    try await receive(page.with(.wrongLength(by: 5))) { client in
      let all = String(decoding: try await client.receiveAll(), as: UTF8.self)
      #expect(all.contains("Content-Length: 15\r\n") && all.hasSuffix("0123456789"))
    }
  }

  @Test func verbatimBytesAreSentAsTheyAre() async throws {
    try await receive(.verbatim(Array("what?\n".utf8))) { client in
      let all = try await client.receiveAll()
      #expect(all == Array("what?\n".utf8))
    }
  }

  @Test func aSlowClientDoesNotHoldUpTheOthers() async throws {
    try await serving {
      SyntheticServer(pages: ["/": page.with(.endless), "/well": .text("well")], on: $0)
    } _: { server, port in
      let slow = try TestClient(port: port)
      try await slow.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(try await !slow.receive().isEmpty)
      let quick = try TestClient(port: port)
      for _ in 0..<100 {
        let text = try await quick.get("/well").text
        #expect(text == "well")
      }
      #expect(try await !slow.receive().isEmpty)
    }
  }
}
