import Crawler
import EventLoop
import Frontier
import SyntheticWeb
import Testing

/// Hosts that share an IP address, here three ports of 127.0.0.1, by the servers' own clock.
@Suite(.timeLimit(.minutes(1))) struct AddressPolitenessTests {
  private static let pages: [String: CannedResponse] = {
    var pages = ["/robots.txt": CannedResponse.status(404)]
    pages["/"] = .html((0..<5).map { "<a href=/\($0)>\($0)</a>" }.joined())
    for number in 0..<5 { pages["/\(number)"] = .html("<p>\(number)") }
    return pages
  }()

  @Sendable private static func server(on loop: EventLoop) -> SyntheticServer {
    var options = ServerOptions()
    options.logsRequests = true
    return SyntheticServer(pages: pages, options: options, on: loop)
  }

  /// Crawls three servers at once.
  ///
  /// - Returns: when they were asked for something, each from each other.
  private func requestTimes(
    _ configure: @escaping @Sendable (inout CrawlPlan) -> Void
  ) async throws -> [ContinuousClock.Instant] {
    let folder = try Folder()
    return try await serving(Self.server) { first, port1 in
      try await serving(Self.server) { second, port2 in
        try await serving(Self.server) { third, port3 in
          let seeds = [port1, port2, port3].map { "http://127.0.0.1:\($0)/" }
          let plan = try makePlan(seeds, in: folder.crawl, configure)
          let summary = try await Crawl(plan: plan).run()
          #expect(summary.end == .finished && summary.statistics.urls.fetched == 18)
          #expect(summary.statistics.errors.isEmpty, "\(summary.statistics.errors)")
          let answers = Answers(folder.crawl)
          try answers.checkInvariants()
          // What was turned away counts as no try.
          #expect(try answers.column("SELECT DISTINCT tries FROM urls") == ["1"])
          return await (first.requests + second.requests + third.requests).map(\.time).sorted()
        }
      }
    }
  }

  private func gaps(_ times: [ContinuousClock.Instant]) -> [Duration] {
    zip(times, times.dropFirst()).map { $1 - $0 }
  }

  @Test(arguments: [1, 2]) func hostsAtOneAddressShareItsPause(loops: Int) async throws {
    let pause = Duration.milliseconds(25)
    let times = try await requestTimes {
      $0.politeness.requestsPerAddress = 1
      $0.politeness.addressPause = pause
      $0.loops = loops
    }
    #expect(times.count == 3 * 7)
    #expect(gaps(times).allSatisfy { $0 >= pause }, "\(gaps(times))")
  }

  /// What the test above would see if nobody looked at addresses.
  @Test func withoutAPauseOfTheAddressTheyAreFaster() async throws {
    let times = try await requestTimes {
      $0.politeness.requestsPerAddress = 1000
      $0.politeness.addressPause = .zero
    }
    #expect(times.count == 3 * 7)
    #expect(!gaps(times).allSatisfy { $0 >= .milliseconds(25) })
  }
}
