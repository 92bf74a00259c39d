import Bodies
import EventLoop
import Glibc
import SyntheticWeb
import TestSupport
import Testing

@testable import Fetcher

/// Bodies are held back while those who take them cannot keep up.
@Suite(.timeLimit(.minutes(1))) struct ValveTests {
  @Test func bodiesAreHeldBackAndReleased() async throws {
    let pages = [
      "/": CannedResponse.html("<p>body"), "/coded": .html("<p>body").with(.gzip),
      "/bomb": .html("").with(.gzipBomb(bytes: 1 << 30)), "/none": .status(204),
    ]
    let change = { (settings: inout FetchSettings, _: UInt16) in settings.maximumBody = 1 << 20 }
    try await withWeb(pages, settings: change) { web in
      await web.fetcher.letBodiesFlow(false)
      async let outcomes = web.fetchAll(["/", "/coded", "/bomb"])
      try await web.eventually { $0.requests == 3 }
      // What has no body goes on, and when all this has come, so have the others' first bytes.
      for _ in 0..<50 { #expect(await web.fetch("/none").response?.status == 204) }
      #expect(await web.fetcher.inFlight == 3)
      await web.fetcher.letBodiesFlow(true)
      let ended = await outcomes
      #expect(ended[0].text == "<p>body")
      #expect(ended[1].text == "<p>body")
      #expect(ended[2].code == .tooLarge)
      #expect(await web.fetch("/").text == "<p>body")
    }
  }

  @Test func closingReleasesWhatIsHeldBack() async throws {
    try await withWeb(["/": .html("<p>body")]) { web in
      await web.fetcher.letBodiesFlow(false)
      async let outcome = web.fetch("/")
      try await web.eventually { $0.requests == 1 }
      await web.fetcher.close()
      #expect(await outcome.code == .cancelled)
    }
  }

  /// A body that is held back is no server that fell silent.
  @Test func aBodyThatIsHeldBackDoesNotStall() async throws {
    let change = { (settings: inout FetchSettings, _: UInt16) in
      settings.stallTimeout = .seconds(2)
    }
    try await withWeb(
      ["/": .html("<p>body"), "/silent": FaultCase.page.with(.silence)], settings: change
    ) { web in
      await web.fetcher.letBodiesFlow(false)
      async let held = web.fetch("/")
      try await web.eventually { $0.requests == 1 }
      // Asked later, and given up while the other is still waited for.
      #expect(await web.fetch("/silent").code == .stall)
      #expect(await web.fetcher.inFlight == 1)
      await web.fetcher.letBodiesFlow(true)
      #expect(await held.text == "<p>body")
    }
  }

  /// Nor is it one that takes longer than it may, however long the pause.
  @Test func aBodyThatIsHeldBackDoesNotTimeOut() async throws {
    let change = { (settings: inout FetchSettings, _: UInt16) in
      settings.totalTimeout = .milliseconds(700)
    }
    let pages = [
      "/": CannedResponse.html("<p>body"), "/late": .status(204).with(.delay(.milliseconds(300))),
      "/silent": FaultCase.page.with(.silence),
    ]
    try await withWeb(pages, settings: change) { web in
      await web.fetcher.letBodiesFlow(false)
      async let held = web.fetch("/")
      try await web.eventually { $0.requests == 1 }
      for _ in 0..<4 { #expect(await web.fetch("/late").response?.status == 204) }
      #expect(await web.fetcher.inFlight == 1)
      await web.fetcher.letBodiesFlow(true)
      let outcome = await held
      #expect(outcome.text == "<p>body", "\(String(describing: outcome.failure))")
      // The handle has its old limit again.
      #expect(await web.fetch("/silent").code == .timeout)
    }
  }

  /// Who comes later does not take the bytes for which others wait.
  @Test func thoseThatWaitAreFirst() async throws {
    let loop = try EventLoop.start(named: "test-valve")
    defer { loop.stop() }
    let valve = Valve(loop: loop, rate: 1_000_000)
    let transfer = try Transfer(
      settings: .test, sockets: SocketTable(loop: loop), share: nil, flow: valve, gate: nil,
      bodies: BodyArena())
    #expect(valve.admits(1, isInTurn: false))
    valve.isShut = true
    #expect(!valve.admits(1, isInTurn: true))
    valve.hold(transfer)
    #expect(valve.takeNext() == nil)
    valve.isShut = false
    #expect(!valve.admits(1, isInTurn: false))
    // What was counted before is decoded to its end.
    #expect(valve.admits(0, isInTurn: false))
    #expect(valve.admits(1, isInTurn: true))
    #expect(valve.takeNext() === transfer)
    #expect(valve.takeNext() == nil)
    #expect(valve.admits(1, isInTurn: false))
  }

  /// How long the loop was busy with other things, while a body was held back, is not held against the
  /// server either.
  @Test func aBodyThatIsReleasedLateHasNotStalled() async throws {
    let size = 100
    let change = { (settings: inout FetchSettings, _: UInt16) in
      settings.stallTimeout = .seconds(1)
    }
    let pages = ["/": CannedResponse.html("").with(.large(bytes: size)), "/none": .status(204)]
    try await withWeb(pages, settings: change) { web in
      await web.fetcher.letBodiesFlow(false)
      async let held = web.fetch("/")
      try await web.eventually { $0.requests == 1 }
      for _ in 0..<50 { _ = await web.fetch("/none") }
      await web.fetcher.releaseBodies(afterSleepOf: 1_500_000)
      let outcome = await held
      #expect(outcome.response?.body.count == size, "\(String(describing: outcome.code))")
    }
  }

  /// The kernel's buffers and libcurl's 16 KiB a transfer are all that fills up.
  @Test(.disabled(if: Sanitizer.isOn, "\(Sanitizer.reason)"))
  func memoryDoesNotGrowWhileBodiesAreHeldBack() async {
    await #expect(processExitsWith: .success) {
      let size = 500_000
      try await withWeb([
        "/": CannedResponse.html("").with(.large(bytes: size)), "/none": .status(204),
      ]) { web in
        _ = await web.fetchAll(Array(repeating: "/none", count: 100))
        let before = try ThisProcess.residentBytes()
        await web.fetcher.letBodiesFlow(false)
        async let outcomes = web.fetchAll(Array(repeating: "/", count: 100))
        try await web.eventually { $0.requests == 200 }
        for _ in 0..<50 { _ = await web.fetch("/none") }
        let grown = try ThisProcess.residentBytes() - before
        // All bodies would be 50 MB.
        #expect(grown < 15_000_000)
        #expect(await web.fetcher.inFlight == 100)
        await web.fetcher.letBodiesFlow(true)
        let good = await outcomes.count { $0.response?.body.count == size }
        #expect(good == 100)
      }
    }
  }
}

extension Fetcher {
  /// Keeps the loop from all its other work, and then lets bodies flow.
  fileprivate func releaseBodies(afterSleepOf microseconds: UInt32) {
    usleep(microseconds)
    letBodiesFlow(true)
  }
}
