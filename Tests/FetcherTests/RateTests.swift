import Bodies
import Fetcher
import SyntheticWeb
import Testing

/// Bytes a second, with a real server and in real time: that nothing is faster is what holds exactly.
@Suite(.timeLimit(.minutes(1))) struct RateTests {
  private static let buffer = 4 << 10

  private func limited(
    to rate: Int, _ more: @escaping (inout FetchSettings) -> Void = { _ in }
  ) -> (inout FetchSettings, UInt16) -> Void {
    { settings, _ in
      settings.bytesPerSecond = rate
      settings.receiveBuffer = Self.buffer
      more(&settings)
    }
  }

  /// Seconds that so many bytes must take: what may come faster is a quarter of a second's and what
  /// each transfer reads at once.
  private func least(_ bytes: Int, at rate: Int, transfers: Int) -> Double {
    Double(bytes - rate / 4 - transfers * Self.buffer) / Double(rate)
  }

  private func seconds(_ body: () async -> Void) async -> Double {
    let start = ContinuousClock.now
    await body()
    return (.now - start) / .seconds(1)
  }

  @Test(arguments: [Fault.large(bytes: 400_000), .chunked])
  func oneBodyIsNoFasterThanTheRate(_ fault: Fault) async throws {
    let size = 400_000
    var page = CannedResponse.html(String(repeating: "x", count: size))
    if fault == .chunked { page = page.with(.chunked) }
    try await withWeb(["/": page], settings: limited(to: 400_000)) { web in
      let time = await seconds {
        #expect(await web.fetch("/").response?.body.count == size)
      }
      #expect(time >= least(size, at: 400_000, transfers: 1))
    }
  }

  @Test func manyBodiesTogetherAreNoFasterThanTheRate() async throws {
    let (size, count, rate) = (20_000, 40, 800_000)
    let page = CannedResponse.html("").with(.large(bytes: size))
    try await withWeb(["/": page], settings: limited(to: rate)) { web in
      let time = await seconds {
        let outcomes = await web.fetchAll(Array(repeating: "/", count: count))
        #expect(outcomes.allSatisfy { $0.response?.body.count == size })
      }
      #expect(time >= least(size * count, at: rate, transfers: count))
    }
  }

  /// It is the bytes of the wire that are counted: this much text would take 50 seconds.
  @Test func whatIsCodedIsCountedAsItCame() async throws {
    let size = 5_000_000
    let page = CannedResponse.html("").with(.gzipBomb(bytes: size))
    try await withWeb(["/": page], settings: limited(to: 100_000)) { web in
      let response = try #require(await web.fetch("/").response)
      #expect(response.body.count == size)
      #expect(response.transfer.wireBytes < 50_000)
    }
  }

  /// How long the rate holds a body back is not the server's time.
  @Test func waitingForTheRateIsNoTimeout() async throws {
    let (size, rate) = (300_000, 200_000)
    let page = CannedResponse.html("").with(.large(bytes: size))
    let settings = limited(to: rate) {
      $0.totalTimeout = .milliseconds(600)
      $0.stallTimeout = .milliseconds(600)
    }
    try await withWeb(["/": page, "/silent": page.with(.silence)], settings: settings) { web in
      let time = await seconds {
        let outcome = await web.fetch("/")
        #expect(outcome.response?.body.count == size, "\(String(describing: outcome.failure))")
      }
      #expect(time >= least(size, at: rate, transfers: 1))
      // The handle that was given more time has its old limit again.
      let silence = await web.fetch("/silent").code
      #expect(silence == .timeout || silence == .stall)
    }
  }

  /// Those that wait go on in their turn: a body without end takes nothing away from the others.
  @Test func aLongBodyDoesNotStarveTheOthers() async throws {
    let pages = [
      "/endless": CannedResponse.html("").with(.endless),
      "/": CannedResponse.html("").with(.large(bytes: 30_000)),
    ]
    let settings = limited(to: 200_000) { $0.maximumBody = 1 << 30 }
    try await withWeb(pages, settings: settings) { web in
      async let endless = web.fetchAll(Array(repeating: "/endless", count: 3))
      try await web.eventually { $0.requests == 3 }
      for outcome in await web.fetchAll(Array(repeating: "/", count: 4)) {
        #expect(outcome.response?.body.count == 30_000)
      }
      #expect(await web.fetcher.inFlight == 3)
      await web.fetcher.cancelAll()
      #expect(await endless.allSatisfy { $0.code == .cancelled })
    }
  }

  /// Those who take bodies and the rate hold them back each by itself.
  @Test func bothReasonsToWaitHoldByThemselves() async throws {
    let (size, rate) = (200_000, 400_000)
    let pages = [
      "/": CannedResponse.html("").with(.large(bytes: size)), "/none": CannedResponse.status(204),
      "/late": CannedResponse.status(204).with(.delay(.milliseconds(600))),
    ]
    try await withWeb(pages, settings: limited(to: rate)) { web in
      await web.fetcher.letBodiesFlow(false)
      async let held = web.fetch("/")
      try await web.eventually { $0.requests == 1 }
      // More than the time in which the bucket fills.
      #expect(await web.fetch("/late").response?.status == 204)
      #expect(await web.fetcher.inFlight == 1)
      let start = ContinuousClock.now
      await web.fetcher.letBodiesFlow(true)
      #expect(await held.response?.body.count == size)
      let time = (.now - start) / .seconds(1)
      #expect(time >= least(size, at: rate, transfers: 1))
    }
  }

  @Test func closingReleasesWhatWaitsForTheRate() async throws {
    let page = CannedResponse.html("").with(.large(bytes: 1_000_000))
    try await withWeb(["/": page], settings: limited(to: 1000)) { web in
      async let outcomes = web.fetchAll(Array(repeating: "/", count: 5))
      try await web.eventually { $0.requests == 5 }
      await web.fetcher.close()
      #expect(await outcomes.allSatisfy { $0.code == .cancelled })
    }
  }
}
