import Bodies
import EventLoop
import Fetcher
import Glibc
import SyntheticWeb
import Testing

/// Sockets that the loop's selector cannot watch. Each test is a process of its own, since it takes all the
/// descriptors that select can.
@Suite(.timeLimit(.minutes(1))) struct UnwatchableTests {
  /// The fetch ends at once and says why; nothing is sent to the server.
  @Test func aConnectionThatCannotBeWatchedIsNotMade() async {
    await #expect(processExitsWith: .success) {
      try await withWeb(["/": .html("<p>home")]) { web in
        let failure = try await failureWithoutLowDescriptors(web.url("/"))
        #expect(failure.code == .other && failure.isTransient)
        #expect(failure.detail.hasPrefix("select cannot watch descriptor 1"), "\(failure)")
        #expect(await web.server.counters.connectionsAccepted == 0)
      }
    }
  }

  /// libcurl has a socket of its own for each name that it looks up.
  @Test func aLookUpThatCannotBeWatchedEnds() async {
    await #expect(processExitsWith: .success) {
      let failure = try await failureWithoutLowDescriptors("http://orbweaver.invalid/")
      #expect(failure.code == .other)
      #expect(failure.detail.hasPrefix("select cannot watch descriptor 1"), "\(failure)")
    }
  }
}

/// Fetches on a loop with select once no descriptor below its limit is left.
private func failureWithoutLowDescriptors(_ url: String) async throws -> FetchFailure {
  DescriptorLimit.raise()
  let loop = try EventLoop.start(named: "test-fetcher", selector: .select)
  defer { loop.stop() }
  let fetcher = try await Fetcher(on: loop, settings: .test, bodies: BodyArena())
  while (0..<1100).contains(fcntl(0, F_DUPFD_CLOEXEC, 0)) {}
  let start = ContinuousClock.now
  let outcome = await fetcher.fetch(FetchRequest(url: url))
  // Far from any limit on time that would end it as well.
  #expect(ContinuousClock.now - start < .seconds(4))
  await fetcher.close()
  return try #require(outcome.failure)
}
