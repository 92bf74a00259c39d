import Frontier
import Testing
import WebURL

@Suite struct OrderTests {
  private func pages(_ names: [String], on host: String = "a") -> [String] {
    names.map { "http://\(host).test/\($0)" }
  }

  @Test func depthFirstTakesTheLastFound() throws {
    let bench = try FrontierBench { $0.order = .depthFirst }
    #expect(bench.step() == "http://a.test/")
    bench.discover(pages(["1", "2"]))
    #expect(bench.step() == "http://a.test/2")
    bench.discover(pages(["3", "4"]))
    #expect(bench.run() == pages(["4", "3", "1"]))
  }

  @Test func priorityTakesTheBestScore() throws {
    let boosts = [try Boost("/good=5"), try Boost("/bad=-3")]
    let bench = try FrontierBench { ($0.order, $0.boosts) = (.priority, boosts) }
    _ = bench.step()
    bench.discover(pages(["bad", "deep"]), from: LinkSource(page: 1, depth: 4))
    bench.discover(pages(["plain", "good"]), from: LinkSource(page: 1, depth: 1))
    #expect(bench.run() == pages(["good", "plain", "deep", "bad"]))
  }

  @Test func linksLetAWaitingURLRise() throws {
    let bench = try FrontierBench { $0.order = .priority }
    _ = bench.step()
    bench.discover(pages(["first", "second", "third"]))
    bench.discover(pages(["third"]))
    for _ in 0..<3 { bench.discover(pages(["second"])) }
    // Four links are worth two points, two links one. None is fetched twice.
    #expect(bench.frontier.counts.queued == 3)
    #expect(bench.run() == pages(["second", "third", "first"]))
    #expect(bench.frontier.counts.fetched == 4)
  }

  @Test func sitemapsHaveTheirSay() throws {
    let bench = try FrontierBench { $0.order = .priority }
    _ = bench.step()
    bench.discover(
      pages(["low", "high", "none"]),
      from: LinkSource(page: nil, depth: 1, priorities: [0, 1000, nil]))
    #expect(bench.run() == pages(["high", "none", "low"]))
  }

  /// Whatever the order within a host, no host has a second turn before each had its first.
  @Test(arguments: CrawlOrder.allCases)
  func aHugeHostDoesNotStarveTheRest(order: CrawlOrder) throws {
    let boosts = [try Boost("a.test=9")]
    let bench = try FrontierBench(seeds: ["http://a.test/", "http://b.test/", "http://c.test/"]) {
      ($0.order, $0.boosts) = (order, boosts)
    }
    bench.discover(pages((0..<1000).map { "\($0)" }))
    bench.discover(pages(["1", "2"], on: "b"))
    bench.discover(pages(["1", "2"], on: "c"))
    let hosts = (0..<9).map { _ in bench.step().dropFirst(7).prefix(1) }
    for round in 0..<3 {
      #expect(Set(hosts[round * 3..<round * 3 + 3]) == ["a", "b", "c"])
    }
  }
}
