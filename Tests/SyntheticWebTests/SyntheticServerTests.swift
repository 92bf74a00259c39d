import EventLoop
import Glibc
import SyntheticWeb
import Testing

/// Runs a server on a loop of its own while the closure runs.
func serving<Result: Sendable>(
  _ make: (EventLoop) -> SyntheticServer,
  _ body: @Sendable (SyntheticServer, UInt16) async throws -> Result
) async throws -> Result {
  let loop = try EventLoop.start(named: "synthetic-web")
  defer { loop.stop() }
  let server = make(loop)
  return try await server.run { port in try await body(server, port) }
}

private func options(_ change: (inout ServerOptions) -> Void) -> ServerOptions {
  var options = ServerOptions()
  change(&options)
  return options
}

private func smallShape(_ change: (inout WebShape) -> Void = { _ in }) -> WebShape {
  var shape = WebShape()
  (shape.hosts, shape.pagesPerHost, shape.bodyBytes) = (3, 20, 2_000)
  change(&shape)
  return shape
}

@Suite(.timeLimit(.minutes(2))) struct SyntheticServerTests {
  @Test func servesEveryPlaceAsTheModelSays() async throws {
    try await serving {
      SyntheticServer(shape: smallShape(), options: options { $0.logsRequests = true }, on: $0)
    } _: { server, port in
      let model = try #require(await server.model)
      let places = model.reachable(from: [Place(host: 0, .page(0))], obeysRobots: false)
      for host in 0..<3 {
        let client = try TestClient(port: port, address: UInt32(host + 1))
        for place in places where place.host == host {
          let url = model.url(of: place)
          let answer = try await client.get(String(url.dropFirst(model.origin(ofHost: host).count)))
          #expect(answer.status == model.expected(at: place).status)
          if model.expected(at: place).hasLinks { #expect(answer.body == model.html(of: place)) }
        }
      }
      let log = await server.requests
      #expect(log.count == places.count)
      #expect(Set(log.map { "\($0.host)\($0.target)" }).count == places.count)
      #expect(log.map(\.time) == log.map(\.time).sorted())
      #expect(await server.counters.connectionsAccepted == 3)
      #expect(await server.counters.requests == places.count)
    }
  }

  @Test func tellsHostsApartByTheirHeader() async throws {
    try await serving {
      SyntheticServer(shape: smallShape { $0.naming = .hostHeader }, on: $0)
    } _: { server, port in
      let client = try TestClient(port: port)
      for host in 0..<3 {
        let answer = try await client.get("/", host: "host-\(host).test:\(port)")
        #expect(answer.text.contains("<title>Page 0 of host \(host)</title>"))
        let proxied = try await client.get("http://HOST-\(host).test:\(port)/", host: "other")
        #expect(proxied == answer)
      }
      #expect(try await client.get("/", host: "host-3.test").status == 421)
      #expect(try await client.get("/", host: "127.0.0.1").status == 421)
    }
  }

  @Test func answersPipelinedRequestsInTheirOrder() async throws {
    let pages = Dictionary(
      uniqueKeysWithValues: (0..<200).map { ("/\($0)", CannedResponse.text("page \($0)")) })
    try await serving {
      SyntheticServer(pages: pages, on: $0)
    } _: { server, port in
      let client = try TestClient(port: port)
      let requests = (0..<200).map { "GET /\($0) HTTP/1.1\r\nHost: x\r\n\r\n" }
      try await client.send(requests.joined())
      let texts = try await client.receiveAnswers(200).map(\.text)
      #expect(texts == (0..<200).map { "page \($0)" })
      #expect(await server.counters.connectionsAccepted == 1)
    }
  }

  @Test func headIsTheHeadOfGet() async throws {
    try await serving {
      SyntheticServer(shape: smallShape(), on: $0)
    } _: { _, port in
      let client = try TestClient(port: port)
      let full = try await client.get("/")
      try await client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")
      let head = try await client.receiveAnswers(1, withBodies: false)[0]
      #expect(head.head == full.head)
      #expect(try await client.get("/") == full)
    }
  }

  @Test func closesWhenAskedTo() async throws {
    try await serving {
      SyntheticServer(pages: ["/": .text("hello")], on: $0)
    } _: { _, port in
      for request in [
        "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabcde",
      ] {
        let client = try TestClient(port: port)
        try await client.send(request)
        let all = String(decoding: try await client.receiveAll(), as: UTF8.self)
        #expect(all.contains("\r\nConnection: close\r\n") && all.hasSuffix("\r\n\r\nhello"))
      }
    }
  }

  @Test func answersAClientThatHasSaidItsLast() async throws {
    try await serving {
      SyntheticServer(pages: ["/": .text("hello").with(.delay(.milliseconds(20)))], on: $0)
    } _: { _, port in
      let client = try TestClient(port: port)
      try await client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
      shutdown(client.descriptor, Int32(SHUT_WR))
      #expect(String(decoding: try await client.receiveAll(), as: UTF8.self).hasSuffix("hello"))
    }
  }

  private static let garbage: [(String, Int)] = [
    ("\u{16}\u{3}\u{1}\u{2}", 400), ("nonsense\r\n\r\n", 400), ("GET / HTTP/1.1\r\n\r\n", 400),
    ("GET / HTTP/3.0\r\nHost: x\r\n\r\n", 505),
    ("GET /\(String(repeating: "x", count: 10_000)) HTTP/1.1\r\nHost: x\r\n\r\n", 414),
    ("GET / HTTP/1.1\r\nX: \(String(repeating: "x", count: 200_000))", 431),
  ]

  @Test(arguments: garbage.indices) func refusesGarbageAndCloses(_ index: Int) async throws {
    let (text, status) = SyntheticServerTests.garbage[index]
    try await serving {
      SyntheticServer(pages: ["/": .text("hello")], on: $0)
    } _: { server, port in
      let client = try TestClient(port: port)
      try await client.send(text)
      let answer = String(decoding: try await client.receiveAll(), as: UTF8.self)
      #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
      #expect(await server.counters.refusals == 1)
      #expect(try await TestClient(port: port).get("/").text == "hello")
    }
  }

  @Test func refusesOtherMethodsAndGoesOn() async throws {
    try await serving {
      SyntheticServer(pages: ["/": .text("hello")], on: $0)
    } _: { _, port in
      let client = try TestClient(port: port)
      try await client.send("DELETE / HTTP/1.1\r\nHost: x\r\n\r\n")
      let refusal = try await client.receiveAnswers(1)[0]
      #expect(refusal.status == 405 && refusal.head.contains("\r\nAllow: GET, HEAD"))
      #expect(try await client.get("/").text == "hello")
    }
  }

  @Test func cannedPagesAreFoundAndChange() async throws {
    try await serving { loop in
      SyntheticServer(hosts: 2, on: loop) { port in
        [
          "/": .html("<a href=\"http://127.0.0.2:\(port)/\">over there</a>"),
          "127.0.0.2/": .text("over here"), "/q": .text("any"), "/q?a=1": .text("one"),
          "/twice": .status(503).then(.text("second")).then(.text("third")),
        ]
      }
    } _: { server, port in
      let client = try TestClient(port: port)
      #expect(try await client.get("/").text.contains(":\(port)/"))
      #expect(try await TestClient(port: port, address: 2).get("/").text == "over here")
      #expect(try await client.get("/q?b=2").text == "any")
      #expect(try await client.get("/q?a=1").text == "one")
      var texts: [String] = []
      for _ in 0..<4 { texts.append(try await client.get("/twice").text) }
      #expect(texts[0].contains("503") && texts[1...] == ["second", "third", "third"])
      #expect(try await client.get("/new").status == 404)
      await server.setPage("/new", .text("new"))
      #expect(try await client.get("/new").text == "new")
    }
  }

  @Test func logsWhatTheClientSent() async throws {
    try await serving {
      SyntheticServer(pages: [:], options: options { $0.logsRequests = true }, on: $0)
    } _: { server, port in
      let before = ContinuousClock.now
      let client = try TestClient(port: port)
      try await client.send("GET /x HTTP/1.1\r\nHost: x\r\nUser-Agent:  tester/1\r\n\r\n")
      _ = try await client.receiveAnswers(1)
      let request = try #require(await server.requests.first)
      #expect(request.field("user-agent") == "tester/1")
      #expect(request.field("accept") == nil)
      #expect(request.target == "/x" && request.connection == 1 && request.host == 0)
      #expect(request.time >= before && request.time <= .now)
    }
  }

  @Test func closesIdleConnections() async throws {
    try await serving {
      SyntheticServer(
        pages: [:], options: options { $0.idleTimeout = .milliseconds(50) }, on: $0)
    } _: { _, port in
      let client = try TestClient(port: port)
      try await client.send("GET / HT")
      #expect(try await client.receive().isEmpty)
    }
  }

  @Test func aPortInUseIsSaid() async throws {
    try await serving {
      SyntheticServer(pages: [:], on: $0)
    } _: { _, port in
      let loop = try EventLoop.start(named: "second")
      defer { loop.stop() }
      let second = SyntheticServer(pages: [:], options: options { $0.port = port }, on: loop)
      await #expect {
        try await second.start()
      } throws: {
        ($0 as? SystemError)?.errno == EADDRINUSE
      }
    }
  }

  @Test func startsAgainAfterAStop() async throws {
    let loop = try EventLoop.start(named: "again")
    defer { loop.stop() }
    let server = SyntheticServer(shape: smallShape(), on: loop)
    for _ in 0..<3 {
      try await server.run { port in
        let status = try await TestClient(port: port).get("/").status
        #expect(status == 200)
      }
    }
  }

  @Test func stopLeavesNoDescriptors() async {
    await #expect(processExitsWith: .success) {
      let loop = try EventLoop.start(named: "counted")
      let before = openSockets()
      let pages = ["/": CannedResponse.text("x"), "/hang": .text("x").with(.silence)]
      let server = SyntheticServer(pages: pages, hosts: 40, on: loop)
      let port = try await server.start()
      var clients: [TestClient] = []
      for number in 0..<100 {
        let client = try TestClient(port: port, address: UInt32(number % 40 + 1))
        if number % 3 == 0 { _ = try await client.get("/") }
        if number % 3 == 1 { try await client.send("GET /hang HTTP/1.1\r\nHost: x\r\n\r\n") }
        clients.append(client)
      }
      try await waitUntil(on: loop) { await server.counters.connectionsOpen == 100 }
      let during = openSockets()
      precondition(during == before + 240, "\(during) sockets after \(before)")
      await server.stop()
      clients.removeAll()
      let after = openSockets()
      precondition(after == before, "\(after) sockets after \(before)")
      loop.stop()
    }
  }

  @Test func holdsTwoThousandIdleConnections() async {
    await #expect(processExitsWith: .success) {
      let loop = try EventLoop.start(named: "idle")
      let server = SyntheticServer(pages: ["/": .text("hello")], on: loop)
      let port = try await server.start()
      var clients: [TestClient] = []
      for _ in 0..<2_000 { clients.append(try TestClient(port: port)) }
      for client in clients {
        let text = try await client.get("/").text
        precondition(text == "hello")
      }
      let counters = await server.counters
      precondition(counters.connectionsOpen == 2_000 && counters.requests == 2_000)
      clients.removeAll()
      try await waitUntil(on: loop) { await server.counters.connectionsOpen == 0 }
      await server.stop()
      loop.stop()
    }
  }
}

/// How many sockets this process has open. Of other descriptors the runtime opens and closes some of
/// its own whenever it likes; the server has none.
private func openSockets() -> Int {
  (0..<Int32(4_096)).count { descriptor in
    var status = stat()
    return unsafe fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
  }
}

/// Asks again and again, for 20 seconds at most.
private func waitUntil(on loop: EventLoop, _ condition: () async -> Bool) async throws {
  let deadline = ContinuousClock.now + .seconds(20)
  while await !condition() {
    precondition(ContinuousClock.now < deadline, "waited in vain")
    try await loop.sleep(until: .now + .milliseconds(2))
  }
}
