import Bodies
import Fetcher
import SyntheticWeb
import TestSupport
import Testing

/// Bytes a second over several threads, in real time: that nothing is faster is what holds exactly.
@Suite(.timeLimit(.minutes(1))) struct ThreadFlowTests {
  private static let buffer = 4 << 10

  private func settings(rate: Int) -> FetchSettings {
    var settings = FetchSettings.test
    (settings.bytesPerSecond, settings.receiveBuffer) = (rate, Self.buffer)
    return settings
  }

  @Test func threadsTogetherAreNoFasterThanTheRate() async throws {
    let (size, threads, each, rate) = (20_000, 8, 5, 800_000)
    let page = CannedResponse.html("").with(.large(bytes: size))
    try await withWeb(["/": page]) { web in
      let commons = try FetchCommons(settings: settings(rate: rate), bodies: BodyArena())
      let request = FetchRequest(url: web.url("/"))
      let start = ContinuousClock.now
      let outcomes = await onThreads(threads) { _ -> [FetchOutcome] in
        guard let fetcher = try? BlockingFetcher(commons) else { return [] }
        return (0..<each).map { _ in fetcher.fetch(request) }
      }.flatMap { $0 }
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      #expect(outcomes.count { $0.response?.body.count == size } == threads * each)
      // A quarter of a second's bytes may come faster, and what each transfer reads at once.
      let least = size * threads * each - rate / 4 - threads * each * Self.buffer
      #expect(seconds >= Double(least) / Double(rate))
    }
  }

  /// How long a thread waits for the rate is not the server's time.
  @Test func waitingForTheRateIsNoTimeout() async throws {
    let size = 300_000
    let page = CannedResponse.html("").with(.large(bytes: size))
    try await withWeb(["/": page, "/silent": page.with(.silence)]) { web in
      var settings = settings(rate: 200_000)
      // libcurl looks at the time after a hundred reads.
      settings.receiveBuffer = 1024
      (settings.totalTimeout, settings.stallTimeout) = (.milliseconds(600), .milliseconds(600))
      let commons = try FetchCommons(settings: settings, bodies: BodyArena())
      let urls = ["/", "/silent"].map { FetchRequest(url: web.url($0)) }
      let outcomes = await commons.fetch(urls)
      #expect(outcomes.first?.response?.body.count == size, "\(outcomes)")
      // The handle that was given more time has its old limit again.
      #expect(outcomes.last?.code == .timeout || outcomes.last?.code == .stall)
    }
  }

  /// A wait longer than the server may be silent.
  @Test func aLongWaitIsNoSilence() async throws {
    let page = CannedResponse.html("").with(.large(bytes: 30_000))
    try await withWeb(["/": page]) { web in
      var settings = settings(rate: 8_000)
      (settings.receiveBuffer, settings.stallTimeout) = (16 << 10, .milliseconds(300))
      let commons = try FetchCommons(settings: settings, bodies: BodyArena())
      #expect(await commons.fetch(web.url("/"))?.response?.body.count == 30_000)
    }
  }
}
