import Fetcher
import Glibc
import SyntheticWeb
import Testing

@Suite(.timeLimit(.minutes(1))) struct ConnectionTests {
  private static let pages: [String: CannedResponse] = ["/": .html("<p>home</p>")]

  @Test func oneAfterTheOtherTakesOneConnection() async throws {
    try await withWeb(Self.pages) { web in
      for _ in 0..<30 { #expect(await web.fetch("/").text == "<p>home</p>") }
      #expect(Set(await web.server.requests.map(\.connection)) == [1])
    }
  }

  @Test func asManyConnectionsAsFetchesAtOnce() async throws {
    try await withWeb(["/": FaultCase.page.with(.delay(.milliseconds(50)))]) { web in
      for _ in 0..<3 {
        let outcomes = await web.fetchAll(Array(repeating: "/", count: 20))
        #expect(outcomes.allSatisfy { $0.response?.status == 200 })
      }
      #expect(await web.server.counters.connectionsAccepted == 20)
    }
  }

  /// A cut body leaves bytes in the connection that nobody wants to see as the next answer.
  @Test(arguments: [Fault.large(bytes: 8 << 20), .endless])
  func aCutConnectionIsNotUsedAgain(_ fault: Fault) async throws {
    let pages = Self.pages.merging(["/long": FaultCase.page.with(fault)]) { old, _ in old }
    try await withWeb(pages) { web in
      for _ in 0..<3 {
        #expect(await web.fetch("/long", .prefix(100)).response?.isTruncated == true)
        #expect(await web.fetch("/").text == "<p>home</p>")
      }
      let connections = await web.server.requests.map(\.connection)
      #expect(connections == [1, 2, 2, 3, 3, 4])
    }
  }

  /// The server says nothing of closing, and closes after each answer: what was kept for the next
  /// fetch is found dead before or after that has been sent.
  @Test func aConnectionThatTheServerClosesMeanwhileDoesNoHarm() async throws {
    let answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
    try await withWeb(["/": .verbatim(Array(answer.utf8))]) { web in
      for _ in 0..<50 { #expect(await web.fetch("/").text == "hello") }
      #expect(await web.server.counters.connectionsAccepted >= 50)
    }
  }

  @Test func whatWasMeasuredIsPlausible() async throws {
    try await withWeb(["/": FaultCase.page.with(.delay(.milliseconds(50)))]) { web in
      let first = try #require(await web.fetch("/").response).transfer
      #expect(0 <= first.dnsMicroseconds && first.dnsMicroseconds <= first.connectMicroseconds)
      #expect(0 < first.connectMicroseconds)
      #expect(first.connectMicroseconds + 50_000 <= first.firstByteMicroseconds)
      #expect(first.firstByteMicroseconds <= first.totalMicroseconds)
      #expect(first.tlsMicroseconds == 0)
      #expect(first.peerAddress == "127.0.0.1")
      #expect(first.httpVersion == "1.1")
      #expect(first.wireBytes == first.bodyBytes)
      let second = try #require(await web.fetch("/").response).transfer
      #expect(second.connectMicroseconds == 0)
      #expect(second.firstByteMicroseconds >= 50_000)
      #expect(second.peerAddress == "127.0.0.1")
    }
  }

  /// The server says yes only after all have asked.
  @Test func twoThousandAtOnceNeedNoThreads() async {
    await #expect(processExitsWith: .success) {
      ThisProcess.raiseDescriptorLimit(to: 8000)
      let slow = FaultCase.page.with(.delay(.milliseconds(300)))
      try await withWeb(["/": slow], options: ServerOptions()) { web in
        _ = await web.fetch("/")
        async let outcomes = web.fetchAll(Array(repeating: "/", count: 2000))
        try await web.eventually { $0.requests > 1500 }
        // Two loops, the cooperative pool of at most one a core, and whoever libcurl asks for names.
        let threads = try ThisProcess.threads()
        #expect(threads < 12 + sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        let good = await outcomes.count { $0.response?.status == 200 }
        #expect(good == 2000)
      }
    }
  }

  /// What the processes below this one count is theirs alone, whatever other tests do.
  @Test func nothingIsLeftAfterClosing() async {
    await #expect(processExitsWith: .success) {
      let pages = ["/": FaultCase.page, "/silent": FaultCase.page.with(.silence)]
      // The first round opens what the process keeps for good.
      var counts: [Int] = []
      for _ in 0..<4 {
        try await withWeb(pages) { web in
          _ = await web.fetchAll(Array(repeating: "/", count: 50))
          async let silent = web.fetchAll(Array(repeating: "/silent", count: 10))
          try await web.eventually { $0.requests == 60 }
          await web.fetcher.close()
          #expect(await silent.allSatisfy { $0.code == .cancelled })
        }
        counts.append(try ThisProcess.descriptors())
      }
      #expect(Set(counts.dropFirst()).count == 1, "\(counts)")
      #expect(counts[0] == counts[1])
    }
  }

  /// An idle connection that ended would wake the loop again and again.
  @Test func aConnectionThatEndedIsWatchedNoLonger() async {
    await #expect(processExitsWith: .success) {
      var options = ServerOptions.logging
      options.idleTimeout = .milliseconds(40)
      try await withWeb(ConnectionTests.pages, options: options) { web in
        let before = try ThisProcess.watchedDescriptors()
        _ = await web.fetchAll(Array(repeating: "/", count: 20))
        try await web.eventually { $0.connectionsAccepted > 0 && $0.connectionsOpen == 0 }
        try await eventually { try ThisProcess.watchedDescriptors() == before }
      }
    }
  }
}
